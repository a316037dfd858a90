import { patient, running, seen, shell, stopped, tasksOnEngine } from "./task-ground";

let ground: Awaited<ReturnType<typeof tasksOnEngine>>;
beforeAll(async () => void (ground = await tasksOnEngine("task-life-e2e")));
afterAll(() => ground.remove());

test("the signal goes to all at once, each is killed after its own time, and meanwhile the view tells the truth", async () => {
  const task = ground.start({
    containerDefinitions: [
      patient("quick"),
      shell("stubborn", "trap '' TERM; while :; do sleep 0.1; done", { stopTimeout: 3 }),
    ],
  });
  await seen(task, running);
  const begin = Date.now();
  const end = task.stop("ServiceSchedulerInitiated", "Scaling activity");
  const between = await seen(task, ({ containers }) => containers[0]?.status === "STOPPED");
  expect(Date.now() - begin).toBeLessThan(2500);
  expect(between).toMatchObject({ status: "STOPPING", desiredStatus: "STOPPED" });
  expect(between.containers[1]).toMatchObject({ name: "stubborn", status: "RUNNING", desiredStatus: "STOPPED" });
  await end;
  expect(Date.now() - begin).toBeGreaterThanOrEqual(3000);
  expect(Date.now() - begin).toBeLessThan(15_000);
  expect(task.view()).toMatchObject({
    status: "STOPPED",
    stopCode: "ServiceSchedulerInitiated",
    stoppedReason: "Scaling activity",
    containers: [
      { name: "quick", exitCode: 0 },
      { name: "stubborn", exitCode: 137 },
    ],
  });
  expect(ground.lines.some(({ container, line }) => container === "quick" && line === "told")).toBe(true);
  await expect(task.execute("quick", ["true"])).rejects.toThrow("does not run");
});

test("an essential container that exits takes the task with it", async () => {
  const task = ground.start({
    containerDefinitions: [shell("app", "sleep 1; exit 7"), patient("side", { essential: false })],
  });
  expect(await seen(task, stopped)).toMatchObject({
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    containers: [
      { name: "app", exitCode: 7 },
      { name: "side", exitCode: 0 },
    ],
  });
});

test("an image that is not there, and cannot be had, stops the task with the reason", async () => {
  const task = ground.start({ containerDefinitions: [patient("app", { image: "localhost:1/no/such:1" })] });
  expect(await seen(task, stopped)).toMatchObject({
    stopCode: "TaskFailedToStart",
    stoppedReason: expect.stringContaining("CannotPullContainerError") as string,
  });
});

test("health is what the definition's check says, and a container that waits for it starts after it", async () => {
  const task = ground.start({
    containerDefinitions: [
      patient("app", {
        healthCheck: {
          command: ["CMD-SHELL", "test -e /tmp/well"],
          interval: 5,
          timeout: 2,
          retries: 1,
          startPeriod: 60,
        },
      }),
      patient("side", { essential: false, dependsOn: [{ containerName: "app", condition: "HEALTHY" }] }),
    ],
  });
  await seen(task, ({ containers }) => containers[0]?.status === "RUNNING");
  expect(task.view()).toMatchObject({ status: "PENDING", health: "UNKNOWN" });
  await task.execute("app", ["touch", "/tmp/well"]);
  expect(await seen(task, running)).toMatchObject({ health: "HEALTHY" });
  await task.execute("app", ["rm", "/tmp/well"]);
  await seen(task, ({ health }) => health === "UNHEALTHY");
  expect(task.view().status).toBe("RUNNING");
});

test("nothing of a task is left when it has stopped", async () => {
  const task = ground.start({ volumes: [{ name: "own" }], containerDefinitions: [patient("app")] });
  await seen(task, running);
  await task.stop("UserInitiated", "done");
  const label = [`com.amazonaws.ecs.task-arn=${task.view().request.arn}`];
  expect(await ground.engine.docker.listContainers({ all: true, filters: { label } })).toEqual([]);
  const { Volumes } = await ground.engine.docker.listVolumes({
    filters: { label: ["consul-ecs-local=task-life-e2e"] },
  });
  expect(Volumes ?? []).toEqual([]);
});

test("a container with a restart policy starts again, and its log goes on where it ended", async () => {
  const task = ground.start({
    containerDefinitions: [
      shell("again", "echo run >> /runs; wc -l < /runs; sleep 2; exit $(($(wc -l < /runs) * 5))", {
        restartPolicy: { enabled: true, restartAttemptPeriod: 1, ignoredExitCodes: [15] },
      }),
      patient("side", { essential: false, dependsOn: [{ containerName: "again", condition: "START" }] }),
    ],
  });
  expect(await seen(task, stopped)).toMatchObject({
    stopCode: "EssentialContainerExited",
    containers: [{ name: "again", exitCode: 15 }, { name: "side" }],
  });
  expect(ground.lines.flatMap(({ container, line }) => (container === "again" ? [line] : []))).toEqual(["1", "2", "3"]);
});
