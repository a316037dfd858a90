import { readFileSync } from "node:fs";
import { join } from "node:path";
import { patient, running, seen, shell, stopped, tasksOnEngine } from "./task-ground";

let ground: Awaited<ReturnType<typeof tasksOnEngine>>;
beforeAll(async () => void (ground = await tasksOnEngine("tasks-e2e")));
afterAll(() => ground.remove());

const WEB = "while :; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\nhere' | nc -l -p 9090; done";

test("containers of a task have one network, the metadata address, and a port on this machine", async () => {
  const task = ground.start(
    {
      containerDefinitions: [
        shell("web", WEB, { portMappings: [{ containerPort: 9090 }], stopTimeout: 1 }),
        patient("side", { pseudoTerminal: true }),
      ],
    },
    ["web.local", "other.local"],
  );
  const view = await seen(task, running);
  expect(view.ip).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect((await task.execute("side", ["wget", "-qO-", "http://127.0.0.1:9090/"])).output).toBe("here");
  expect((await task.execute("side", ["sh", "-c", "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task"])).output).toBe(
    "asked for /v4/side/task\n",
  );
  expect(task.reach(1234)).toBeUndefined();
  const { host, port } = task.reach(9090)!;
  expect(host).toBe("127.0.0.1");
  expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("here");

  const other = ground.start({ containerDefinitions: [patient("caller")] });
  await seen(other, running);
  expect((await other.execute("caller", ["wget", "-qO-", "http://other.local:9090/"])).output).toBe("here");
  expect((await other.execute("caller", ["sh", "-c", "exit 3"])).exitCode).toBe(3);
  await Promise.all([task.stop("UserInitiated", "done"), other.stop("UserInitiated", "done")]);
  expect(task.reach(9090)).toBeUndefined();
  expect(ground.lines.flatMap(({ container, line }) => (container === "side" ? [line] : []))).toEqual([
    "ready",
    "told",
  ]);
});

test("what listens on Envoy's admin port of the loopback address only can be reached", async () => {
  const task = ground.start({
    containerDefinitions: [
      shell(
        "envoy",
        "mkdir /w; echo admin > /w/ready; cd /w; while :; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\nadmin' | nc -l -p 19000; done",
        { stopTimeout: 1 },
      ),
    ],
  });
  await seen(task, running);
  const { host, port } = task.reach(19000)!;
  expect(await (await fetch(`http://${host}:${port}/ready`)).text()).toBe("admin");
  await task.stop("UserInitiated", "done");
});

test("a task gets its secrets, its user, and a file system that it cannot write to", async () => {
  const task = ground.start({
    containerDefinitions: [
      shell(
        "app",
        'echo "$TOKEN $PLAIN $(id -u)"; touch /x || echo refused; echo kept > /scratch/x && cat /scratch/x $SSL_CERT_FILE; sleep 1000',
        {
          environment: [{ name: "PLAIN", value: "as it is" }],
          secrets: [
            { name: "TOKEN", valueFrom: "arn:aws:secretsmanager:us-east-1:000000000000:secret:all-aBcDeF:token::" },
          ],
          user: "1000",
          readonlyRootFilesystem: true,
          stopTimeout: 2,
          linuxParameters: { tmpfs: [{ containerPath: "/scratch", size: 1, mountOptions: ["mode=1777"] }] },
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "/ecs/trial", "awslogs-stream-prefix": "app" },
          },
        },
      ),
    ],
  });
  await seen(task, running);
  await task.stop("UserInitiated", "done");
  const id = task.view().request.arn.split("/").at(-1);
  const log = readFileSync(join(ground.folder, "ecs/trial/app/app", `${id}.log`), "utf8");
  expect(log).toContain("s3cret as it is 1000\n");
  expect(log).toContain("refused\nkept\na certificate\n");
});

test("a task whose secret is not there stops before any container starts", async () => {
  const task = ground.start({
    containerDefinitions: [patient("app", { secrets: [{ name: "X", valueFrom: "/no/such" }] })],
  });
  const view = await seen(task, stopped);
  expect(view).toMatchObject({
    stopCode: "TaskFailedToStart",
    stoppedReason: expect.stringContaining("ResourceInitializationError: ParameterNotFound") as string,
  });
});

test("volumes are filled by a container for another, and only those of a file system outlive the task", async () => {
  const volumes = [
    { name: "shared" },
    {
      name: "data",
      efsVolumeConfiguration: { fileSystemId: "fs-1", authorizationConfig: { accessPointId: "fsap-1" } },
    },
  ];
  const first = ground.start({
    volumes,
    containerDefinitions: [
      shell("init", "echo from-init > /shared/x; ls -ldn /data | awk '{print $1, $3, $4}'; echo lasting > /data/x", {
        essential: false,
        mountPoints: [
          { sourceVolume: "shared", containerPath: "/shared" },
          { sourceVolume: "data", containerPath: "/data" },
        ],
      }),
      shell(
        "app",
        "cat /shared/x; touch /shared/y || echo read-only; trap 'exit 0' TERM; while :; do sleep 0.1; done",
        {
          dependsOn: [{ containerName: "init", condition: "SUCCESS" }],
          mountPoints: [{ sourceVolume: "shared", containerPath: "/shared", readOnly: true }],
        },
      ),
    ],
  });
  await seen(first, running);
  await first.stop("UserInitiated", "done");
  const of = (container: string) => ground.lines.filter((line) => line.container === container).map(({ line }) => line);
  expect(of("init")).toEqual(["drwxr-x--- 100 1000"]);
  expect(of("app").filter((line) => !line.startsWith("touch"))).toContain("from-init");
  expect(of("app")).toContain("read-only");

  const second = ground.start({
    volumes,
    containerDefinitions: [
      shell("reader", "cat /data/x; ls /shared | wc -l; exit 0", {
        mountPoints: [
          { sourceVolume: "shared", containerPath: "/shared" },
          { sourceVolume: "data", containerPath: "/data" },
        ],
      }),
    ],
  });
  await seen(second, stopped);
  expect(of("reader")).toEqual(["lasting", "0"]);
});
