import { readFileSync } from "node:fs";
import { join } from "node:path";
import { adoption, type Given } from "../../../tools/adopt/adopt";
import { readPlan, type StateResource } from "../../../tools/adopt/state";
import { stateResource } from "./resources";

const GIVEN: Given = readPlan(
  JSON.parse(readFileSync(join(__dirname, "../../fixtures/adopt/plan.json"), "utf8")) as object,
);

function changed(address: string, change: (resource: StateResource) => Partial<StateResource>): Given {
  return {
    ...GIVEN,
    resources: GIVEN.resources.map((each) => (each.address === address ? { ...each, ...change(each) } : each)),
  };
}

it("takes over the calls, and the services that run their tasks", () => {
  const { calls, left, forgotten } = adoption(GIVEN, { newState: false });
  expect(
    calls.map(({ call, back, services }) => [call.address, back.construct, services.map(({ address }) => address)]),
  ).toEqual([
    ['module.client["a"]', "MeshTask", ['aws_ecs_service.client["a"]']],
    ['module.client["b.c"]', "MeshTask", ['aws_ecs_service.client["b.c"]']],
    ["module.controller", "AclController", []],
    ["module.gateway[0]", "GatewayTask", []],
    ["module.mesh.module.client", "MeshTask", []],
  ]);
  expect(left).toEqual([]);
  // What is in the state and not in the stack would be destroyed.
  expect(forgotten).toEqual([
    "aws_ecs_cluster.main",
    "aws_subnet.main[0]",
    "aws_subnet.main[1]",
    "aws_vpc.main",
    "module.mesh.aws_cloudwatch_log_group.mesh",
  ]);
});

it("finds the service of a task whose newest revision it does not run yet", () => {
  const given = changed('aws_ecs_service.client["a"]', ({ values }) => ({
    values: { ...values, task_definition: String(values.task_definition).replace(/:\d+$/, ":7") },
  }));
  expect(adoption(given, { newState: false }).calls[0]?.services).toHaveLength(1);
});

describe("what cannot be taken over is named, and leaves the state without being destroyed", () => {
  it("a call whose resources are not what the module makes", () => {
    const address = "module.mesh.module.client.aws_ecs_task_definition.this";
    const given = changed(address, ({ values }) => ({
      values: { ...values, container_definitions: '[{"name":"SECRET"}]' },
    }));
    const { left, forgotten } = adoption(given, { newState: false });
    expect(left).toEqual([
      {
        address: "module.mesh.module.client",
        why: 'it is not what mesh-task of line 0.10 makes: its task has no container "consul-ecs-mesh-init"',
      },
    ]);
    expect(forgotten).toContain(address);
  });

  it("a service with what is not read back", () => {
    const given = changed('aws_ecs_service.client["a"]', ({ values }) => ({
      values: { ...values, service_connect_configuration: [{ enabled: true }] },
    }));
    const { calls, left, forgotten } = adoption(given, { newState: false });
    expect(calls[0]?.services).toEqual([]);
    expect(left).toEqual([
      {
        address: 'aws_ecs_service.client["a"]',
        why: expect.stringContaining("service_connect_configuration") as string,
      },
    ]);
    expect(forgotten).toContain('aws_ecs_service.client["a"]');
  });

  it("a call in another region than the first one", () => {
    const given = changed("module.mesh.module.client.aws_ecs_task_definition.this", ({ values }) => ({
      values: { ...values, arn: String(values.arn).replace("us-east-1", "eu-west-1") },
    }));
    expect(adoption(given, { newState: false }).left).toEqual([
      {
        address: "module.mesh.module.client",
        why: expect.stringMatching(/^it is in eu-west-1, .* us-east-1/) as string,
      },
    ]);
  });

  it("an instance whose call has another one that is left, for a new state", () => {
    const given = changed('module.client["a"].aws_iam_role.task[0]', () => ({ tainted: true }));
    const { calls, left } = adoption(given, { newState: true });
    expect(calls.map(({ call }) => call.address)).not.toContain('module.client["b.c"]');
    expect(left.map(({ address }) => address)).toEqual(['module.client["a"]', 'module.client["b.c"]']);
    // With the same state each is moved by itself.
    expect(adoption(given, { newState: false }).calls.map(({ call }) => call.address)).toContain(
      'module.client["b.c"]',
    );
  });
});

it("lets go of what is in a call and is none of the module's", () => {
  const own = stateResource("module.controller.aws_sns_topic.added");
  const { left, forgotten } = adoption({ ...GIVEN, resources: [...GIVEN.resources, own] }, { newState: false });
  expect(left).toEqual([{ address: own.address, why: expect.stringContaining("no resource of the module") as string }]);
  expect(forgotten).toContain(own.address);
});

it("tells what the given plan would change in what is taken over", () => {
  const pending = ["module.controller.aws_ecs_service.this", "aws_vpc.main"];
  expect(adoption({ ...GIVEN, pending }, { newState: false }).pending).toEqual([
    "module.controller.aws_ecs_service.this",
  ]);
});

describe("version 6 of the provider is refused by name", () => {
  it("for a state that it wrote", () => {
    const of6 = stateResource("aws_ecs_service.x", { values: { region: "us-east-1" } });
    const given = { ...GIVEN, resources: [...GIVEN.resources, of6] };
    expect(() => adoption(given, { newState: false })).toThrow(
      /version 6 of the AWS provider \(aws_ecs_service\.x has a region of its own\), which 5\.100/,
    );
  });

  it("for a plan that asks for it", () => {
    expect(() => adoption({ ...GIVEN, awsProvider: "~> 6.0" }, { newState: false })).toThrow("version ~> 6.0");
  });
});
