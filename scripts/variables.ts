import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { environments } from "../environments";
import { addStack } from "../stacks";
import { table } from "../tools/terminal";
import { variableRows, workspaceVariables, type WorkspaceVariable } from "../tools/variables";

/** `npm run variables -- [<environment>...] [--json]`: what a workspace of HCP Terraform must be told, by environment. */
function variables(args: readonly string[]): void {
  const names = args.filter((arg) => arg !== "--json");
  const [option] = names.filter((name) => name.startsWith("-"));
  if (option !== undefined)
    throw new Error(`There is no option ${option}. Usage: npm run variables -- [name...] [--json]`);
  const byStack = variablesByStack(names.join(","));
  console.log(args.includes("--json") ? JSON.stringify(byStack, null, 2) : describe(byStack));
}

type VariablesByStack = Readonly<Record<string, readonly WorkspaceVariable[]>>;

/** Reads them from what a synth writes: nothing else is what Terraform gets. */
function variablesByStack(names: string): VariablesByStack {
  const outdir = mkdtempSync(join(tmpdir(), "variables-"));
  try {
    const app = new App({ outdir });
    const stacks = environments(names).map((environment) => addStack(app, environment).node.id);
    app.synth();
    return Object.fromEntries(
      stacks.map((stack) => {
        const json = readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
        return [stack, workspaceVariables(JSON.parse(json) as Parameters<typeof workspaceVariables>[0])];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function describe(byStack: VariablesByStack): string {
  return Object.entries(byStack)
    .map(([stack, all]) => (all.length === 0 ? `${stack}: no variables` : `${stack}\n${table(variableRows(all))}`))
    .join("\n\n");
}

variables(process.argv.slice(2));
