import { chosenEnvironments, ENVIRONMENT_NAMES, runCommand } from "../tools/command";
import { requirements } from "../tools/emulator";
import { checkSecurity, renderFindings, renderJudgement, type SecurityResult } from "../tools/security";
import { step } from "../tools/terminal";

/** Looks for what is not safe in environments. */
void runCommand({
  call: "npm run security --",
  about: `Applies environments to a local AWS emulator, and holds the plan that follows to the controls of AWS Security Hub
that are about what is made here. Checkov and Trivy read the plan too, where they are installed.`,
  arguments: [ENVIRONMENT_NAMES],
  notes: `A finding of an environment fails unless environments/<environment>.findings.json explains it. An explanation that
matches nothing any more fails too. An environment without such a file is held to nothing: its findings are shown.
An environment on HCP is left out: the emulator has no HCP.`,
  async run({ arguments: names }) {
    const chosen = chosenEnvironments(names);
    await requirements("look for what is not safe", ["Terraform", "AWS emulator"]);
    for (const { stack, servers } of chosen) {
      if (servers.hosting === "hcp") console.log(`${stack}: not looked at, because the emulator has no HCP.`);
      else report(await step(`apply ${stack}, and look at its plan`, () => checkSecurity(stack)));
    }
  },
});

function report({ environment, findings, scanners, judgement }: SecurityResult): void {
  console.log(`${environment}: looked at by ${["our own rules", ...scanners].join(", ")}`);
  if (!judgement) {
    console.log(`${environment}: ${findings.length} findings. It explains none, and is not held to them.`);
    if (findings.length > 0) console.log(renderFindings(findings));
    return;
  }
  console.log(renderJudgement(environment, judgement));
  if (judgement.unexplained.length + judgement.stale.length > 0) process.exitCode = 1;
}
