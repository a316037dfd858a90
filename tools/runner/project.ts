import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";

/** The folder of the project. */
export const PROJECT = join(__dirname, "../..");

/** What a synth needs of the project. */
const SOURCES = [
  "cdktf.json",
  "main.ts",
  "environments",
  "applications",
  "modules",
  "stacks",
  "scripts",
  "tools",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** Copies the project's sources to a folder, with a link to its packages. Nothing that was built goes with them. */
export async function copyProject(folder: string): Promise<void> {
  for (const source of SOURCES) await cp(join(PROJECT, source), join(folder, source), { recursive: true });
  await symlink(join(PROJECT, "node_modules"), join(folder, "node_modules"), "dir");
}

/** The command that runs a script of a project. */
export function runner(project: string, entry: string, ...args: string[]): { program: string; args: string[] } {
  return { program: process.execPath, args: [join(project, "scripts/run.mjs"), entry, ...args] };
}
