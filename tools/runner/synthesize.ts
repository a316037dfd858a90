import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PROJECT } from "./project";

/**
 * Synthesizes an environment into a folder of its own, so that the state of the `local` backend lies there too, and never
 * over the state of a real deployment.
 *
 * @returns the folder of the stack, where Terraform runs
 */
export async function synthesize(environment: string, folder: string): Promise<string> {
  const output = join(folder, "cdktf.out");
  await promisify(execFile)(process.execPath, [join(PROJECT, "scripts/run.mjs"), "main.ts"], {
    cwd: PROJECT,
    env: { ...process.env, ENVIRONMENT: environment, CDKTF_OUTDIR: output },
  });
  return join(output, "stacks", environment);
}
