import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";

/** The parts of a stack's JSON that Terraform makes something of. */
export interface Written {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data?: Readonly<Record<string, object>>;
  readonly locals?: object;
  readonly output?: object;
}

/** What `app.synth()` writes for each stack, by its name. */
export function synthesizeApp(
  names: readonly string[],
  build: (...stacks: TerraformStack[]) => void,
): Map<string, Written> {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    const app = Testing.app({ outdir });
    const stacks = names.map((name) => new TerraformStack(app, name));
    for (const stack of stacks) new AwsProvider(stack, "aws", { region: "us-east-1" });
    build(...stacks);
    app.synth();
    return new Map(
      names.map((name) => [name, written(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8"))]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** What `Testing.synth` gives, which prepares nothing. */
export function synthesizeUnprepared(build: (stack: TerraformStack) => void): Written {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  build(stack);
  return written(Testing.synth(stack));
}

function written(json: string): Written {
  // An app writes down where each construct stands.
  const withoutPaths = (key: string, value: unknown): unknown => (key === "//" ? undefined : value);
  const { resource, data, locals, output } = JSON.parse(json, withoutPaths) as Written;
  return { resource, data, locals, output };
}
