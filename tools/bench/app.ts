import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { alternate, type Command } from "./measure";
import { copyProject, runner } from "../runner";
import { costRow, type Section } from "./report";
import { median, medianRatio } from "./statistics";

/** The default app: its synth without the cdktf CLI, against the way of cdktf's template, and against Node alone. */
export async function benchApp(project: string, folder: string, rounds: number): Promise<Section> {
  const changed = join(folder, "changed");
  await copyProject(changed);
  const commands: Command[] = [
    { ...node("node scripts/run.mjs main.ts", project, folder), ...runner(project, "main.ts") },
    { ...node("node -e 0", project, folder), program: process.execPath, args: ["-e", "0"] },
    {
      ...node("node scripts/run.mjs main.ts, after a change", changed, folder),
      ...runner(changed, "main.ts"),
      before: () => rm(join(changed, ".build"), { recursive: true, force: true }),
    },
    ...(hasTsNode(project) ? [template(project, folder)] : []),
  ];
  const costs = await alternate(commands, rounds);
  const wall = costs.map((runs) => runs.map(({ wallSeconds }) => wallSeconds));
  const [ours = [], bare = [], , templates] = wall;
  return {
    title: "Synth of the default app",
    rows: commands.map(({ name }, index) => costRow(name, costs[index]!)),
    targets: [
      ...(templates
        ? [{ what: "wall time, as a share of the template's way", value: medianRatio(ours, templates), limit: 0.1 }]
        : []),
      {
        what: "wall time beyond bare Node's start",
        value: median(ours.map((seconds, round) => seconds - bare[round]!)),
        limit: 0.4,
        unit: "s",
      },
    ],
    notes: templates ? [] : ["The template's way was not measured: ts-node is not installed."],
  };
}

function node(name: string, cwd: string, folder: string): Pick<Command, "name" | "cwd" | "env"> {
  return { name, cwd, env: { CDKTF_OUTDIR: join(folder, "cdktf.out"), ENVIRONMENT: undefined } };
}

/** The command in the `cdktf.json` of cdktf's template, with its compiler options as far as this code compiles with them. */
function template(project: string, folder: string): Command {
  const command = node("npx ts-node main.ts", project, folder);
  return {
    ...command,
    program: "npx",
    args: ["ts-node", "main.ts"],
    env: { ...command.env, TS_NODE_PROJECT: join(project, "tools/bench/template.tsconfig.json") },
  };
}

function hasTsNode(project: string): boolean {
  return existsSync(join(project, "node_modules/.bin/ts-node"));
}
