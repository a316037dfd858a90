import type { EnvironmentData } from "../../environments";
import { staging } from "../../environments/staging";
import { drift, leaks, registeredTasks, toldServers } from "./environments/checks";
import { clientAgentTask, controllerTask, isGossipKey, isUuid } from "./environments/expectations";
import { actionsNotAllowed } from "./environments/used-actions";
import { Deployment } from "./fargate/deployment";

const generatedSecrets = {
  "consul-stage-server-bootstrap-token": isUuid,
  "consul-stage-server-agent-token": isUuid,
  "consul-stage-server-gossip-key": isGossipKey,
};

/** The environments with servers on EC2 are of line 0.10: this is the other line, which is one word away. */
describe("the environment staging on line 0.6", () => {
  let deployment: Deployment;

  beforeAll(async () => {
    const data: EnvironmentData = { ...staging, release: "0.6", application: "example", backend: { type: "local" } };
    deployment = await Deployment.apply("ec2-client-agent", data);
  }, 900_000);

  afterAll(() => deployment?.stop());

  test("the second plan is empty", async () => {
    expect(drift(await deployment.terraform.plan())).toEqual([]);
  });

  test("the tasks have a client agent, with the gossip key that the servers have", async () => {
    expect(await registeredTasks(deployment.aws)).toEqual({
      "consul-stage-consul-acl-controller": controllerTask("consul-acl-controller"),
      "consul-stage-example-client-app": clientAgentTask("example-client-app"),
      "consul-stage-example-server-app": clientAgentTask("example-server-app"),
    });
  });

  test("every task is told the address of the servers' load balancer", async () => {
    const { loadBalancer } = await deployment.aws.networkLoadBalancer("consul-stage-server");
    const tasks = await deployment.aws.taskDefinitions();
    expect(tasks).toHaveLength(3);
    for (const task of tasks) expect(toldServers(task)).toContain(loadBalancer?.DNSName);
  });

  test("no secret's value is in the state, a plan, the synthesized JSON or a task definition", async () => {
    const expected = { name: "consul-stage", tasks: {}, generatedSecrets, meshServices: [] };
    expect(await leaks(expected, deployment.aws, await deployment.places())).toEqual([]);
  });

  test("destroy leaves an empty state and an empty emulator", async () => {
    await deployment.destroy();
    expect(await deployment.terraform.stateList()).toEqual([]);
    expect(await deployment.contents()).toEqual({});
  }, 600_000);

  test("the policy of the deploying role allows what was used (if not, `npm run permissions` takes it over)", () => {
    expect(actionsNotAllowed(deployment.log, "ec2-client-agent")).toEqual([]);
  });
});
