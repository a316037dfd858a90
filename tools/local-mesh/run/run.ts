import { relative } from "node:path";
import { requirements } from "../../emulator";
import { step, untilInterrupted, type Interruption } from "../../terminal";
import { connectEngine } from "../engine";
import { DOCKER_ENGINE } from "../requirement";
import { describeMesh } from "./addresses";
import { startInBackground } from "./background";
import { askStatus } from "./control";
import { deploy } from "./deploy";
import { holdMesh } from "./hold";
import { describeImages } from "./images";
import { runningState, takeAway } from "./left-over";
import { logColumn } from "./log-column";
import { isAlive, readState, type RunFolder, type RunState } from "./run-state";
import { lastPart } from "../status";

export interface RunOptions {
  readonly registry?: string;
  readonly holderImage?: string;
  readonly instanceImage?: string;
  /** The mesh goes on in a process of its own. */
  readonly keep: boolean;
  /** Without the containers' logs. */
  readonly quiet: boolean;
}

/**
 * Brings an environment up on this machine, or takes what changed to the mesh of it that runs already. Waits for Ctrl-C
 * when the mesh is this process's own, and takes it away then.
 */
export async function runMesh(folder: RunFolder, options: RunOptions): Promise<void> {
  await requirements("run a mesh", ["Terraform", "AWS emulator", DOCKER_ENGINE]);
  const interruption = untilInterrupted();
  try {
    const running = await runningState(folder);
    if (running) await bringUp(folder, running, interruption);
    else if (options.keep) await keep(folder, options, interruption);
    else await hold(folder, options, interruption);
  } catch (error) {
    // Ctrl-C also ends Terraform, which is no failure then.
    if (!interruption.happened()) throw error;
  }
}

async function keep(folder: RunFolder, options: RunOptions, interruption: Interruption): Promise<void> {
  const { registry, holderImage, instanceImage } = options;
  const state = await step("start the emulator, and a mesh with nothing in it", () =>
    startInBackground(folder, { registry, holderImage, instanceImage }),
  );
  try {
    await bringUp(folder, state, interruption);
  } catch (error) {
    // Somebody may have taken it away, and brought up another one.
    if ((await readState(folder))?.pid === state.pid) await takeAwayMesh(folder);
    throw error;
  }
  console.log(
    `It goes on in the background (process ${state.pid}) until:  npm run mesh:local -- ${folder.environment} --down`,
  );
}

async function hold(folder: RunFolder, options: RunOptions, interruption: Interruption): Promise<void> {
  const { registry, holderImage, instanceImage, quiet } = options;
  let onStop = () => {};
  const asked = new Promise<void>((resolve) => (onStop = resolve));
  let isUp = false;
  const write = logColumn((line) => console.log(line), process.stdout.isTTY);
  const held = await step("start the emulator, and a mesh with nothing in it", () =>
    holdMesh(folder, {
      ...{ registry, holderImage, instanceImage },
      onStop,
      onNote: (line) => console.log(line),
      // Until the addresses are printed, the files have them.
      onLog: ({ request: { arn, definition } }, container, line) => {
        if (isUp && !quiet) write({ family: definition.family ?? "", id: lastPart(arn) }, container, line);
      },
    }),
  );
  try {
    await bringUp(folder, held.state, interruption);
    console.log("Ctrl-C takes everything away.\n");
    isUp = true;
    await Promise.race([interruption.happens, asked]);
  } finally {
    isUp = false;
    await step("take everything away", () => held.stop());
  }
}

/** Applies the environment, and says where things are. */
async function bringUp(folder: RunFolder, state: RunState, { signal }: Interruption): Promise<void> {
  const gone = new AbortController();
  // Terraform would ask for a long time whether nobody is there.
  const watch = setInterval(() => {
    if (!isAlive(state.pid)) gone.abort();
  }, 1000);
  const engine = await connectEngine({
    id: folder.id,
    registry: state.registry,
    holderImage: state.holderImage,
    onNote: (line) => console.log(line),
  });
  try {
    const outputs = await deploy(
      folder,
      state,
      (tasks) => describeImages(engine, { tasks, instances: state.instanceImage ? [state.instanceImage] : [] }),
      AbortSignal.any([signal, gone.signal]),
    ).catch((error: unknown) => {
      throw gone.signal.aborted ? new Error(`The mesh of ${folder.environment} was taken away meanwhile.`) : error;
    });
    const status = await askStatus(state);
    const here = (path: string) => relative(process.cwd(), path);
    if (status) console.log(describeMesh(here(folder.path), outputs, { ...status, logs: here(status.logs) }));
  } finally {
    clearInterval(watch);
    engine.close();
  }
}

/** Takes away what runs of an environment, or was left of it. @returns whether a mesh ran */
export async function takeAwayMesh(folder: RunFolder): Promise<boolean> {
  return takeAway(folder, async (id) => {
    const engine = await connectEngine({ id });
    try {
      await engine.cleanUp();
    } finally {
      engine.close();
    }
  });
}
