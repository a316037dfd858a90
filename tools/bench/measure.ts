import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { step } from "../terminal";
import { median } from "./statistics";

/** A command whose cost is measured. */
export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether it is meant to end with an error. @default false */
  readonly fails?: boolean;
  /** What is to be done before each run, and does not count. */
  readonly before?: () => Promise<void>;
  /** Called after each run that counts. */
  readonly after?: () => Promise<void>;
}

/** What one run took. */
export interface Cost {
  readonly wallSeconds: number;
  /** Of all its processes, in user and system mode. */
  readonly cpuSeconds: number;
  /** Of its largest process; unknown where there is no GNU `time`. */
  readonly peakMib?: number;
}

/**
 * Runs the commands in turns, so that whatever else the machine does meets all of them alike.
 *
 * @returns the costs of each command, one for each round
 */
export async function alternate(commands: readonly Command[], rounds: number): Promise<Cost[][]> {
  const meter = await findMeter();
  // The first run fills the caches: of the runner, of V8, of the file system.
  for (const command of commands) await step(`${command.name}, warming up`, () => run(command, meter));
  const costs: Cost[][] = commands.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, command] of commands.entries()) {
      const cost = await step(`${command.name}, ${round} of ${rounds}`, () => run(command, meter));
      costs[index]!.push(cost);
      await command.after?.();
    }
  }
  return costs;
}

/** The median of each figure. */
export function medianCost(costs: readonly Cost[]): Cost {
  const peaks = costs.map(({ peakMib }) => peakMib).filter((peak) => peak !== undefined);
  return {
    wallSeconds: median(costs.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)),
    peakMib: peaks.length === costs.length ? median(peaks) : undefined,
  };
}

/** Runs a command and writes its use of the machine into a file. */
interface Meter {
  readonly program: string;
  readonly args: (file: string) => readonly string[];
  readonly hasMemory: boolean;
}

/** Node tells nothing of what its children used. */
async function findMeter(): Promise<Meter> {
  const gnuTime: Meter = {
    program: "/usr/bin/time",
    args: (file) => ["--quiet", "--format=%U %S %M", `--output=${file}`],
    hasMemory: true,
  };
  const works = await promisify(execFile)(gnuTime.program, [...gnuTime.args("/dev/null"), "true"]).then(
    () => true,
    () => false,
  );
  if (works) return gnuTime;
  // `time` of bash writes to its own standard error, and the command to what that was before.
  const script = 'file=$1; shift; TIMEFORMAT="%U %S"; { time "$@" 2>&3; } 3>&2 2>"$file"';
  return { program: "bash", args: (file) => ["-c", script, "bash", file], hasMemory: false };
}

async function run(command: Command, meter: Meter): Promise<Cost> {
  await command.before?.();
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const file = join(folder, "cost");
    const started = performance.now();
    await execute(command, meter.program, [...meter.args(file), command.program, ...command.args]);
    const wallSeconds = (performance.now() - started) / 1000;
    const [user = NaN, system = NaN, kib = NaN] = (await readFile(file, "utf8")).trim().split(/\s+/).map(Number);
    return { wallSeconds, cpuSeconds: user + system, peakMib: meter.hasMemory ? kib / 1024 : undefined };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function execute(command: Command, program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...command.env };
    const child = spawn(program, args, { cwd: command.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      if (exitCode === 0 || command.fails) resolve();
      else reject(new Error(`${command.name} failed with exit code ${exitCode}:\n${output.trim()}`));
    });
  });
}
