import { BEHIND_A_LOAD_BALANCER, Bench, pass, WITH_HEALTH_CHECK } from "./fakes";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ONE_AT_A_TIME = { deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } };

describe("A service that is created", () => {
  test("starts its tasks with what the request says of them", async () => {
    const bench = new Bench({}, { tagsOf: () => Promise.resolve({ of: "definition" }) });
    await bench.create({ desiredCount: 2, propagateTags: "TASK_DEFINITION", enableECSManagedTags: true });
    expect(bench.runner.tasks).toHaveLength(2);
    expect(bench.runner.tasks[0]?.request).toMatchObject({
      group: "service:app",
      startedBy: bench.describe().deployments?.[0]?.id,
      launchType: "FARGATE",
      names: ["app.local"],
      tags: { of: "definition", "aws:ecs:clusterName": "mesh", "aws:ecs:serviceName": "app" },
    });
    expect(bench.runner.tasks[0]?.request.arn).toMatch(/^arn:aws:ecs:us-east-1:123456789012:task\/mesh\/[0-9a-f]{32}$/);
  });

  test("is complete when its tasks have been healthy for a while, and steady for who waits as soon as they run", async () => {
    const bench = new Bench();
    await bench.create({ desiredCount: 2 });
    expect(bench.describe()).toMatchObject({ runningCount: 0, pendingCount: 2, desiredCount: 2 });
    bench.runner.tasks.forEach((task) => task.run());
    expect(bench.describe()).toMatchObject({ runningCount: 2, pendingCount: 0 });
    expect(bench.rollout).toEqual(["PRIMARY IN_PROGRESS"]);
    await pass(10);
    expect(bench.rollout).toEqual(["PRIMARY COMPLETED"]);
    expect(bench.messages[0]).toBe("(service app) has reached a steady state.");
  });
});

describe("A roll", () => {
  test("never leaves fewer than the minimum healthy, and the old ones go only for new healthy ones", async () => {
    const bench = new Bench(WITH_HEALTH_CHECK);
    await bench.create({ desiredCount: 2 });
    bench.runner.tasks.forEach((task) => task.run("HEALTHY"));
    await bench.update({ taskDefinition: "app:2" });
    const [first, second] = bench.runner.pending;
    expect(bench.revisions).toEqual([1, 1, 2, 2]);
    first?.run("UNKNOWN");
    second?.run("UNKNOWN");
    expect(bench.revisions).toEqual([1, 1, 2, 2]);
    first?.change({ health: "HEALTHY" });
    await pass(0);
    expect(bench.revisions).toEqual([1, 2, 2]);
    second?.change({ health: "HEALTHY" });
    await pass(0);
    expect(bench.revisions).toEqual([2, 2]);
    await pass(10);
    expect(bench.rollout).toEqual(["PRIMARY COMPLETED"]);
    expect(bench.describe().taskDefinition).toMatch(/app:2$/);
  });

  test("what is healthy is noticed after a while: only then the old one goes, and not for one that is unhealthy by then", async () => {
    const bench = new Bench(WITH_HEALTH_CHECK, { noticeSeconds: 5 });
    await bench.create();
    bench.runner.tasks[0]?.run("HEALTHY");
    await pass(5);
    await bench.update({ taskDefinition: "app:2" });
    const [next] = bench.runner.pending;
    next?.run("HEALTHY");
    await pass(4);
    next?.change({ health: "UNKNOWN" });
    await pass(4);
    next?.change({ health: "HEALTHY" });
    await pass(4);
    expect(bench.revisions).toEqual([1, 2]);
    await pass(1);
    expect(bench.revisions).toEqual([2]);
  });

  test("one at a time: the new one starts when the old one has stopped, not before", async () => {
    const bench = new Bench();
    bench.runner.stopsByItself = false;
    await bench.create(ONE_AT_A_TIME);
    bench.runner.tasks[0]?.run();
    await bench.update({ taskDefinition: "app:2" });
    await pass(0);
    expect(bench.runner.tasks).toHaveLength(1);
    expect(bench.runner.tasks[0]?.view().status).toBe("STOPPING");
    expect(bench.rollout).toEqual(["PRIMARY IN_PROGRESS", "ACTIVE IN_PROGRESS"]);
    bench.runner.tasks[0]?.end("ServiceSchedulerInitiated");
    expect(bench.runner.tasks).toHaveLength(2);
    expect(bench.revisions).toEqual([2]);
  });

  test("a new deployment of the same definition replaces all tasks, an update without anything new none", async () => {
    const bench = new Bench();
    await bench.create();
    bench.runner.tasks[0]?.run();
    await bench.update({ taskDefinition: "app:1", deploymentConfiguration: { maximumPercent: 150 } });
    expect(bench.runner.tasks).toHaveLength(1);
    expect(bench.describe().deploymentConfiguration?.maximumPercent).toBe(150);
    await bench.update({ forceNewDeployment: true, deploymentConfiguration: { maximumPercent: 200 } });
    expect(bench.runner.tasks).toHaveLength(2);
    bench.runner.pending[0]?.run();
    await pass(0);
    expect(bench.runner.tasks[0]?.view()).toMatchObject({
      status: "STOPPED",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: `Scaling activity initiated by (deployment ${bench.describe().deployments?.[0]?.id})`,
    });
  });

  test("other counts during a roll: more start as the new definition, fewer let old ones go", async () => {
    const bench = new Bench();
    await bench.create({ desiredCount: 2 });
    bench.runner.tasks.forEach((task) => task.run());
    await bench.update({ taskDefinition: "app:2" });
    await bench.update({ desiredCount: 3 });
    expect(bench.revisions).toEqual([1, 1, 2, 2, 2]);
    await bench.update({ desiredCount: 1 });
    await pass(0);
    expect(bench.revisions).toEqual([1, 2]);
    bench.runner.pending[0]?.run();
    await pass(10);
    expect(bench.revisions).toEqual([2]);
    expect(bench.rollout).toEqual(["PRIMARY COMPLETED"]);
  });

  test("a service deleted during a roll drains, and is there as inactive for an hour", async () => {
    const bench = new Bench();
    bench.runner.stopsByItself = false;
    await bench.create();
    bench.runner.tasks[0]?.run();
    await bench.update({ taskDefinition: "app:2" });
    await bench.services.delete("app", "mesh");
    await pass(0);
    expect(bench.describe()).toMatchObject({ status: "DRAINING", desiredCount: 0, runningCount: 0 });
    bench.runner.tasks.forEach((task) => task.end("ServiceSchedulerInitiated"));
    expect(bench.describe()).toMatchObject({ status: "INACTIVE", deployments: [] });
    expect(bench.runner.tasks).toHaveLength(2);
    await pass(3601);
    expect(bench.services.describe("app", "mesh")).toBeUndefined();
    expect(bench.services.tasks()).toEqual([]);
  });

  test("what an update changes of the tasks alone is a new deployment too", async () => {
    const bench = new Bench();
    await bench.create();
    const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-2"] } };
    await bench.update({ networkConfiguration });
    expect(bench.describe()).toMatchObject({
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-2"], assignPublicIp: "DISABLED" } },
    });
    expect(bench.rollout).toHaveLength(2);
  });

  test("updates take effect in their order, though the first is looked up longer", async () => {
    const waiting: (() => void)[] = [];
    const bench = new Bench({}, { namesOf: () => new Promise((resolve) => waiting.push(() => resolve([]))) });
    const created = bench.create();
    await pass(0);
    waiting.shift()?.();
    await created;
    const updates = [bench.update({ taskDefinition: "app:2" }), bench.update({ taskDefinition: "app:3" })];
    await pass(0);
    // The second is not even asked about before the first is done.
    expect(waiting).toHaveLength(1);
    waiting.shift()?.();
    await pass(0);
    waiting.shift()?.();
    await Promise.all(updates);
    expect(bench.describe().taskDefinition).toMatch(/app:3$/);
  });
});

describe("Behind a load balancer", () => {
  test("a new task is healthy when its target is, and an old one leaves the group before it stops", async () => {
    const bench = new Bench();
    await bench.create(BEHIND_A_LOAD_BALANCER);
    const [old] = bench.runner.tasks;
    old?.run();
    expect(bench.targets.calls).toEqual(["register 10.0.0.1:9090"]);
    await bench.update({ taskDefinition: "app:2" });
    const [fresh] = bench.runner.pending;
    if (!old || !fresh) throw new Error("A task is missing.");
    bench.targets.set(old, "healthy");
    fresh.run();
    expect(bench.targets.calls).toEqual(["register 10.0.0.1:9090", "register 10.0.0.2:9090"]);
    bench.targets.set(fresh, "healthy");
    expect(bench.targets.calls.at(-1)).toBe("deregister 10.0.0.1:9090");
    // It still answers its last calls, and everybody who asks learns that it goes.
    await pass(5);
    expect(old.stops).toBe(0);
    expect(bench.services.tasks()[0]?.view()).toMatchObject({ status: "DEACTIVATING", desiredStatus: "STOPPED" });
    expect(bench.describe()).toMatchObject({ runningCount: 1 });
    expect(bench.describe().deployments).toHaveLength(2);
    await bench.targets.drain(old);
    expect(old.stops).toBe(1);
    expect(bench.describe().deployments).toHaveLength(1);
  });

  test("who stops it a second time while it drains does not cut its calls off", async () => {
    const bench = new Bench();
    await bench.create(BEHIND_A_LOAD_BALANCER);
    const [task] = bench.runner.tasks;
    if (!task) throw new Error("There is no task.");
    task.run();
    bench.services.stopTask(task.request.arn);
    bench.services.stopTask(task.request.arn);
    await pass(1);
    expect(task.stops).toBe(0);
    expect(bench.targets.calls).toEqual(["register 10.0.0.1:9090", "deregister 10.0.0.1:9090"]);
    await bench.targets.drain(task);
    expect(task.view()).toMatchObject({ stopCode: "UserInitiated", stoppedReason: "Task stopped by user" });
  });

  test("a group that no listener leads to holds nothing up", async () => {
    const bench = new Bench();
    await bench.create(BEHIND_A_LOAD_BALANCER);
    const [task] = bench.runner.tasks;
    task?.run();
    await pass(10);
    expect(bench.rollout).toEqual(["PRIMARY IN_PROGRESS"]);
    if (task) bench.targets.set(task, "unused");
    await pass(10);
    expect(bench.rollout).toEqual(["PRIMARY COMPLETED"]);
  });
});
