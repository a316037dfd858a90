import { chosenNames, ENVIRONMENT_NAMES, runCommand } from "../tools/command";
import { describeWritten } from "../tools/runner";

/** Synthesizes without the cdktf CLI, and says what was written. */
void runCommand({
  call: "npm start --",
  about: "Synthesizes environments into cdktf.out/ (or the folder in CDKTF_OUTDIR), and says what was written.",
  arguments: [ENVIRONMENT_NAMES],
  notes: `cdktf.out/ then holds these environments and no other. To deploy one:

  npm start -- dev
  npx cdktf diff dev --skip-synth      # --skip-synth takes cdktf.out/ as it is
  npx cdktf deploy dev --skip-synth    # asks before it changes anything; without a terminal, add --auto-approve

Without --skip-synth the cdktf CLI synthesizes again. ENVIRONMENT=dev limits it: the CLI does not tell the app which
stack was asked for.`,
  async run({ arguments: names }) {
    process.env.ENVIRONMENT = chosenNames(names);
    // The app runs when it is loaded, like under the CLI.
    await import("../main");
    describeWritten(process.env.CDKTF_OUTDIR ?? "cdktf.out");
  },
});
