import { backOffSeconds, failureThreshold } from "../../../../tools/local-mesh/services/failures";
import { BEHIND_A_LOAD_BALANCER, Bench, pass, WITH_HEALTH_CHECK } from "./fakes";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const CIRCUIT_BREAKER = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } };
const ONE_AT_A_TIME = { minimumHealthyPercent: 0, maximumPercent: 100 };

test("the first failure is repeated at once, later ones ever later, up to a minute", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 50].map(backOffSeconds)).toEqual([0, 0, 5, 10, 20, 40, 60, 60]);
});

test("half of the tasks, at least 3 and at most 200, break the circuit", () => {
  expect([1, 6, 7, 25, 400, 1000].map(failureThreshold)).toEqual([3, 3, 4, 13, 200, 200]);
});

describe("A task that stops", () => {
  test("is replaced at once after a healthy run, however often", async () => {
    const bench = new Bench();
    await bench.create();
    for (let run = 1; run <= 5; run++) {
      bench.runner.pending[0]?.run();
      await pass(20);
      bench.runner.running[0]?.end();
      expect(bench.runner.tasks).toHaveLength(run + 1);
    }
  });

  test("waits longer and longer when it stops soon after its start, and no longer after a healthy run", async () => {
    const bench = new Bench();
    await bench.create();
    bench.runner.pending[0]?.end("TaskFailedToStart");
    expect(bench.runner.pending).toHaveLength(1);
    bench.runner.pending[0]?.run();
    bench.runner.running[0]?.end();
    expect(bench.runner.pending).toHaveLength(0);
    await pass(4.9);
    expect(bench.runner.pending).toHaveLength(0);
    await pass(0.2);
    bench.runner.pending[0]?.end();
    expect(bench.messages).toContainEqual(expect.stringContaining("unable to consistently start tasks successfully"));
    await pass(9.9);
    expect(bench.runner.pending).toHaveLength(0);
    await pass(0.2);
    bench.runner.pending[0]?.run();
    await pass(11);
    bench.runner.running[0]?.end();
    expect(bench.runner.pending).toHaveLength(1);
  });

  test("that fails while it is started, before anybody could listen, holds nothing up", async () => {
    const bench = new Bench();
    bench.runner.onStart = (task) => {
      if (bench.runner.tasks.length < 3) task.end("TaskFailedToStart", "CannotPullContainerError");
    };
    await bench.create();
    expect(bench.runner.tasks).toHaveLength(2);
    await pass(5);
    expect(bench.runner.pending).toHaveLength(1);
  });

  test("because a user asked for it is no failure", async () => {
    const bench = new Bench();
    await bench.create(CIRCUIT_BREAKER);
    for (let round = 0; round < 5; round++) {
      bench.services.stopTask(bench.runner.pending[0]?.request.arn ?? "");
      await pass(0);
    }
    expect(bench.runner.pending).toHaveLength(1);
    expect(bench.describe().deployments?.[0]?.failedTasks).toBe(0);
  });

  test("is not replaced before it is gone where only one may run", async () => {
    const bench = new Bench();
    bench.runner.stopsByItself = false;
    await bench.create({ deploymentConfiguration: ONE_AT_A_TIME });
    const [task] = bench.runner.tasks;
    task?.run();
    await pass(20);
    bench.services.stopTask(task?.request.arn ?? "");
    await pass(60);
    expect(bench.runner.tasks).toHaveLength(1);
    task?.end("UserInitiated");
    expect(bench.runner.tasks).toHaveLength(2);
  });
});

describe("A task that fails its checks", () => {
  test("is replaced by one that is healthy first, where there is room", async () => {
    const bench = new Bench(WITH_HEALTH_CHECK);
    await bench.create();
    const [sick] = bench.runner.tasks;
    sick?.run("HEALTHY");
    await pass(20);
    sick?.change({ health: "UNHEALTHY" });
    expect(bench.runner.tasks).toHaveLength(2);
    expect(sick?.stops).toBe(0);
    bench.runner.pending[0]?.run("HEALTHY");
    await pass(0);
    expect(sick?.view()).toMatchObject({ status: "STOPPED", stoppedReason: "Task failed container health checks" });
    expect(bench.messages.filter((message) => message?.includes("failed container health checks"))).toHaveLength(1);
  });

  test("is stopped first where only one may run", async () => {
    const bench = new Bench(WITH_HEALTH_CHECK);
    await bench.create({ deploymentConfiguration: ONE_AT_A_TIME });
    bench.runner.tasks[0]?.run("UNHEALTHY");
    await pass(0);
    expect(bench.runner.tasks[0]?.view().status).toBe("STOPPED");
    expect(bench.runner.pending).toHaveLength(1);
  });

  test("has its grace period, which ends though nothing happens", async () => {
    const bench = new Bench();
    await bench.create({ ...BEHIND_A_LOAD_BALANCER, healthCheckGracePeriodSeconds: 30 });
    const [task] = bench.runner.tasks;
    if (!task) throw new Error("There is no task.");
    task.run();
    bench.targets.set(task, "unhealthy");
    await pass(29);
    expect(bench.runner.tasks).toHaveLength(1);
    await pass(2);
    expect(bench.runner.tasks).toHaveLength(2);
    expect(bench.messages).toContainEqual(expect.stringContaining("is unhealthy in (target-group arn:group)"));
  });
});

describe("The circuit breaker", () => {
  test("takes a deployment back that fails, without touching what runs", async () => {
    const bench = new Bench();
    await bench.create({ desiredCount: 2, ...CIRCUIT_BREAKER });
    bench.runner.tasks.forEach((task) => task.run());
    await pass(20);
    const [before] = bench.describe().deployments ?? [];
    bench.runner.onStart = (task) => void setTimeout(() => task.end("TaskFailedToStart"), 1000);
    await bench.update({ taskDefinition: "app:2" });
    await pass(45);
    expect(bench.describe().deployments?.[0]).toMatchObject({ status: "PRIMARY", rolloutState: "IN_PROGRESS" });
    expect(bench.describe().deployments?.[0]?.failedTasks).toBeGreaterThanOrEqual(3);
    await pass(60);
    const after = bench.describe();
    expect(after.taskDefinition).toMatch(/app:1$/);
    expect(after.deployments).toHaveLength(1);
    expect(after.deployments?.[0]).toMatchObject({ id: before?.id, status: "PRIMARY", rolloutState: "COMPLETED" });
    expect(bench.messages).toContainEqual(expect.stringMatching(/deployment failed: tasks failed to start\.$/));
    expect(bench.messages).toContain(`(service app) rolling back to deployment ${before?.id}.`);
    expect(bench.runner.running).toHaveLength(2);
    expect(bench.runner.tasks.slice(0, 2).map(({ stops }) => stops)).toEqual([0, 0]);
    const count = bench.runner.tasks.length;
    await pass(600);
    expect(bench.runner.tasks).toHaveLength(count);
  });

  test("starts the old definition again where the old tasks had to go first", async () => {
    const bench = new Bench();
    const { deploymentCircuitBreaker } = CIRCUIT_BREAKER.deploymentConfiguration;
    await bench.create({ deploymentConfiguration: { ...ONE_AT_A_TIME, deploymentCircuitBreaker } });
    bench.runner.tasks[0]?.run();
    await pass(20);
    bench.runner.onStart = (task) => {
      if (task.request.definition.revision === 2) setTimeout(() => task.end(), 1000);
    };
    await bench.update({ taskDefinition: "app:2" });
    await pass(120);
    expect(bench.revisions).toEqual([1]);
    expect(bench.describe().deployments?.[0]?.rolloutStateReason).toMatch(
      /^ECS deployment circuit breaker: rolling back to deploymentId ecs-svc\/\d{19}\.$/,
    );
    bench.runner.pending[0]?.run();
    await pass(10);
    expect(bench.rollout).toEqual(["PRIMARY COMPLETED"]);
  });

  test("counts failed checks, too", async () => {
    const bench = new Bench(WITH_HEALTH_CHECK);
    await bench.create({ desiredCount: 2, ...CIRCUIT_BREAKER });
    bench.runner.tasks.forEach((task) => task.run("HEALTHY"));
    await pass(20);
    bench.runner.onStart = (task) => void setTimeout(() => task.run("UNHEALTHY"), 20_000);
    await bench.update({ taskDefinition: "app:2" });
    await pass(120);
    expect(bench.describe().taskDefinition).toMatch(/app:1$/);
    expect(bench.runner.tasks.slice(0, 2).map(({ stops }) => stops)).toEqual([0, 0]);
  });

  test("stops trying when there is nothing to go back to", async () => {
    const bench = new Bench();
    bench.runner.onStart = (task) => void setTimeout(() => task.end(), 1000);
    await bench.create(CIRCUIT_BREAKER);
    await pass(300);
    expect(bench.rollout).toEqual(["PRIMARY FAILED"]);
    expect(bench.describe().deployments?.[0]?.rolloutStateReason).toBe(
      "ECS deployment circuit breaker: tasks failed to start.",
    );
    const count = bench.runner.tasks.length;
    await pass(600);
    expect(bench.runner.tasks).toHaveLength(count);
  });

  test("a next deployment starts afresh", async () => {
    const bench = new Bench();
    bench.runner.onStart = (task) => void setTimeout(() => task.end(), 1000);
    await bench.create(CIRCUIT_BREAKER);
    await pass(300);
    bench.runner.onStart = () => undefined;
    await bench.update({ taskDefinition: "app:2" });
    bench.runner.pending[0]?.run();
    await pass(10);
    expect(bench.rollout).toEqual(["PRIMARY COMPLETED"]);
  });

  test("without it a service goes on trying, and what runs goes on running", async () => {
    const bench = new Bench();
    await bench.create({ desiredCount: 2 });
    bench.runner.tasks.forEach((task) => task.run());
    await pass(20);
    bench.runner.onStart = (task) => void setTimeout(() => task.end(), 1000);
    await bench.update({ taskDefinition: "app:2" });
    await pass(600);
    expect(bench.runner.running).toHaveLength(2);
    expect(bench.rollout[0]).toBe("PRIMARY IN_PROGRESS");
    // Ten minutes, a minute or less between attempts of two tasks: no storm, and no end.
    expect(bench.runner.tasks.length).toBeGreaterThan(15);
    expect(bench.runner.tasks.length).toBeLessThan(45);
  });
});
