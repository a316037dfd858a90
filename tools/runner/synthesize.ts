import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputOf } from "../terminal";
import { PROJECT } from "./project";

/**
 * Synthesizes an environment into a folder of its own, so that the state of the `local` backend lies there too, and never
 * over the state of a real deployment.
 *
 * @param options.localState keeps the state in the folder whatever the environment's backend is
 * @returns the folder of the stack, where Terraform runs
 */
export async function synthesize(
  environment: string,
  folder: string,
  options: { readonly localState?: boolean } = {},
): Promise<string> {
  const output = join(folder, "cdktf.out");
  await outputOf(process.execPath, [join(PROJECT, "scripts/run.mjs"), "main.ts"], {
    cwd: PROJECT,
    env: { ...process.env, ENVIRONMENT: environment, CDKTF_OUTDIR: output },
  });
  const stackFolder = join(output, "stacks", environment);
  // Terraform's own way to have the same stack keep its state elsewhere: an override file beside it.
  if (options.localState) {
    const override = { terraform: { backend: { local: { path: join(folder, `terraform.${environment}.tfstate`) } } } };
    await writeFile(join(stackFolder, "backend_override.tf.json"), JSON.stringify(override));
  }
  return stackFolder;
}
