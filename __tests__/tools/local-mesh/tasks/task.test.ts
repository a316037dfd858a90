import { givenTask, settle } from "./given-task";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Names of the containers that were started, the holder aside. */
const startsOf = (calls: readonly string[]) =>
  calls.flatMap((call) => (/^start (?!01234567)(.*)/.exec(call) ?? []).slice(1));

describe("start", () => {
  test("the holder comes first, and the task runs when all containers do", async () => {
    const { engine, begin } = givenTask([
      { name: "app", image: "app:1" },
      { name: "side", image: "side:1" },
    ]);
    const task = begin();
    expect(task.view()).toMatchObject({ status: "PROVISIONING", desiredStatus: "RUNNING", health: "UNKNOWN" });
    await settle();
    expect(engine.calls.slice(0, 4)).toEqual([
      "image busybox",
      "create 01234567",
      "start 01234567",
      "execute 01234567 sh",
    ]);
    expect(task.view()).toMatchObject({ status: "RUNNING", ip: "10.0.0.9" });
    expect(engine.created.get("app")?.HostConfig?.NetworkMode).toBe("container:01234567");
    expect(task.reach(80)).toBeUndefined();
  });

  test("secrets and ECS's variables are in the environment", async () => {
    const { engine, begin } = givenTask([
      {
        name: "app",
        environment: [{ name: "A", value: "1" }],
        secrets: [{ name: "TOKEN", valueFrom: "there" }],
      },
    ]);
    begin();
    await settle();
    expect(engine.created.get("app")?.Env).toEqual([
      "A=1",
      "TOKEN=value of there",
      "URI=http://metadata/app",
      "SSL_CERT_FILE=/local-mesh-ca.pem",
    ]);
    expect(engine.created.get("app")?.HostConfig?.Binds).toEqual(["/here/ca.pem:/local-mesh-ca.pem:ro"]);
  });

  test.each([
    [{ secrets: [{ name: "X", valueFrom: "missing" }] }, "ResourceInitializationError: no secret"],
    [
      { environmentFiles: [{ type: "s3" as const, value: "arn:aws:s3:::b/a.env" }] },
      "ResourceInitializationError: container app: environment files are not read here",
    ],
    [
      { mountPoints: [{ sourceVolume: "none", containerPath: "/x" }] },
      "Container app mounts none, which is no volume of its task.",
    ],
    [
      { dependsOn: [{ containerName: "nobody", condition: "START" as const }] },
      'CannotStartContainerError: the task has no container "nobody"',
    ],
  ])("what cannot be had stops the task with the reason: %j", async (more, reason) => {
    const { engine, begin } = givenTask([{ name: "app", ...more }]);
    const task = begin();
    await settle();
    expect(task.view()).toMatchObject({ status: "STOPPED", stopCode: "TaskFailedToStart", stoppedReason: reason });
    expect(startsOf(engine.calls)).toEqual([]);
  });

  test.each(["image app:1", "create app", "start app"])("a failure of the engine stops it: %s", async (call) => {
    const { engine, begin } = givenTask([{ name: "app", image: "app:1" }]);
    engine.failing.set(call, "the engine says no");
    const task = begin();
    await settle();
    expect(task.view().stoppedReason).toMatch(/^Cannot(Pull|Create|Start)ContainerError: the engine says no$/);
    expect(task.view()).toMatchObject({ status: "STOPPED", stopCode: "TaskFailedToStart" });
    expect(engine.calls).toContain("remove 01234567");
  });
});

describe("dependsOn", () => {
  test("SUCCESS and HEALTHY are waited for, and meanwhile the task is pending", async () => {
    const { engine, begin } = givenTask([
      { name: "app", dependsOn: [{ containerName: "side", condition: "HEALTHY" }] },
      {
        name: "side",
        healthCheck: { command: ["CMD", "true"] },
        dependsOn: [{ containerName: "init", condition: "SUCCESS" }],
      },
      { name: "init", essential: false },
    ]);
    const task = begin();
    await settle();
    expect(startsOf(engine.calls)).toEqual(["init"]);
    engine.end("init", 0);
    await settle();
    expect(startsOf(engine.calls)).toEqual(["init", "side"]);
    expect(task.view().status).toBe("PENDING");
    engine.become("side", { health: "healthy" });
    await settle();
    expect(startsOf(engine.calls)).toEqual(["init", "side", "app"]);
    expect(task.view()).toMatchObject({ status: "RUNNING", health: "HEALTHY" });
  });

  test("what can no longer be met stops the task", async () => {
    const { engine, begin } = givenTask([
      { name: "app", dependsOn: [{ containerName: "init", condition: "SUCCESS" }] },
      { name: "init", essential: false },
    ]);
    const task = begin();
    await settle();
    engine.end("init", 1);
    await settle();
    expect(task.view()).toMatchObject({
      status: "STOPPED",
      stopCode: "TaskFailedToStart",
      stoppedReason: 'CannotStartContainerError: dependency "init" did not exit successfully: exit code 1',
      containers: [
        { name: "app", exitCode: 143 },
        { name: "init", exitCode: 1 },
      ],
    });
  });

  test("a startTimeout that is over stops the task", async () => {
    const { engine, begin } = givenTask([
      { name: "app", dependsOn: [{ containerName: "init", condition: "COMPLETE" }] },
      { name: "init", essential: false, startTimeout: 20 },
    ]);
    const task = begin();
    await settle();
    await jest.advanceTimersByTimeAsync(19_000);
    expect(task.view().status).toBe("PENDING");
    await jest.advanceTimersByTimeAsync(2_000);
    await settle();
    expect(task.view().stoppedReason).toContain("within its startTimeout");
    expect(engine.calls).toContain("stop init 30");
  });
});

describe("end", () => {
  test("all are told at once, with their own times, and the holder goes last", async () => {
    const { engine, begin } = givenTask(
      [
        { name: "app", stopTimeout: 5 },
        { name: "side", essential: false },
        { name: "late", dependsOn: [{ containerName: "side", condition: "COMPLETE" }] },
      ],
      { volumes: [{ name: "own" }] },
    );
    const task = begin();
    await settle();
    engine.stubborn.set("side", () => undefined);
    const end = task.stop("UserInitiated", "enough");
    expect(task.stop("ServiceSchedulerInitiated", "again")).toBe(end);
    await settle();
    expect(engine.calls.slice(-2)).toEqual(["stop app 5", "stop side 30"]);
    expect(task.view()).toMatchObject({
      status: "STOPPING",
      desiredStatus: "STOPPED",
      stopCode: "UserInitiated",
      containers: [{ status: "STOPPED" }, { status: "RUNNING", desiredStatus: "STOPPED" }, { status: "STOPPED" }],
    });
    engine.stubborn.get("side")?.();
    await end;
    expect(engine.calls.slice(-4)).toEqual([
      "remove app",
      "remove side",
      "remove 01234567",
      expect.stringMatching(/^remove volume engine-0123456789abcdef-own/),
    ]);
    expect(startsOf(engine.calls)).toEqual(["app", "side"]);
    expect(task.view()).toMatchObject({ status: "STOPPED", stoppedReason: "enough", startedAt: undefined });
  });

  test("a task that is stopped before it is there starts nothing, and leaves nothing", async () => {
    const { engine, begin } = givenTask([{ name: "app" }]);
    const task = begin();
    await task.stop("UserInitiated", "changed my mind");
    expect(startsOf(engine.calls)).toEqual([]);
    expect(engine.calls.at(-1)).toBe("remove 01234567");
  });

  test("an essential container takes the task with it, another one does not", async () => {
    const { engine, begin } = givenTask([{ name: "app" }, { name: "side", essential: false }]);
    const task = begin();
    await settle();
    engine.end("side", 1);
    await settle();
    expect(task.view().status).toBe("RUNNING");
    engine.end("app", 0);
    await settle();
    expect(task.view()).toMatchObject({
      status: "STOPPED",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
    });
  });

  test("a container, or the holder, that somebody takes away ends the task", async () => {
    for (const victim of ["app", "01234567"]) {
      const { engine, begin } = givenTask([{ name: "app" }]);
      const task = begin();
      await settle();
      engine.lose(victim);
      await settle();
      expect(task.view()).toMatchObject({ status: "STOPPED", stopCode: "EssentialContainerExited" });
    }
  });

  test("what cannot be taken away is said, and the task has stopped all the same", async () => {
    const { engine, begin } = givenTask([{ name: "app" }]);
    const task = begin();
    await settle();
    engine.failing.set("remove app", "it stays");
    await task.stop("UserInitiated", "enough");
    expect(task.view()).toMatchObject({ status: "STOPPED", stoppedReason: "enough; it stays" });
    expect(engine.calls.at(-1)).toBe("remove 01234567");
  });
});

describe("restart policy", () => {
  const restartPolicy = { enabled: true, restartAttemptPeriod: 60, ignoredExitCodes: [0] };

  test.each([
    [90, 1, "RUNNING", 2],
    [30, 1, "STOPPED", 1],
    [90, 0, "STOPPED", 1],
  ])("after %i s with exit code %i the task is %s", async (seconds, exitCode, status, starts) => {
    const { engine, begin } = givenTask([{ name: "app", restartPolicy }]);
    const task = begin();
    await settle();
    await jest.advanceTimersByTimeAsync(seconds * 1000);
    engine.end("app", exitCode);
    await settle();
    expect(task.view().status).toBe(status);
    expect(startsOf(engine.calls)).toHaveLength(starts);
  });
});

test("a listener hears of each change until it forgets, and a command runs in a container that runs", async () => {
  const { engine, begin } = givenTask([{ name: "app" }]);
  const task = begin();
  const heard: string[] = [];
  const forget = task.onChange(() => heard.push(task.view().status));
  await expect(task.execute("app", ["ls"])).rejects.toThrow("does not run");
  await settle();
  expect([...new Set(heard)]).toEqual(["PENDING", "RUNNING"]);
  await task.execute("app", ["ls"]);
  expect(engine.calls.at(-1)).toBe("execute app ls");
  forget();
  await task.stop("UserInitiated", "enough");
  expect(heard.at(-1)).toBe("RUNNING");
});
