// What the end-to-end tests need on this machine: says which versions there are, or all that is missing at once.
import { emulatorVersion } from "./lib/emulator";
import { terraformVersion } from "./lib/terraform";

async function main(): Promise<void> {
  const [terraform, emulator] = await Promise.allSettled([terraformVersion(), emulatorVersion()]);
  if (terraform.status === "fulfilled" && emulator.status === "fulfilled") {
    console.log(`terraform ${terraform.value}, moto ${emulator.value}, node ${process.versions.node}`);
    return;
  }
  const missing = [terraform, emulator].flatMap((result) =>
    result.status === "rejected" ? [describe(result.reason)] : [],
  );
  console.error(["The end-to-end tests cannot run here:", ...missing.map((line) => `  - ${line}`)].join("\n"));
  process.exitCode = 1;
}

function describe(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

void main();
