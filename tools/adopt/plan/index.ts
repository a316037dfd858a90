import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingRequirement, Terraform, TerraformError, terraformVersion } from "../../emulator";
import type { StateResource } from "../state";
import { stateCopy } from "./state-copy";
import { planFolder, RefusedProps, synthesizeWritten } from "./synthesize";
import { plannedChanges, type Announced, type PlannedChange } from "./verdict";

export { ofOtherProviders } from "./state-copy";
export { unannounced, type Announced, type PlannedChange } from "./verdict";

/** What came of planning. */
export type Planned =
  | { readonly kind: "planned"; readonly changes: readonly PlannedChange[] }
  /** A construct does not take what was read back. */
  | { readonly kind: "refused"; readonly why: string }
  /** Terraform, a provider or AWS was not to be had: a line that says so. */
  | { readonly kind: "not planned"; readonly why: string };

export interface PlanInput {
  /** Where the program is. */
  readonly folder: string;
  /** What is in the state of the stack: none for a new state. */
  readonly resources: readonly StateResource[] | undefined;
  readonly announced: Announced;
  /** Variables that the stack asks for. */
  readonly variables: readonly string[];
}

/** Synthesizes what was written, and plans it on a copy of the state. Neither the state nor AWS is changed. */
export async function planWritten({ folder, resources, announced, variables }: PlanInput): Promise<Planned> {
  const temporary = await mkdtemp(join(tmpdir(), "adopt-"));
  try {
    const stack = await synthesizeWritten(folder, temporary);
    const work = join(temporary, "plan");
    await planFolder(work, stack, resources && stateCopy(resources));
    return await plan(work, announced, variables);
  } catch (error) {
    if (error instanceof RefusedProps) return { kind: "refused", why: error.message };
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function plan(folder: string, announced: Announced, variables: readonly string[]): Promise<Planned> {
  try {
    await terraformVersion();
    // Only for the plan: no secret is needed to see what would change.
    const values = Object.fromEntries(variables.map((name) => [name, process.env[`TF_VAR_${name}`] ?? PLACEHOLDER]));
    const terraform = new Terraform(folder, { variables: values });
    await terraform.init();
    const { json } = await terraform.plan();
    return { kind: "planned", changes: plannedChanges(json, announced) };
  } catch (error) {
    if (error instanceof MissingRequirement) return { kind: "not planned", why: error.message };
    if (error instanceof TerraformError) return { kind: "not planned", why: firstError(error) };
    throw error;
  }
}

const PLACEHOLDER = "00000000-0000-0000-0000-000000000000";

/** Of what Terraform says, the line with the error. */
function firstError({ command, stderr }: TerraformError): string {
  const line = stderr.split("\n").find((each) => /^\W*Error: /.test(each)) ?? stderr.trim().split("\n")[0] ?? "";
  return `\`${command.replace(/ -out=\S+/, "")}\` says: ${line.replace(/^\W*Error: /, "").trim()}`;
}
