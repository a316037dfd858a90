import { runCommand } from "../tools/command";
import { requirements } from "../tools/emulator";

/** Says which versions the end-to-end tests will use, or all that is missing at once. */
void runCommand({
  call: "node scripts/run.mjs scripts/e2e-requirements.ts",
  about: "Looks for what the end-to-end tests need on this machine, and says which versions there are.",
  async run() {
    const found = await requirements("run the end-to-end tests", ["Terraform", "AWS emulator", "jq"]);
    console.log([...found, `Node ${process.versions.node}`].join(", "));
  },
});
