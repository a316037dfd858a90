import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFront, type Control, type EcsScheduler, type Front } from "../../../../tools/local-mesh/front";
import type { RunningTask, TaskView } from "../../../../tools/local-mesh/parts";

const REGION = "eu-west-1";
const ACCOUNT = "123456789012";
export const CLUSTER = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/mesh`;
export const TASK = `arn:aws:ecs:${REGION}:${ACCOUNT}:task/mesh/0123456789abcdef0123456789abcdef`;

export function taskView(changes: Partial<TaskView> = {}, launchType = "FARGATE"): TaskView {
  return {
    request: {
      arn: TASK,
      clusterArn: CLUSTER,
      group: "service:client",
      launchType,
      names: [],
      tags: { team: "mesh" },
      definition: {
        family: "client",
        revision: 3,
        cpu: "256",
        memory: "512",
        taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/path/client`,
        containerDefinitions: [
          { name: "app", image: "app:1", healthCheck: { command: ["CMD", "true"] }, cpu: 64 },
          { name: "sidecar", image: "sidecar:1" },
          { name: "late", image: "late:1" },
        ],
      },
    },
    status: "RUNNING",
    desiredStatus: "RUNNING",
    health: "HEALTHY",
    ip: "172.20.0.5",
    containers: [
      {
        name: "app",
        image: "app:1",
        dockerId: "a1",
        status: "RUNNING",
        desiredStatus: "RUNNING",
        health: "HEALTHY",
        healthSince: new Date("2026-01-02T03:04:05Z"),
      },
      {
        name: "sidecar",
        image: "sidecar:1",
        dockerId: "b2",
        status: "STOPPED",
        desiredStatus: "STOPPED",
        health: "UNKNOWN",
        exitCode: 7,
      },
      { name: "late", image: "late:1", status: "PENDING", desiredStatus: "RUNNING", health: "UNKNOWN" },
    ],
    createdAt: new Date("2026-01-02T03:00:00Z"),
    ...changes,
  };
}

export function runningTask(view: TaskView): RunningTask {
  return {
    view: () => view,
    onChange: () => () => undefined,
    stop: () => Promise.resolve(),
    reach: () => undefined,
    execute: () => Promise.resolve({ exitCode: 0, output: "" }),
  };
}

/** A scheduler that knows nothing, but for what a test says. */
export function fakeScheduler(changes: Partial<EcsScheduler> = {}): EcsScheduler {
  return {
    create: () => Promise.resolve(),
    update: () => Promise.resolve(true),
    delete: () => Promise.resolve(true),
    describe: () => undefined,
    listTasks: () => ({ taskArns: [] }),
    describeTask: () => undefined,
    runTask: () => Promise.resolve([]),
    stopTask: () => undefined,
    tasks: () => [],
    ...changes,
  };
}

/** What reached the emulator. */
export interface Received {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface FakeEmulator {
  readonly endpoint: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

/** @param answer to each request: a status, and what becomes the body */
export async function fakeEmulator(answer: (request: Received) => readonly [number, unknown]): Promise<FakeEmulator> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      const [status, body] = answer(one);
      response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1", "X-Emulator": "yes" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  return { endpoint: `http://127.0.0.1:${await started(server)}`, received, stop: () => stopped(server) };
}

async function started(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return port;
}

async function stopped(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

export interface FrontUnderTest {
  readonly front: Front;
  readonly machine: string;
  readonly containers: string;
  stop(): Promise<void>;
}

export async function frontBefore(
  emulator: string,
  {
    scheduler = () => fakeScheduler(),
    control,
  }: { readonly scheduler?: () => EcsScheduler; readonly control?: Partial<Control> } = {},
): Promise<FrontUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "front-"));
  const front = await startFront({
    emulator,
    region: REGION,
    folder,
    containersHost: "127.0.0.1",
    network: { cidr: "172.20.0.0/16", gateway: "172.20.0.1" },
    scheduler,
    control: () => ({ ...NO_CONTROL, ...control }),
  });
  return {
    front,
    machine: `http://127.0.0.1:${front.address.port}`,
    containers: `http://127.0.0.1:${front.containers.http.port}`,
    async stop() {
      await front.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const NO_CONTROL: Control = {
  status: () => ({}),
  scale: () => Promise.resolve(),
  execute: () => Promise.resolve({ exitCode: 0, output: "" }),
  stop: () => Promise.resolve(),
};

/** A call of ECS, as an SDK makes it. */
export async function callEcs(
  endpoint: string,
  action: string,
  request: object,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AmazonEC2ContainerServiceV20141113.${action}`,
      Authorization:
        "AWS4-HMAC-SHA256 Credential=test/20250101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(request),
  });
  return { status: response.status, json: await response.json() };
}
