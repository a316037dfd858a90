import { join } from "node:path";
import { outputOf } from "../../terminal";
import type { Outputs } from "./addresses";
import type { RunFolder } from "./run-state";

/** Runs a shell command with the run's `aws`. @returns what it printed */
export type Shell = (command: string) => Promise<string>;

/** A shell in which `aws` is the run. */
export function shellOf({ path }: RunFolder): Shell {
  const env = { ...process.env, PATH: `${join(path, "bin")}:${process.env.PATH ?? ""}` };
  return (command) => outputOf("sh", ["-c", command], { env });
}

/** The commands of a stack with two datacenters that become peers after its apply, or nothing. */
export function joinOf(outputs: Outputs): { readonly check: string; readonly join: string } | undefined {
  const [generate, establish, check] = ["generate", "establish", "check"].map((what) => {
    const command = outputs[`peering_${what}_command`];
    return typeof command === "string" ? command : undefined;
  });
  if (generate === undefined || establish === undefined || check === undefined) return undefined;
  // The token is a variable of the shell.
  return { check, join: `set -e\n${generate}\n${establish}` };
}

/** Makes the datacenters peers, as a user does after the apply; once is enough. */
export async function joinDatacenters({ check, join: commands }: NonNullable<ReturnType<typeof joinOf>>, shell: Shell) {
  if (/State:\s*ACTIVE/.test(await shell(check))) return;
  await shell(commands);
}
