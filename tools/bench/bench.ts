import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { copyProject, PROJECT } from "../runner";
import { benchAgainst, COMPARABLE_PARTS, type ComparablePart } from "./against";
import { benchApp } from "./app";
import { benchCli } from "./cli";
import { benchPlan } from "./plan";
import type { Results, Section } from "./report";
import { benchScale } from "./scale";

/** The parts of the benchmark, in the order in which they run. */
export const PARTS = ["app", "cli", "scale", "plan"] as const;
export type Part = (typeof PARTS)[number];

const RUN: Readonly<Record<Part, (project: string, folder: string, quick: boolean) => Promise<Section>>> = {
  app: (project, folder, quick) => benchApp(project, folder, quick ? 3 : 9),
  cli: (project, folder, quick) => benchCli(project, folder, quick ? 3 : 7),
  scale: (project, folder, quick) =>
    benchScale(project, folder, quick ? 3 : 5, quick ? [10, 100, 1000] : [10, 100, 1000, 3000]),
  plan: (project, folder, quick) => benchPlan(project, folder, quick ? 2 : 5),
};

/** Measures this project. It never fails on a time. */
export async function bench(parts: readonly Part[], quick: boolean): Promise<Results> {
  return withFolder(async (folder) => {
    // Whoever goes on working meanwhile does not change what is measured.
    const project = join(folder, "project");
    await copyProject(project);
    const sections: Section[] = [];
    for (const part of parts) sections.push(await RUN[part](project, folder, quick));
    return keep({ machine: machine(), sections });
  });
}

/** Measures this project and another checkout of it, in turn. */
export async function benchWithOther(
  other: string,
  parts: readonly ComparablePart[],
  quick: boolean,
): Promise<Results> {
  return withFolder(async (folder) => {
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    await copyProject(here);
    await copyProject(there, other);
    const section = await benchAgainst({ here, there, folder }, parts, quick ? 3 : 5, quick ? 100 : 1000);
    return keep({ machine: machine(), sections: [section] });
  });
}

/** Measures all there is, and how it compares with another checkout where one is given. */
export async function benchWhole(other: string | undefined): Promise<Results> {
  const own = await bench(PARTS, false);
  if (other === undefined) return own;
  const compared = await benchWithOther(other, COMPARABLE_PARTS, false);
  return keep({ ...own, sections: [...own.sections, ...compared.sections] });
}

/** Whether the folder is a checkout of this project, with its packages. */
export function isCheckout(folder: string): boolean {
  return ["scripts/run.mjs", "main.ts", "node_modules"].every((path) => existsSync(join(folder, path)));
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function machine(): Results["machine"] {
  return {
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

async function keep(results: Results): Promise<Results> {
  await mkdir(join(PROJECT, ".build"), { recursive: true });
  await writeFile(join(PROJECT, ".build/bench.json"), `${JSON.stringify(results, null, 2)}\n`);
  return results;
}
