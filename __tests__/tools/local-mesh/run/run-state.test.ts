import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endLeftEmulator } from "../../../../tools/local-mesh/run/left-over";
import {
  forgetRun,
  isAlive,
  readState,
  runFolder,
  writeState,
  type RunState,
} from "../../../../tools/local-mesh/run/run-state";

let parent: string;
beforeAll(() => (parent = mkdtempSync(join(tmpdir(), "run-state-"))));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const STATE: RunState = {
  pid: process.pid,
  emulatorPid: process.pid,
  endpoint: "http://127.0.0.1:1",
  env: { AWS_REGION: "us-east-1" },
  unset: ["AWS_PROFILE"],
};

test("another checkout has other ids, and each has its own again", () => {
  const [mine, other] = [runFolder("dev", parent), runFolder("dev", join(parent, "other"))];
  expect(mine.id).toMatch(/^dev-[0-9a-f]{8}$/);
  expect(mine.id).not.toBe(other.id);
  expect(runFolder("dev", parent)).toEqual(mine);
});

test("what a run has written is read by others, until it is forgotten; its logs stay", async () => {
  const folder = runFolder("dev", parent);
  expect(await readState(folder)).toBeUndefined();
  await writeState(folder, STATE);
  expect(await readState(folder)).toEqual(STATE);
  mkdirSync(join(folder.path, "logs"));
  writeFileSync(join(folder.path, "terraform.dev.tfstate"), "{}");
  await forgetRun(folder);
  expect(await readState(folder)).toBeUndefined();
  expect(existsSync(join(folder.path, "terraform.dev.tfstate"))).toBe(false);
  expect(existsSync(join(folder.path, "logs"))).toBe(true);
});

test("a process that got the emulator's id since is left alone", async () => {
  const folder = runFolder("staging", parent);
  await writeState(folder, STATE);
  await endLeftEmulator(folder);
  expect(isAlive(process.pid)).toBe(true);
});

// Linux gives no process a higher number than 4194304.
test.each([
  [process.pid, true],
  [4194305, false],
])("process %d: %s", (pid, alive) => expect(isAlive(pid)).toBe(alive));
