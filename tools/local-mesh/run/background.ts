import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runner, PROJECT } from "../../runner";
import { isAlive, readState, type RunFolder, type RunState } from "./run-state";

export interface BackgroundOptions {
  readonly registry?: string;
  readonly holderImage?: string;
  readonly instanceImage?: string;
}

/** What the process in the background writes for itself; the containers' logs are elsewhere. */
const OWN_LOG = "background.log";

/** Starts an empty mesh in a process that outlives this one, and waits until it can be reached. */
export async function startInBackground(folder: RunFolder, options: BackgroundOptions): Promise<RunState> {
  await mkdir(folder.path, { recursive: true });
  const log = join(folder.path, OWN_LOG);
  const output = openSync(log, "w");
  const { program, args } = runner(PROJECT, "tools/local-mesh/run/host.ts", JSON.stringify({ folder, ...options }));
  // A session of its own: Ctrl-C in this terminal is not for it.
  const child = spawn(program, args, { cwd: PROJECT, detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  child.unref();
  for (;;) {
    const state = await readState(folder);
    if (state?.pid === child.pid && state !== undefined) return state;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined || !isAlive(child.pid)) {
      const said = await readFile(log, "utf8");
      throw new Error(`The process in the background ended at its start:\n${said.trim()}`);
    }
    await sleep(200);
  }
}
