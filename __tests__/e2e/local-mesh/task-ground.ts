import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { connectEngine } from "../../../tools/local-mesh/engine";
import type { RunningTask, TaskView } from "../../../tools/local-mesh/parts";
import { Tasks } from "../../../tools/local-mesh/tasks";

/** A log line of a task. */
export interface Line {
  readonly container: string;
  readonly line: string;
  readonly at: number;
}

/** Everything that tasks need, on the engine of this machine, and nothing of AWS. */
export async function tasksOnEngine(id: string) {
  const folder = mkdtempSync(join(tmpdir(), "local-tasks-"));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, "a certificate\n");
  const engine = await connectEngine({ id });
  await engine.cleanUp();
  const network = await engine.createNetwork();
  const server = createServer((request, response) => response.end(`asked for ${request.url}\n`));
  await new Promise<void>((resolve) => server.listen(0, network.bindAddress, resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const relay = await engine.startRelay(network, {
    name: "relay",
    aliases: ["sts.amazonaws.com"],
    addresses: ["169.254.170.2"],
    forwards: [{ listen: 80, host: network.host, port }],
  });
  const lines: Line[] = [];
  const tasks = new Tasks(engine, {
    network,
    relay,
    aws: {
      secretsManager: { send: () => Promise.resolve({ SecretString: JSON.stringify({ token: "s3cret" }) }) },
      ssm: { send: () => Promise.reject(new Error("ParameterNotFound")) },
      efs: {
        send: () =>
          Promise.resolve({
            AccessPoints: [
              {
                RootDirectory: {
                  Path: "/data",
                  CreationInfo: { OwnerUid: 100, OwnerGid: 1000, Permissions: "0750" },
                },
              },
            ],
          }),
      },
    },
    endpoints: {
      variables: (_, container) => ({ ECS_CONTAINER_METADATA_URI_V4: `http://169.254.170.2/v4/${container}` }),
    },
    caFile,
    logs: folder,
    onLog: (_, container, line) => lines.push({ container, line, at: Date.now() }),
  });
  const started: RunningTask[] = [];
  return {
    engine,
    folder,
    lines,
    start(definition: Partial<TaskDefinition>, names: readonly string[] = []): RunningTask {
      const task = tasks.start({
        arn: `arn:aws:ecs:us-east-1:000000000000:task/mesh/${Math.random().toString(16).slice(2).padEnd(32, "0")}`,
        definition: { family: "trial", revision: 1, ...definition },
        clusterArn: "arn:aws:ecs:us-east-1:000000000000:cluster/mesh",
        group: "service:trial",
        launchType: "FARGATE",
        names,
        tags: {},
      });
      started.push(task);
      return task;
    },
    async remove(): Promise<void> {
      await Promise.all(started.map((task) => task.stop("UserInitiated", "The test is over")));
      await engine.cleanUp();
      engine.close();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A container of the smallest image that runs a script. */
export function shell(name: string, script: string, more: Partial<ContainerDefinition> = {}): ContainerDefinition {
  return { name, image: "busybox:1.37", entryPoint: ["sh", "-c"], command: [script], ...more };
}

/** Runs until it is told to stop, and says so. */
export function patient(name: string, more: Partial<ContainerDefinition> = {}): ContainerDefinition {
  return shell(name, "trap 'echo told; exit 0' TERM; echo ready; while :; do sleep 0.1; done", more);
}

/** Waits for a view of the task. */
export function seen(task: RunningTask, wanted: (view: TaskView) => boolean, seconds = 60): Promise<TaskView> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      reject(new Error(`Not seen: ${JSON.stringify({ ...task.view(), request: undefined }, null, 2)}`));
    }, seconds * 1000);
    const look = () => {
      if (!wanted(task.view())) return;
      clearTimeout(timer);
      forget();
      resolve(task.view());
    };
    const forget = task.onChange(look);
    look();
  });
}

export const running = ({ status }: TaskView) => status === "RUNNING";
export const stopped = ({ status }: TaskView) => status === "STOPPED";
