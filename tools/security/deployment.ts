import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RUN_VARIABLES, startEmulator, Terraform, type TerraformPlan } from "../emulator";
import { synthesize } from "../runner";

/**
 * Makes the plan of an environment that is there already: it is applied to an emulator first, because of a new stack most
 * of what is in policies and task definitions is unknown. Nothing of it remains.
 *
 * @param use is given the plan, and the file that holds it as JSON
 */
export async function withPlan<T>(
  environment: string,
  use: (plan: TerraformPlan["json"], file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "security-"));
  const emulator = await startEmulator();
  try {
    const stackFolder = await synthesize(environment, folder, { localState: true });
    const terraform = new Terraform(stackFolder, { env: emulator.env, variables: RUN_VARIABLES });
    await terraform.init();
    await terraform.apply();
    const { json } = await terraform.plan();
    const file = join(folder, "plan.json");
    await writeFile(file, JSON.stringify(json));
    return await use(json, file);
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
