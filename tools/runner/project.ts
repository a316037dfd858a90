import { cp, readdir, realpath, symlink } from "node:fs/promises";
import { join } from "node:path";

/** The folder of the project. */
export const PROJECT = join(__dirname, "../..");

/** What no synth needs, and what was made by one. */
const LEFT_OUT = new Set(["node_modules", "cdktf.out", "coverage", "docs", "__tests__", "deploy"]);

/**
 * Copies the project's sources to a folder, with a link to its packages. Nothing that was built goes with them.
 *
 * @param from another checkout of the project, whose folders may have other names. Otherwise this one
 */
export async function copyProject(folder: string, from = PROJECT): Promise<void> {
  const sources = (await readdir(from)).filter((name) => !name.startsWith(".") && !LEFT_OUT.has(name));
  for (const source of sources) await cp(join(from, source), join(folder, source), { recursive: true });
  await symlink(await realpath(join(from, "node_modules")), join(folder, "node_modules"), "dir");
}

/** The command that runs a script of a project. */
export function runner(project: string, entry: string, ...args: string[]): { program: string; args: string[] } {
  return { program: process.execPath, args: [join(project, "scripts/run.mjs"), entry, ...args] };
}
