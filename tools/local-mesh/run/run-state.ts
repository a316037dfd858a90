import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** Where a run keeps what another process has to know of it: `.local-mesh/<environment>/`. */
export interface RunFolder {
  readonly environment: string;
  readonly path: string;
  /** Names everything of the run on the engine. Another checkout has others. */
  readonly id: string;
}

/** A run, as the process that holds it tells others. */
export interface RunState {
  /** The process that holds the mesh. */
  readonly pid: number;
  /** Of the emulator, which outlives a process that was killed. */
  readonly emulatorPid: number;
  /** Where the mesh is AWS, and takes orders. */
  readonly endpoint: string;
  /** What makes Terraform and the AWS CLI ask the run. */
  readonly env: Readonly<Record<string, string>>;
  /** What must not be in the environment for that. */
  readonly unset: readonly string[];
  /** Put before the names of images. */
  readonly registry?: string;
  readonly holderImage?: string;
  readonly instanceImage?: string;
}

/** The folder of an environment's run, beside the project's sources unless told otherwise. */
export function runFolder(environment: string, parent: string): RunFolder {
  const path = resolve(parent, environment);
  const mark = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return { environment, path, id: `${environment}-${mark}` };
}

const stateFile = ({ path }: RunFolder) => join(path, "run.json");

/** What the process of a run has written, whether it still runs or not. */
export async function readState(folder: RunFolder): Promise<RunState | undefined> {
  const text = await readFile(stateFile(folder), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunState);
}

export async function writeState(folder: RunFolder, state: RunState): Promise<void> {
  await mkdir(folder.path, { recursive: true });
  const unfinished = `${stateFile(folder)}.new`;
  await writeFile(unfinished, JSON.stringify(state, null, 2));
  await rename(unfinished, stateFile(folder));
}

/** Takes away what leads to a run, and Terraform's state of it. Its logs stay until the next run. */
export async function forgetRun({ path, environment }: RunFolder): Promise<void> {
  const gone = ["run.json", "bin", `terraform.${environment}.tfstate`, `terraform.${environment}.tfstate.backup`];
  for (const name of gone) await rm(join(path, name), { recursive: true, force: true });
}

/** Whether there is a process with this id, whosever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
