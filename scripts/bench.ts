import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchApp, benchCli, benchPlan, benchScale, isMet, renderSection, type Section } from "../tools/bench";
import { copyProject, PROJECT } from "../tools/runner";

const USAGE = `npm run bench [-- --quick] [--only app,cli,scale,plan]

--quick  fewer rounds, and no more than 1000 services
--only   some of the parts: app, cli, scale, plan`;

/** The parts, in the order in which they run. */
const PARTS: Readonly<Record<string, (project: string, folder: string, quick: boolean) => Promise<Section>>> = {
  app: (project, folder, quick) => benchApp(project, folder, quick ? 3 : 9),
  cli: (project, folder, quick) => benchCli(project, folder, quick ? 3 : 7),
  scale: (project, folder, quick) =>
    benchScale(project, folder, quick ? 3 : 5, quick ? [10, 100, 1000] : [10, 100, 1000, 3000]),
  plan: (project, folder, quick) => benchPlan(project, folder, quick ? 2 : 5),
};

/** Measures, prints tables, and writes the figures to `.build/bench.json`. It never fails on a time. */
async function bench(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean" }, only: { type: "string" } } });
  const names = values.only?.split(",") ?? Object.keys(PARTS);
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}.\n${USAGE}`);
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    // Whoever goes on working meanwhile does not change what is measured.
    const project = join(folder, "project");
    await copyProject(project);
    const sections: Section[] = [];
    for (const name of names) sections.push(await PARTS[name]!(project, folder, values.quick ?? false));
    await report(sections);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(sections: readonly Section[]): Promise<void> {
  const machine = {
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
  const { cores, memoryGib, system, node } = machine;
  console.log(`\n${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}. Medians.\n`);
  console.log(sections.map(renderSection).join("\n\n"));
  const targets = sections.flatMap((section) => section.targets);
  console.log(`\n${targets.filter(isMet).length} of ${targets.length} targets met`);
  await mkdir(join(PROJECT, ".build"), { recursive: true });
  await writeFile(join(PROJECT, ".build/bench.json"), `${JSON.stringify({ machine, sections }, null, 2)}\n`);
}

void bench();
