import { setTimeout as sleep } from "node:timers/promises";
import { outputOf } from "../../terminal";
import { askStatus, askToStop } from "./control";
import { forgetRun, isAlive, readState, type RunFolder, type RunState } from "./run-state";

/** A mesh stops its tasks within the longest `stopTimeout`, which ECS limits to two minutes. */
const STOP_LIMIT_SECONDS = 180;

/** The run of a folder, when its process is there and answers. */
export async function runningState(folder: RunFolder): Promise<RunState | undefined> {
  const state = await readState(folder);
  return state && isAlive(state.pid) && (await askStatus(state)) ? state : undefined;
}

/**
 * Takes away what runs, or what a run has left that was killed.
 *
 * @param cleanUp removes from the engine what has the run's label
 * @returns whether a mesh ran
 */
export async function takeAway(folder: RunFolder, cleanUp: (id: string) => Promise<void>): Promise<boolean> {
  const running = await runningState(folder);
  if (running) {
    await askToStop(running);
    await ended(running.pid);
  }
  await endLeftEmulator(folder);
  await cleanUp(folder.id);
  await forgetRun(folder);
  return running !== undefined;
}

/** The emulator of a process that was killed goes on. */
export async function endLeftEmulator(folder: RunFolder): Promise<void> {
  const state = await readState(folder);
  if (!state || !isAlive(state.emulatorPid)) return;
  // Another program may have got its id since.
  const command = await outputOf("ps", ["-o", "args=", "-p", `${state.emulatorPid}`]).catch(() => "");
  if (command.includes("moto_server")) process.kill(state.emulatorPid, "SIGTERM");
}

async function ended(pid: number): Promise<void> {
  const deadline = Date.now() + STOP_LIMIT_SECONDS * 1000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`The process ${pid} did not end within ${STOP_LIMIT_SECONDS} s.`);
    await sleep(200);
  }
}
