import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Environment } from "../../environments";
import { addStack } from "../../stacks";
import { workspaceVariables, type WorkspaceVariable } from "./workspace-variables";

export type VariablesByStack = Readonly<Record<string, readonly WorkspaceVariable[]>>;

/** Reads them from what a synth writes: nothing else is what Terraform gets. */
export function variablesByStack(environments: readonly Environment[]): VariablesByStack {
  const outdir = mkdtempSync(join(tmpdir(), "variables-"));
  try {
    const app = new App({ outdir });
    const stacks = environments.map((environment) => addStack(app, environment).node.id);
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
