import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { clientOptions } from "../../../tools/local-mesh/aws-client";
import { connectEngine, type Engine } from "../../../tools/local-mesh/engine";
import { startInBackground } from "../../../tools/local-mesh/run/background";
import { askStatus } from "../../../tools/local-mesh/run/control";
import { runningState, takeAway } from "../../../tools/local-mesh/run/left-over";
import { isAlive, runFolder, type RunState } from "../../../tools/local-mesh/run/run-state";
import { scaleMesh } from "../../../tools/local-mesh/run/scale";
import type { TaskSummary } from "../../../tools/local-mesh/status";

/*
 * A mesh in the background, as `npm run mesh:local -- --keep` starts it, with the smallest service that there can be:
 * other processes find it, give it orders, and take it away, also when its own process was killed.
 */
jest.setTimeout(240_000);

const parent = mkdtempSync(join(tmpdir(), "local-mesh-run-"));
const folder = runFolder("background", parent);
let engine: Engine;
let state: RunState;

beforeAll(async () => {
  engine = await connectEngine({ id: folder.id });
  state = await startInBackground(folder, {});
  const ecs = new ECSClient(clientOptions(state.env));
  await ecs.send(new CreateClusterCommand({ clusterName: "small" }));
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "sleeper",
      networkMode: "awsvpc",
      containerDefinitions: [
        { name: "app", image: engine.holderImage, command: ["sleep", "3600"], memory: 32, stopTimeout: 2 },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: "small",
      serviceName: "my-sleeper-app",
      taskDefinition: taskDefinition?.taskDefinitionArn,
      desiredCount: 1,
      launchType: "FARGATE",
    }),
  );
});

afterAll(async () => {
  await takeAway(folder, () => engine.cleanUp());
  engine.close();
  rmSync(parent, { recursive: true, force: true });
});

async function runningTasks(count: number): Promise<readonly TaskSummary[]> {
  for (const deadline = Date.now() + 60_000; ; await sleep(250)) {
    const tasks = ((await askStatus(state))?.tasks ?? []).filter(({ status }) => status === "RUNNING");
    if (tasks.length === count) return tasks;
    if (Date.now() > deadline) throw new Error(`${tasks.length} tasks run, and ${count} should.`);
  }
}

test("another process finds the mesh, and sees its task", async () => {
  const [task] = await runningTasks(1);
  expect(task).toMatchObject({ family: "sleeper", cluster: "small", containers: ["app"] });
  expect((await runningState(folder))?.pid).toBe(state.pid);
});

test("`aws ecs execute-command` runs in the container", async () => {
  const [task] = await runningTasks(1);
  const args = ["--cluster", "small", "--task", task?.arn ?? "", "--container", "app", "--interactive"];
  const { stdout } = await promisify(execFile)(join(folder.path, "bin/aws"), [
    ...["ecs", "execute-command", ...args],
    ...["--command", `sh -c 'echo "in $(hostname)"; env | grep -o ECS_CONTAINER_METADATA_URI_V4'`],
  ]);
  expect(stdout).toMatch(/^Starting session.*\nin \S+\nECS_CONTAINER_METADATA_URI_V4$/m);
});

test("a service is scaled by a part of its name", async () => {
  expect(await scaleMesh(folder, { service: "sleeper", count: 2 })).toBe("my-sleeper-app is to have 2 tasks.");
  await runningTasks(2);
  await expect(scaleMesh(folder, { service: "nothing", count: 2 })).rejects.toThrow("There are my-sleeper-app.");
});

test("what a process leaves that was killed is taken away", async () => {
  process.kill(state.pid, "SIGKILL");
  while (isAlive(state.pid)) await sleep(50);
  expect(isAlive(state.emulatorPid)).toBe(true);
  expect(await engine.runsLeft()).toContain(folder.id);
  expect(await takeAway(folder, () => engine.cleanUp())).toBe(false);
  expect(await engine.runsLeft()).not.toContain(folder.id);
  for (let attempt = 0; isAlive(state.emulatorPid) && attempt < 100; attempt++) await sleep(100);
  expect(isAlive(state.emulatorPid)).toBe(false);
  expect(existsSync(join(folder.path, "run.json"))).toBe(false);
});

test("an order takes a mesh away", async () => {
  state = await startInBackground(folder, {});
  expect(await takeAway(folder, () => Promise.resolve())).toBe(true);
  expect(isAlive(state.pid)).toBe(false);
  expect(await engine.runsLeft()).not.toContain(folder.id);
});
