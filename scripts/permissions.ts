import { runCommand } from "../tools/command";
import { updatePolicy } from "../tools/permissions";

/** Where the end-to-end tests leave the actions that each environment used. */
const RECORDINGS = ".build/aws-actions";
const FOLDER = "deploy/permissions";

/** Writes the policy of the role that deploys. */
void runCommand({
  call: "npm run permissions",
  about: `Writes the policy of the role that deploys, ${FOLDER}/policy.json: what the last \`npm run test:e2e\` asked of AWS,
and the actions that ${FOLDER}/explained-actions.json adds, each with its reason.`,
  run() {
    const { file, actions, environments } = updatePolicy(FOLDER, RECORDINGS);
    console.log(`${file}: ${actions} actions, as used by ${environments.join(", ")}`);
  },
});
