import { outputOf } from "../terminal";
import { emulatorVersion } from "./emulator";
import { MissingRequirement } from "./missing-requirement";
import { terraformVersion } from "./terraform";

/** A program that something here needs. */
export type Requirement = "Terraform" | "AWS emulator" | "jq";

/** One that another room knows. */
export interface OtherRequirement {
  readonly name: string;
  /** @throws MissingRequirement when it is not there */
  version(): Promise<string>;
}

/**
 * Asks the programs for their versions, before anything is started.
 *
 * @returns each with its version, as a user reads it
 * @param what stands behind "cannot ... here" in the message
 * @throws MissingRequirement with all that is missing, one line each
 */
export async function requirements(
  what: string,
  needed: readonly (Requirement | OtherRequirement)[],
): Promise<string[]> {
  const asked = needed.map((one) => (typeof one === "string" ? { name: one, version: VERSIONS[one] } : one));
  const found = await Promise.allSettled(asked.map((one) => one.version()));
  const missing = found.flatMap((result) => (result.status === "rejected" ? [reason(result.reason)] : []));
  if (missing.length > 0)
    throw new MissingRequirement([`Cannot ${what} here:`, ...missing.map((line) => `  - ${line}`)].join("\n"));
  return found.flatMap((result, index) =>
    result.status === "fulfilled" ? [`${asked[index]?.name} ${result.value}`] : [],
  );
}

/** The start scripts of the containers are run with it, as in Consul's image. */
async function jqVersion(): Promise<string> {
  const output = await outputOf("jq", ["--version"]).catch(() => {
    throw new MissingRequirement(
      "`jq` is needed to run the start scripts of the containers: install it (`apt-get install jq`, `brew install jq`), so that it is on the PATH.",
    );
  });
  return output.trim().replace(/^jq-/, "");
}

const VERSIONS: Readonly<Record<Requirement, () => Promise<string>>> = {
  Terraform: terraformVersion,
  "AWS emulator": emulatorVersion,
  jq: jqVersion,
};

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
