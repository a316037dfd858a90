import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** cdktf's list of the stacks in a folder, as far as anything here calls it. */
export interface Manifest {
  readonly outdir: string;
  readonly stacks: Record<string, WrittenStack>;
  writeToFile(): void;
}

interface WrittenStack {
  readonly workingDirectory: string;
}

/** How long a lock is believed, in milliseconds. It is held for a few; whoever held one for so long was killed. */
const LOCK_LIMIT = 5_000;

/**
 * The same class. Its file has the stacks of all synths into one folder that run at once: the one that ends later adds
 * those that another wrote since its own start. What was there before is gone, as ever.
 */
export function shortcut<C extends new (...args: never[]) => Manifest>(Original: C): C {
  return new Proxy(Original, {
    construct(target, args, newTarget) {
      const manifest = Reflect.construct(target, args, newTarget) as Manifest;
      const file = join(manifest.outdir, "manifest.json");
      const atStart = timeOf(file);
      const write = manifest.writeToFile.bind(manifest);
      manifest.writeToFile = () =>
        alone(join(manifest.outdir, ".manifest-lock"), () => {
          if (timeOf(file) !== atStart) addMissing(manifest, stacksIn(file));
          write();
        });
      return manifest;
    },
  });
}

function addMissing({ outdir, stacks }: Manifest, others: Readonly<Record<string, WrittenStack>>): void {
  for (const [name, stack] of Object.entries(others))
    if (!(name in stacks) && existsSync(join(outdir, stack.workingDirectory))) stacks[name] = stack;
}

function stacksIn(file: string): Readonly<Record<string, WrittenStack>> {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as Pick<Manifest, "stacks">).stacks;
  } catch {
    return {}; // What cannot be read is written anew.
  }
}

/** When a file was written, to the nanosecond: the same content counts as another file. */
function timeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}

/** Does something that no other process does at the same time. A folder is made by one of them only. */
function alone(lock: string, work: () => void): void {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const held = statSync(lock, { throwIfNoEntry: false });
      if (held && Date.now() - held.mtimeMs > LOCK_LIMIT) release(lock);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  try {
    work();
  } finally {
    release(lock);
  }
}

function release(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {
    // Another process has taken it away.
  }
}
