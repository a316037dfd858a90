import { join } from "node:path";
import { alternate, type Command } from "./measure";
import { costRow, type Section } from "./report";
import { medianRatio } from "./statistics";

/** `npx cdktf synth`, against what the CLI takes by itself: with an app that does nothing. */
export async function benchCli(project: string, folder: string, rounds: number): Promise<Section> {
  const commands: Command[] = [
    synth("npx cdktf synth", project, folder, []),
    // It then complains that nothing was synthesized.
    { ...synth("npx cdktf synth --app true", project, folder, ["--app", "true"]), fails: true },
  ];
  const [ours = [], floor = []] = await alternate(commands, rounds);
  return {
    title: "Synth through the cdktf CLI",
    rows: [costRow(commands[0]!.name, ours), costRow(commands[1]!.name, floor)],
    targets: [
      {
        what: "wall time, as a share of the CLI's own",
        value: medianRatio(
          ours.map(({ wallSeconds }) => wallSeconds),
          floor.map(({ wallSeconds }) => wallSeconds),
        ),
        limit: 1.15,
      },
    ],
    notes: [],
  };
}

function synth(name: string, project: string, folder: string, options: readonly string[]): Command {
  return {
    name,
    program: "npx",
    args: ["cdktf", "synth", "--output", join(folder, options.length > 0 ? "cli-nothing" : "cli-app"), ...options],
    cwd: project,
    env: { CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1", CHECKPOINT_DISABLE: "1", CI: "1", ENVIRONMENT: undefined },
  };
}
