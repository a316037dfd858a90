import { join } from "node:path";
import type { LocalMesh } from "../local-mesh";
import { startLocalMesh } from "../mesh";
import type { TaskView } from "../parts";
import { writeAwsWrapper } from "./aws-wrapper";
import { endLeftEmulator } from "./left-over";
import { forgetRun, writeState, type RunFolder, type RunState } from "./run-state";

export interface HoldOptions {
  readonly registry?: string;
  readonly holderImage?: string;
  readonly instanceImage?: string;
  readonly onLog?: (task: TaskView, container: string, line: string) => void;
  readonly onNote?: (line: string) => void;
  /** Another process wants the mesh to be gone. */
  readonly onStop: () => void;
}

/** A mesh that this process holds, and that others find by its folder. */
export interface HeldMesh {
  readonly mesh: LocalMesh;
  readonly state: RunState;
  /** Takes everything away but the logs. */
  stop(): Promise<void>;
}

/** Starts an empty mesh, and tells in its folder how it is reached. */
export async function holdMesh(folder: RunFolder, options: HoldOptions): Promise<HeldMesh> {
  await endLeftEmulator(folder);
  // A state of Terraform tells of an AWS that is gone.
  await forgetRun(folder);
  const { registry, holderImage, instanceImage, onLog, onNote } = options;
  const mesh = await startLocalMesh({
    ...{ id: folder.id, folder: folder.path, registry, holderImage, instanceImage },
    ...{ onLog, onNote, onStop: options.onStop },
  });
  await writeAwsWrapper(join(folder.path, "bin"), mesh.env);
  const { host, port } = mesh.front();
  const env = Object.entries(mesh.env);
  const state: RunState = {
    pid: process.pid,
    emulatorPid: mesh.emulator.pid,
    endpoint: `http://${host}:${port}`,
    env: Object.fromEntries(env.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    unset: env.flatMap(([name, value]) => (value === undefined ? [name] : [])),
    ...{ registry, holderImage, instanceImage },
  };
  await writeState(folder, state);
  return {
    mesh,
    state,
    async stop() {
      await mesh.stop();
      await forgetRun(folder);
    },
  };
}
