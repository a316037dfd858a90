import { build } from "esbuild";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { comparable, countByType } from "./compare";
import { alternate, type Command } from "./measure";
import { runner } from "../runner";
import { costRow, type Row, type Section } from "./report";
import { growthExponent, median, medianRatio } from "./statistics";
import type { Phases } from "./workloads/synthesize";

const TARGET_SIZE = 1000;

/** Many mesh services in one stack, against the same resources written with the provider's classes alone. */
export async function benchScale(
  project: string,
  folder: string,
  rounds: number,
  sizes: readonly number[],
): Promise<Section> {
  const classes = await compileClasses(project);
  const results: Result[] = [];
  for (const size of sizes) {
    const ours = run(
      `${size} services, constructs`,
      runner(project, "tools/bench/workloads/constructs.ts"),
      size,
      folder,
    );
    const theirs = run(`${size} services, classes`, { program: process.execPath, args: [classes] }, size, folder);
    const [costs = [], otherCosts = []] = await alternate([ours, theirs], rounds);
    await refuseDifference(ours.outdir, theirs.outdir);
    results.push({ size, ours: { ...ours, costs }, theirs: { ...theirs, costs: otherCosts } });
  }
  return {
    title: "Mesh services in one stack",
    rows: (await Promise.all(results.map(async ({ ours, theirs }) => [await row(ours), await row(theirs)]))).flat(),
    targets: targets(results),
    notes: [
      "Of each service there are eight resources: task definition, service, two roles, two policies and their attachments. Both ways make the same resources: compared, and found equal.",
    ],
  };
}

interface Run extends Command {
  readonly outdir: string;
  /** Filled as it runs. */
  readonly phases: Phases[];
}

type Measured = Run & { readonly costs: Parameters<typeof costRow>[1] };

interface Result {
  readonly size: number;
  readonly ours: Measured;
  readonly theirs: Measured;
}

function run(name: string, command: { program: string; args: string[] }, size: number, folder: string): Run {
  const outdir = join(folder, name.replace(/\W+/g, "-"));
  const phases: Phases[] = [];
  const after = async () => void phases.push(JSON.parse(await readFile(join(outdir, "phases.json"), "utf8")) as Phases);
  return { name, program: command.program, args: [...command.args, `${size}`, outdir], outdir, phases, after };
}

/** As a user has it who compiles and does no more: the packages stay as they are. */
async function compileClasses(project: string): Promise<string> {
  const outfile = join(project, ".build/bench-classes.cjs");
  await build({
    absWorkingDir: project,
    entryPoints: [join(project, "tools/bench/workloads/classes.ts")],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
  });
  return outfile;
}

async function row({ name, costs, phases, outdir }: Measured): Promise<Row> {
  const { what, figures } = costRow(name, costs);
  const { size } = await stat(stackFile(outdir));
  return {
    what,
    figures: {
      ...figures,
      "build s": median(phases.map(({ buildMs }) => buildMs)) / 1000,
      "synth s": median(phases.map(({ synthMs }) => synthMs)) / 1000,
      "JSON MiB": size / 2 ** 20,
    },
  };
}

function targets(results: readonly Result[]): Section["targets"] {
  const target = results.find(({ size }) => size === TARGET_SIZE);
  // What a process needs to start says nothing about growth.
  const growth = results.filter(({ size }) => size >= 100).map(({ size, ours }) => ({ size, cost: workSeconds(ours) }));
  return [
    ...(target ? ratioTargets(target) : []),
    ...(growth.length > 1
      ? [{ what: "growth exponent of building and synthesizing", value: growthExponent(growth), limit: 1.05 }]
      : []),
  ];
}

function ratioTargets({ size, ours, theirs }: Result): Section["targets"] {
  const peaks = [ours, theirs].map(({ costs }) => costs.map(({ peakMib }) => peakMib ?? NaN));
  const share = (what: string, cost: (run: Measured) => number[], limit: number) => ({
    what: `${size} services: ${what}, as a share of the classes'`,
    value: medianRatio(cost(ours), cost(theirs)),
    limit,
  });
  return [
    share("wall time", ({ costs }) => costs.map(({ wallSeconds }) => wallSeconds), 0.5),
    ...(peaks.flat().every(Number.isFinite)
      ? [share("peak memory", ({ costs }) => costs.map(({ peakMib }) => peakMib ?? NaN), 0.8)]
      : []),
  ];
}

function workSeconds({ phases }: Run): number {
  return median(phases.map(({ buildMs, synthMs }) => buildMs + synthMs)) / 1000;
}

async function refuseDifference(ours: string, theirs: string): Promise<void> {
  const [a, b] = await Promise.all([ours, theirs].map(readStack));
  if (!isDeepStrictEqual(countByType(a!), countByType(b!)) || !isDeepStrictEqual(comparable(a), comparable(b))) {
    throw new Error(
      `The two ways do not make the same resources: compare ${stackFile(ours)} and ${stackFile(theirs)}.`,
    );
  }
}

async function readStack(outdir: string): Promise<{ resource?: Record<string, object> }> {
  return JSON.parse(await readFile(stackFile(outdir), "utf8")) as { resource?: Record<string, object> };
}

function stackFile(outdir: string): string {
  return join(outdir, "stacks/bench/cdk.tf.json");
}
