import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { MeshTask, type MeshTaskProps } from "../../../../modules/mesh/task";
import { Template, testStack } from "../../../helpers/template";
import { APP, servers, testMesh, warningsOf } from "../service/given";
import { HEALTH_CHECK, LINES, on06, on010, SECURE, type Props } from "./given";

function warnings(build: (stack: TerraformStack) => void): string[] {
  const stack = testStack(build);
  Template.of(stack);
  // What is written twice is warned of once.
  Template.of(stack);
  return warningsOf(stack);
}

const ofTask = (props: MeshTaskProps): string[] => warnings((stack) => void new MeshTask(stack, "web", props));

describe.each(LINES)("a task of line %s that is called too early", (release, given) => {
  const NONE =
    'MeshTask "test/web": the service web is called as soon as its proxy is there, which may be before its program listens: none of its containers has a health check. Give httpHealthCheck, or a container its healthCheck.';

  it.each<[string, Props]>([
    ["no health check", {}],
    ["a health check that is null", { containers: [{ ...APP, healthCheck: null }] }],
    ["containers that a function makes", { containers: () => [APP] }],
  ])("is warned of with %s", (_, props) => {
    expect(ofTask(given(props))).toEqual([NONE]);
  });

  it("is warned of with a health check that Consul never learns of, and with what is missing", () => {
    const containers = [{ name: "app", image: "app:1", healthCheck: HEALTH_CHECK }];
    expect(ofTask(given({ containers }))).toEqual([
      expect.stringMatching(
        /the health check of app is not carried over into Consul. Say of the container whether it is/,
      ),
    ]);
    expect(ofTask(given({ containers, syncHealthOfAllContainers: true }))).toEqual([]);
  });

  it("is warned of without a name that only Terraform knows", () => {
    const found = warnings((stack) => {
      const serviceName = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
      new MeshTask(stack, "web", given({ serviceName }));
    });
    expect(found).toEqual([expect.stringMatching(/^MeshTask "test\/web": its service is called as soon as/)]);
  });

  it.each<[string, Props]>([
    ["a container has a health check", { containers: [APP, { ...APP, name: "db", healthCheck: HEALTH_CHECK }] }],
    ["a function makes such a container", { containers: () => [{ ...APP, healthCheck: HEALTH_CHECK }] }],
    ["the line makes one by HTTP", { httpHealthCheck: { port: 9090, path: "/health" } }],
    ["nobody calls it", { port: undefined, outboundOnly: true }],
  ])("is not warned of when %s", (_, props) => {
    expect(ofTask(given(props))).toEqual([]);
  });

  it("is warned of as the task of a service of the mesh", () => {
    const { stack, service } = testMesh({ release });
    service("web");
    service("api", { containers: () => [{ ...APP, healthCheck: HEALTH_CHECK }] });
    Template.of(stack);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^MeshTask "test\/mesh\/web\/task": the service web is called as soon as its proxy is there/,
      ),
    ]);
  });
});

it("is not warned of when the client agent of line 0.6 checks", () => {
  expect(ofTask(on06({ checks: [{ name: "x", ttl: "5s" }] }))).toEqual([]);
});

describe("an ECS service that runs a task of the mesh without its tags", () => {
  const CHECKED = { containers: [{ ...APP, healthCheck: HEALTH_CHECK }] };

  /** The warnings about a service with these props, which runs what is made of a task. */
  function ofService(
    props: Partial<EcsServiceConfig>,
    runs: (task: MeshTask) => string = ({ taskDefinitionArn }) => taskDefinitionArn,
    consul = SECURE,
  ): string[] {
    return warnings((stack) => {
      new MeshTask(stack, "other", on010({ ...CHECKED, servers: consul, family: "other" }));
      const task = new MeshTask(stack, "web", on010({ ...CHECKED, servers: consul }));
      new EcsService(stack, "service", { name: "web", taskDefinition: runs(task), ...props });
    });
  }

  it.each<[string, Parameters<typeof ofService>[0], Parameters<typeof ofService>[1]]>([
    ["says nothing of them", {}, undefined],
    ["says that there are none", { propagateTags: "NONE" }, undefined],
    ["names the definition", {}, ({ taskDefinition: { family, revision } }) => `${family}:${revision}`],
    ["names the newest revision", {}, ({ taskDefinition }) => taskDefinition.arnWithoutRevision],
  ])("is warned of when it %s", (_, props, runs) => {
    expect(ofService(props, runs)).toEqual([
      'EcsService "test/service": its tasks lose their tokens, because the controller knows the tasks of the mesh by their tags, and ECS gives these none. Give propagateTags: "TASK_DEFINITION".',
    ]);
  });

  it.each<[string, Parameters<typeof ofService>[0], Parameters<typeof ofService>[1], Parameters<typeof ofService>[2]]>([
    ["has those of the definition", { propagateTags: "TASK_DEFINITION" }, undefined, undefined],
    ["has its own", { propagateTags: "SERVICE" }, undefined, undefined],
    ["runs something else", {}, () => "arn:aws:ecs:us-east-1:123456789012:task-definition/else:1", undefined],
    ["has no tokens to lose", {}, undefined, servers()],
  ])("is not warned of when it %s", (_, props, runs, consul) => {
    expect(ofService(props, runs, consul)).toEqual([]);
  });

  it("is found when it was made before the task, and says nothing of services of the mesh", () => {
    const { stack, service } = testMesh({ servers: SECURE, controller: false, configEntries: "none" });
    service("web", CHECKED);
    Template.of(stack);
    expect(warningsOf(stack)).toEqual([]);
  });
});
