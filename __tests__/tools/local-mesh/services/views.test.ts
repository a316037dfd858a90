import type { TaskView } from "../../../../tools/local-mesh/parts";
import { listTasks } from "../../../../tools/local-mesh/services/list-tasks";
import { overridden } from "../../../../tools/local-mesh/services/overrides";
import { needsDeployment, specOf, updatedSpec } from "../../../../tools/local-mesh/services/spec";
import { describeTask } from "../../../../tools/local-mesh/services/task-view";
import { Bench, pass } from "./fakes";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ARN = "arn:aws:ecs:us-east-1:123456789012";

const VIEW: TaskView = {
  request: {
    arn: `${ARN}:task/mesh/0123456789abcdef0123456789abcdef`,
    clusterArn: `${ARN}:cluster/mesh`,
    group: "service:app",
    launchType: "FARGATE",
    startedBy: "ecs-svc/1",
    names: [],
    tags: { team: "shop" },
    definition: {
      taskDefinitionArn: `${ARN}:task-definition/app:3`,
      family: "app",
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: [{ name: "app", image: "app:1", cpu: 10, memory: 128 }],
    },
  },
  status: "STOPPED",
  desiredStatus: "STOPPED",
  health: "HEALTHY",
  ip: "10.0.0.7",
  containers: [
    {
      name: "app",
      image: "app:1",
      dockerId: "d0c",
      status: "STOPPED",
      desiredStatus: "STOPPED",
      health: "HEALTHY",
      exitCode: 137,
      finishedAt: new Date(1_700_000_020_000),
    },
  ],
  createdAt: new Date(1_700_000_000_500),
  startedAt: new Date(1_700_000_001_000),
  stoppedAt: new Date(1_700_000_021_000),
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
};

function describing(change: Partial<TaskView> = {}) {
  return describeTask({ ...VIEW, ...change }, { region: "us-east-1", withTags: false });
}

describe("A task as ECS describes it", () => {
  test("has moments in seconds, its containers, and why it stopped", () => {
    expect(describing()).toMatchObject({
      taskArn: VIEW.request.arn,
      taskDefinitionArn: `${ARN}:task-definition/app:3`,
      createdAt: 1_700_000_000.5,
      startedAt: 1_700_000_001,
      executionStoppedAt: 1_700_000_020,
      lastStatus: "STOPPED",
      healthStatus: "HEALTHY",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      group: "service:app",
      startedBy: "ecs-svc/1",
      tags: [],
      containers: [{ name: "app", lastStatus: "STOPPED", exitCode: 137, runtimeId: "d0c", memory: "128" }],
    });
  });

  test("has its address where the SDKs look for it, the same in each answer", () => {
    const [attachment] = describing({ status: "RUNNING" }).attachments ?? [];
    expect(attachment).toMatchObject({ type: "ElasticNetworkInterface", status: "ATTACHED" });
    expect(attachment?.details).toContainEqual({ name: "privateIPv4Address", value: "10.0.0.7" });
    expect(describing({ status: "RUNNING" }).attachments).toEqual([attachment]);
    expect(describing().containers?.[0]?.networkInterfaces).toEqual([
      { attachmentId: attachment?.id, privateIpv4Address: "10.0.0.7" },
    ]);
  });

  test("has no address before it has one, nor on a network that it shares with its host", () => {
    expect(describing({ ip: undefined }).attachments).toEqual([]);
    const definition = { ...VIEW.request.definition, networkMode: "bridge" as const };
    expect(describing({ request: { ...VIEW.request, definition } }).attachments).toEqual([]);
  });

  test("has its tags when they are asked for", () => {
    expect(describeTask(VIEW, { region: "us-east-1", withTags: true }).tags).toEqual([{ key: "team", value: "shop" }]);
  });
});

describe("The tasks that are listed", () => {
  const running: TaskView = { ...VIEW, status: "RUNNING", desiredStatus: "RUNNING" };
  const found = (views: readonly TaskView[], request: object) => listTasks(views, request).taskArns?.length;

  test("are those that are to run, or those that are not", () => {
    expect(found([VIEW, running], { cluster: "mesh" })).toBe(1);
    expect(found([VIEW, running, VIEW], { cluster: "mesh", desiredStatus: "STOPPED" })).toBe(2);
  });

  test.each([
    ["cluster", "other", `${ARN}:cluster/mesh`],
    ["serviceName", "application", `${ARN}:service/mesh/app`],
    ["family", "application", "app"],
    ["launchType", "EC2", "FARGATE"],
    ["startedBy", "somebody", "ecs-svc/1"],
  ])("are narrowed by %s", (field, other, own) => {
    expect(found([running], { cluster: "mesh", [field]: other })).toBe(0);
    expect(found([running], { cluster: "mesh", [field]: own })).toBe(1);
  });

  test("come in pages", () => {
    const first = listTasks([running, running, running], { cluster: "mesh", maxResults: 2 });
    expect(first).toMatchObject({ taskArns: [{}, {}], nextToken: "2" });
    const { nextToken } = first;
    const rest = listTasks([running, running, running], { cluster: "mesh", maxResults: 2, nextToken });
    expect(rest).toEqual({ taskArns: [VIEW.request.arn] });
  });
});

describe("What a service asks for", () => {
  const answer = {
    serviceArn: `${ARN}:service/mesh/app`,
    serviceName: "app",
    clusterArn: `${ARN}:cluster/mesh`,
    taskDefinition: `${ARN}:task-definition/app:1`,
  };

  test("has ECS's defaults", () => {
    expect(specOf({ desiredCount: 2 }, answer)).toMatchObject({
      desiredCount: 2,
      minimumPercent: 100,
      maximumPercent: 200,
      circuitBreaker: { enable: false, rollback: false },
    });
    expect(specOf({ schedulingStrategy: "DAEMON" }, answer)).toMatchObject({
      desiredCount: 1,
      minimumPercent: 0,
      maximumPercent: 100,
    });
  });

  test("keeps what an update does not name", () => {
    const spec = specOf({ desiredCount: 2, healthCheckGracePeriodSeconds: 30 }, answer);
    const after = updatedSpec(spec, { deploymentConfiguration: { minimumHealthyPercent: 50 } }, answer);
    expect(after).toMatchObject({ desiredCount: 2, minimumPercent: 50, maximumPercent: 200, gracePeriodSeconds: 30 });
    expect(needsDeployment(spec, after)).toBe(false);
  });

  test("a daemon stays one task", () => {
    const spec = specOf({ schedulingStrategy: "DAEMON" }, answer);
    expect(updatedSpec(spec, { desiredCount: 4 }, answer).desiredCount).toBe(1);
  });

  test("runs on Fargate when its capacity providers are Fargate's", () => {
    const on = (capacityProvider: string) =>
      specOf({ capacityProviderStrategy: [{ capacityProvider }] }, answer).launchType;
    expect([on("FARGATE_SPOT"), on("servers")]).toEqual(["FARGATE", "EC2"]);
  });
});

describe("A task of no service", () => {
  test("runs with the command and variables of its request, and nothing takes its place", async () => {
    const bench = new Bench({
      containerDefinitions: [
        { name: "app", image: "app", command: ["serve"], environment: [{ name: "A", value: "1" }] },
        { name: "other", image: "other" },
      ],
    });
    const overrides = {
      containerOverrides: [{ name: "app", command: ["migrate"], environment: [{ name: "B", value: "2" }] }],
    };
    const answer = await bench.services.runTask({ taskDefinition: "app:4", cluster: "mesh", count: 2, overrides });
    expect(answer).toHaveLength(2);
    expect(answer[0]).toMatchObject({ group: "family:app", overrides, clusterArn: `${ARN}:cluster/mesh` });
    const [task] = bench.runner.tasks;
    expect(task?.request.definition.containerDefinitions).toMatchObject([
      { command: ["migrate"], environment: [{ name: "A" }, { name: "B" }] },
      { name: "other" },
    ]);
    task?.run();
    task?.end();
    await pass(0);
    expect(bench.runner.tasks).toHaveLength(2);
  });

  test("a variable of the request takes the place of the definition's", () => {
    const definition = { containerDefinitions: [{ name: "app", environment: [{ name: "A", value: "1" }] }] };
    const overrides = { containerOverrides: [{ name: "app", environment: [{ name: "A", value: "2" }] }] };
    expect(overridden(definition, overrides).containerDefinitions?.[0]?.environment).toEqual([
      { name: "A", value: "2" },
    ]);
  });
});

describe("When all is taken away", () => {
  test("everything stops without waiting for calls, and nothing is started any more", async () => {
    const bench = new Bench();
    await bench.create({ loadBalancers: [{ targetGroupArn: "arn:group", containerName: "app", containerPort: 80 }] });
    await bench.services.runTask({ taskDefinition: "app:1", cluster: "mesh" });
    bench.runner.tasks.forEach((task) => task.run());
    await bench.services.stopAll();
    await pass(600);
    expect(bench.runner.tasks.map((task) => task.view().status)).toEqual(["STOPPED", "STOPPED"]);
    expect(bench.targets.calls.at(-1)).toBe("deregister 10.0.0.1:80");
  });
});
