import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../tools/command";
import { PROJECT, runner } from "../tools/runner";
import { compareSynths, copyWithSuccessor, SUCCESSOR } from "../tools/successor";
import { step } from "../tools/terminal";

void runCommand({
  call: "npm run test:cdktn --",
  about:
    "Installs the successor of CDKTF in a copy of the project, compares what it synthesizes, and runs the unit tests.",
  options: { "synth-only": { help: "leaves out the unit tests" } },
  async run(given) {
    const folder = await mkdtemp(join(tmpdir(), "cdktn-"));
    const copy = join(folder, "project");
    try {
      await step(`install ${SUCCESSOR.cdktf}`, () => copyWithSuccessor(copy));
      await step("synthesize the same with both", () => synthesizeTheSame(folder, copy));
      if (!given.has("synth-only")) await run(process.execPath, [join(copy, "node_modules/.bin/jest")], copy);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function synthesizeTheSame(folder: string, copy: string): Promise<void> {
  const outputs = await Promise.all(
    [PROJECT, copy].map(async (project, index) => {
      const output = join(folder, `out-${index}`);
      const { program, args } = runner(project, "main.ts");
      await run(program, args, project, { CDKTF_OUTDIR: output });
      return output;
    }),
  );
  const [before = "", after = ""] = outputs;
  const differences = await compareSynths(before, after);
  if (differences.length > 0) throw new Error(`The successor synthesizes something else:\n${differences.join("\n")}`);
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(program, args, {
    cwd,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...variables },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")} failed in ${cwd}.`);
}
