// What the end-to-end tests need on this machine: says which versions there are, or all that is missing at once.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { emulatorVersion, MissingRequirement, terraformVersion } from "../tools/emulator";

async function main(): Promise<void> {
  const [terraform, emulator, jq] = await Promise.allSettled([terraformVersion(), emulatorVersion(), findJq()]);
  if (terraform.status === "fulfilled" && emulator.status === "fulfilled" && jq.status === "fulfilled") {
    console.log(`terraform ${terraform.value}, moto ${emulator.value}, node ${process.versions.node}`);
    return;
  }
  const missing = [terraform, emulator, jq].flatMap((result) =>
    result.status === "rejected" ? [describe(result.reason)] : [],
  );
  console.error(["The end-to-end tests cannot run here:", ...missing.map((line) => `  - ${line}`)].join("\n"));
  process.exitCode = 1;
}

/** The start scripts of the containers are run with it, as in Consul's image. */
async function findJq(): Promise<void> {
  await promisify(execFile)("jq", ["--version"]).catch(() => {
    throw new MissingRequirement("`jq` is needed to run the start scripts: install it, so that it is on the PATH.");
  });
}

function describe(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

void main();
