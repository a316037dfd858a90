import type { Service } from "@aws-sdk/client-ecs";
import type { EcsScheduler } from "../../../../tools/local-mesh/front";
import type { Wire } from "../../../../tools/local-mesh/services";
import { callEcs, CLUSTER, fakeEmulator, fakeScheduler, frontBefore, runningTask, TASK, taskView } from "./fakes";
import type { FakeEmulator, FrontUnderTest, Received } from "./fakes";

const SERVICE = CLUSTER.replace(":cluster/", ":service/") + "/client";
const DEFINITION = CLUSTER.replace(":cluster/mesh", ":task-definition/client:4");
/** As the emulator says it: it counts what does not run. */
const TAKEN: Wire<Service> = { serviceArn: SERVICE, clusterArn: CLUSTER, serviceName: "client", runningCount: 9 };

let emulated: Record<string, readonly [number, object | string]>;
let scheduler: jest.Mocked<EcsScheduler>;
let emulator: FakeEmulator;
let front: FrontUnderTest;
let before = 0;

beforeAll(async () => {
  emulator = await fakeEmulator((request) => emulated[actionOf(request)] ?? [200, { from: "emulator" }]);
  front = await frontBefore(emulator.endpoint, { scheduler: () => scheduler });
});
afterAll(async () => {
  await front.stop();
  await emulator.stop();
});
beforeEach(() => {
  emulated = {
    DescribeClusters: [200, { clusters: [{ clusterArn: CLUSTER, runningTasksCount: 9 }], failures: [] }],
    DescribeServices: [200, { services: [], failures: [] }],
    DescribeTaskDefinition: [200, { taskDefinition: { taskDefinitionArn: DEFINITION } }],
    CreateService: [200, { service: TAKEN }],
    UpdateService: [200, { service: TAKEN }],
    DeleteService: [200, { service: TAKEN }],
  };
  before = emulator.received.length;
  scheduler = mockedScheduler();
});

function mockedScheduler(): jest.Mocked<EcsScheduler> {
  const fake = fakeScheduler();
  return {
    create: jest.fn(fake.create),
    update: jest.fn(fake.update),
    delete: jest.fn(fake.delete),
    describe: jest.fn(fake.describe),
    listTasks: jest.fn(fake.listTasks),
    describeTask: jest.fn(fake.describeTask),
    runTask: jest.fn(fake.runTask),
    stopTask: jest.fn(fake.stopTask),
    tasks: jest.fn(fake.tasks),
  };
}

/** What the emulator was asked in this test. */
function asked(): string[] {
  return emulator.received.slice(before).map(actionOf);
}

function actionOf({ headers }: Received): string {
  return String(headers["x-amz-target"]).split(".")[1] ?? "";
}

const call = (action: string, request: object) => callEcs(front.machine, action, request);

/** The service as the scheduler knows it. */
function stands(status: string, counts: Partial<Wire<Service>> = {}): void {
  emulated.DescribeServices = [200, { services: [TAKEN], failures: [] }];
  scheduler.describe.mockImplementation((_reference, _cluster, answer) => ({ ...answer, status, ...counts }));
}

describe("CreateService", () => {
  test("the emulator takes it, the scheduler starts it, the answer is what the scheduler sees", async () => {
    stands("INACTIVE", { runningCount: 0, pendingCount: 2 });
    const request = { cluster: "mesh", serviceName: "client", desiredCount: 2, enableExecuteCommand: true };
    const { status, json } = await call("CreateService", request);
    expect([status, json]).toEqual([
      200,
      { service: { ...TAKEN, status: "INACTIVE", runningCount: 0, pendingCount: 2 } },
    ]);
    expect(scheduler.create).toHaveBeenCalledWith(request, TAKEN);
  });

  test("what the emulator refuses is not started", async () => {
    emulated.CreateService = [400, { __type: "InvalidParameterException", message: "subnets can not be empty." }];
    const { status, json } = await call("CreateService", { serviceName: "client" });
    expect([status, json]).toEqual(emulated.CreateService);
    expect(scheduler.create).not.toHaveBeenCalled();
  });

  test.each([
    ["ACTIVE", "Creation of service was not idempotent."],
    ["DRAINING", "Unable to Start a service that is still Draining."],
  ])("a service of the name that is %s is not replaced", async (status, message) => {
    stands(status);
    const answer = await call("CreateService", { cluster: "mesh", serviceName: "client" });
    expect(answer).toEqual({ status: 400, json: { __type: "InvalidParameterException", message } });
    expect(asked()).toEqual(["DescribeServices"]);
  });
});

describe("UpdateService", () => {
  test("the scheduler is told what the request says", async () => {
    stands("ACTIVE");
    const request = { cluster: "mesh", service: "client", forceNewDeployment: true, taskDefinition: DEFINITION };
    expect((await call("UpdateService", request)).status).toBe(200);
    expect(scheduler.update).toHaveBeenCalledWith(request, TAKEN);
    expect(asked()).toEqual(["DescribeServices", "UpdateService"]);
  });

  test("a family stands for its newest revision now, not for what it will be", async () => {
    stands("ACTIVE");
    await call("UpdateService", { cluster: "mesh", service: "client", taskDefinition: "client" });
    expect(asked()).toEqual(["DescribeServices", "DescribeTaskDefinition", "UpdateService"]);
    expect(emulator.received.at(-1)?.body).toContain(DEFINITION);
    expect(scheduler.update.mock.calls[0]?.[0]).toHaveProperty("taskDefinition", DEFINITION);
  });

  test("there must be one, and it must not be on its way out", async () => {
    expect(await call("UpdateService", { service: "client" })).toMatchObject({
      status: 400,
      json: { __type: "ServiceNotFoundException" },
    });
    stands("DRAINING");
    expect(await call("UpdateService", { service: "client" })).toMatchObject({
      status: 400,
      json: { __type: "ServiceNotActiveException" },
    });
    expect(scheduler.update).not.toHaveBeenCalled();
  });
});

test("DeleteService stops the tasks and does not wait for them", async () => {
  stands("DRAINING", { runningCount: 1 });
  const answer = await call("DeleteService", { cluster: "mesh", service: "client", force: true });
  expect(answer).toMatchObject({ status: 200, json: { service: { status: "DRAINING", runningCount: 1 } } });
  expect(scheduler.delete).toHaveBeenCalledWith(SERVICE);
});

test("DescribeServices: what the scheduler was never told of is as the emulator says", async () => {
  emulated.DescribeServices = [200, { services: [TAKEN], failures: [{ reason: "MISSING" }] }];
  expect((await call("DescribeServices", { services: ["client"] })).json).toEqual({
    services: [TAKEN],
    failures: [{ reason: "MISSING" }],
  });
});

test("DescribeClusters counts the tasks that there are", async () => {
  scheduler.tasks.mockReturnValue(
    [taskView(), taskView({ status: "PENDING" }), taskView({ status: "STOPPED" })].map(runningTask),
  );
  expect((await call("DescribeClusters", { clusters: ["mesh"] })).json).toEqual({
    clusters: [{ clusterArn: CLUSTER, runningTasksCount: 1, pendingTasksCount: 1 }],
    failures: [],
  });
});

describe("tasks", () => {
  const OTHER = CLUSTER.replace("mesh", "other");

  beforeEach(() => {
    scheduler.describeTask.mockImplementation((reference) =>
      reference === TASK ? { taskArn: TASK, clusterArn: CLUSTER } : { taskArn: reference, clusterArn: OTHER },
    );
  });

  test("ListTasks and RunTask are asked with the cluster's ARN", async () => {
    scheduler.listTasks.mockReturnValue({ taskArns: [TASK] });
    expect((await call("ListTasks", { cluster: "mesh" })).json).toEqual({ taskArns: [TASK] });
    expect(scheduler.listTasks).toHaveBeenCalledWith({ cluster: CLUSTER });
    scheduler.runTask.mockResolvedValue([{ taskArn: TASK }]);
    const request = { taskDefinition: "client", count: 1 };
    expect((await call("RunTask", request)).json).toEqual({ tasks: [{ taskArn: TASK }], failures: [] });
    expect(scheduler.runTask).toHaveBeenCalledWith({ ...request, cluster: CLUSTER });
    expect(emulator.received.at(-1)?.body).toBe(JSON.stringify({ clusters: ["default"] }));
  });

  test("DescribeTasks tells which are missing; another cluster's are", async () => {
    const { json } = await call("DescribeTasks", { cluster: "mesh", tasks: [TASK, "elsewhere"], include: ["TAGS"] });
    expect(json).toEqual({
      tasks: [{ taskArn: TASK, clusterArn: CLUSTER }],
      failures: [{ arn: "elsewhere", reason: "MISSING" }],
    });
    expect(scheduler.describeTask).toHaveBeenCalledWith(TASK, { withTags: true });
    expect(await call("DescribeTasks", { tasks: [] })).toMatchObject({
      status: 400,
      json: { __type: "InvalidParameterException" },
    });
  });

  test("StopTask stops a task of the cluster only", async () => {
    scheduler.stopTask.mockReturnValue({ taskArn: TASK, desiredStatus: "STOPPED" });
    expect((await call("StopTask", { cluster: "mesh", task: TASK, reason: "why" })).json).toEqual({
      task: { taskArn: TASK, desiredStatus: "STOPPED" },
    });
    expect(scheduler.stopTask).toHaveBeenCalledWith(TASK, "why");
    expect((await call("StopTask", { cluster: "mesh", task: "elsewhere" })).status).toBe(400);
    expect(scheduler.stopTask).toHaveBeenCalledTimes(1);
  });

  test("a cluster that is not there is said to be missing", async () => {
    emulated.DescribeClusters = [200, { clusters: [], failures: [] }];
    expect(await call("ListTasks", { cluster: "none" })).toEqual({
      status: 400,
      json: { __type: "ClusterNotFoundException", message: "Cluster not found." },
    });
  });

  test("ExecuteCommand says where a command can be run", async () => {
    const { status, json } = await call("ExecuteCommand", {});
    expect(status).toBe(400);
    expect(json).toMatchObject({ message: expect.stringContaining("/local-mesh/execute") as string });
  });
});

test("containers ask the same", async () => {
  scheduler.listTasks.mockReturnValue({ taskArns: [TASK] });
  expect((await callEcs(front.containers, "ListTasks", {})).json).toEqual({ taskArns: [TASK] });
});

test("an error of the scheduler is told by its name where AWS has such a one", async () => {
  const error = Object.assign(new Error("Unable to describe task definition."), { name: "ClientException" });
  scheduler.runTask.mockRejectedValueOnce(error);
  expect(await call("RunTask", { taskDefinition: "none" })).toEqual({
    status: 400,
    json: { __type: "ClientException", message: "Unable to describe task definition." },
  });
  scheduler.runTask.mockRejectedValueOnce(new Error("broken"));
  expect((await call("RunTask", {})).status).toBe(500);
});

test("what breaks in the emulator, and what is no JSON, is told as an error of AWS", async () => {
  emulated.CreateService = [500, "<html>"];
  expect(await call("CreateService", {})).toMatchObject({ status: 500, json: { __type: "ServerException" } });
  const response = await fetch(front.machine, {
    method: "POST",
    headers: { "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.CreateService" },
    body: "{",
  });
  expect([response.status, await response.json()]).toMatchObject([400, { __type: "SerializationException" }]);
});
