import { untilInterrupted } from "../../terminal";
import type { BackgroundOptions } from "./background";
import { holdMesh } from "./hold";
import type { RunFolder } from "./run-state";

/** What runs in the background: it holds a mesh until somebody wants it to be gone. */
async function host({ folder, ...options }: { readonly folder: RunFolder } & BackgroundOptions): Promise<void> {
  const interruption = untilInterrupted();
  let onStop = () => {};
  const asked = new Promise<void>((resolve) => (onStop = resolve));
  const held = await holdMesh(folder, { ...options, onNote: (line) => console.log(line), onStop });
  await Promise.race([interruption.happens, asked]);
  await held.stop();
}

void host(JSON.parse(process.argv[2] ?? "{}") as Parameters<typeof host>[0]);
