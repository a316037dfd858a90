import { chosenEnvironments, ENVIRONMENT_NAMES, runCommand } from "../tools/command";
import { table } from "../tools/terminal";
import { variableRows, variablesByStack, type VariablesByStack } from "../tools/variables";

/** Tells what a workspace of HCP Terraform, or any other run, must be told. */
void runCommand({
  call: "npm run variables --",
  about: "Lists what Terraform can or must be told of an environment: the variables of its stack.",
  arguments: [ENVIRONMENT_NAMES],
  options: { json: { help: "writes JSON, for scripts" } },
  run(given) {
    const byStack = variablesByStack(chosenEnvironments(given.arguments));
    console.log(given.has("json") ? JSON.stringify(byStack, null, 2) : describe(byStack));
  },
});

function describe(byStack: VariablesByStack): string {
  return Object.entries(byStack)
    .map(([stack, all]) => (all.length === 0 ? `${stack}: no variables` : `${stack}\n${table(variableRows(all))}`))
    .join("\n\n");
}
