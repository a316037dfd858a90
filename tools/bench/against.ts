import { existsSync } from "node:fs";
import { join } from "node:path";
import { runner } from "../runner";
import { alternate, medianCost, type Command, type Cost } from "./measure";
import type { Row, Section, Target } from "./report";
import { median, ratios } from "./statistics";

/** The parts that can be compared with another checkout. */
export const COMPARABLE_PARTS = ["app", "cli", "scale"] as const;
export type ComparablePart = (typeof COMPARABLE_PARTS)[number];

/** Where the workload of the services lies, in this layout and in an older one. */
const WORKLOADS = ["tools/bench/workloads/constructs.ts", "scripts/bench/workloads/constructs.ts"];

export interface Checkouts {
  /** Copies of both, in which nothing was built yet. */
  readonly here: string;
  readonly there: string;
  /** For what is written meanwhile. */
  readonly folder: string;
}

/** The same work done by this project and by another checkout of it, in turn: how many times as much this one takes. */
export async function benchAgainst(
  checkouts: Checkouts,
  parts: readonly ComparablePart[],
  rounds: number,
  services: number,
): Promise<Section> {
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const part of parts) {
    const { what, command } = WORK[part](services);
    const [here = [], there = []] = await alternate(
      (["here", "there"] as const).map((side) => ({
        ...command(checkouts[side], join(checkouts.folder, `${part}-${side}`)),
        name: `${what}, ${side}`,
      })),
      rounds,
    );
    const { row, target } = compare(what, here, there);
    rows.push(row);
    targets.push(target);
  }
  return {
    title: "Against the other checkout",
    rows,
    targets,
    notes: [
      `The two in turn, ${rounds} runs each. A ratio is here by there, the median of all rounds; "from" and "to" are the least and the greatest.`,
    ],
  };
}

type Work = (services: number) => {
  readonly what: string;
  readonly command: (project: string, output: string) => Omit<Command, "name">;
};

const WORK: Readonly<Record<ComparablePart, Work>> = {
  app: () => ({
    what: "synth of the default app",
    command: (project, output) => ({
      ...runner(project, "main.ts"),
      cwd: project,
      env: { CDKTF_OUTDIR: output, ENVIRONMENT: undefined },
    }),
  }),
  cli: () => ({
    what: "npx cdktf synth",
    command: (project, output) => ({
      program: "npx",
      args: ["cdktf", "synth", "--output", output],
      cwd: project,
      env: { CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1", CHECKPOINT_DISABLE: "1", CI: "1", ENVIRONMENT: undefined },
    }),
  }),
  scale: (services) => ({
    what: `${services} services in one stack`,
    command: (project, output) => ({ ...runner(project, workload(project), `${services}`, output), cwd: project }),
  }),
};

function workload(project: string): string {
  const found = WORKLOADS.find((path) => existsSync(join(project, path)));
  if (found === undefined) throw new Error(`There is no ${WORKLOADS.join(" and no ")} in ${project}.`);
  return found;
}

function compare(what: string, here: readonly Cost[], there: readonly Cost[]): { row: Row; target: Target } {
  const wall = ratios(here.map(wallSeconds), there.map(wallSeconds));
  const cpu = ratios(here.map(cpuSeconds), there.map(cpuSeconds));
  const [mine, other] = [medianCost(here), medianCost(there)];
  return {
    row: {
      what,
      figures: {
        "here wall s": mine.wallSeconds,
        "there wall s": other.wallSeconds,
        "wall ratio": median(wall),
        from: Math.min(...wall),
        to: Math.max(...wall),
        "CPU ratio": median(cpu),
        "from ": Math.min(...cpu),
        "to ": Math.max(...cpu),
        "here MiB": mine.peakMib,
        "there MiB": other.peakMib,
      },
    },
    target: { what: `${what}: wall time, as a share of the other's`, value: median(wall), limit: 1.05 },
  };
}

function wallSeconds(cost: Cost): number {
  return cost.wallSeconds;
}

function cpuSeconds(cost: Cost): number {
  return cost.cpuSeconds;
}
