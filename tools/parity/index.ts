import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import * as z from "zod";
import type { Construct } from "constructs";
import type { Adoptable } from "../../modules/adoption";
import { InputError, type HclModuleOptions } from "../../modules/aws";
import { readCall } from "./modules";

export { modulesByTag, variables } from "./modules";

/** One call of an HCL module. What the file says beside of what came of it is nobody's business here. */
const moduleCall = z.object({ tag: z.string(), module: z.string(), inputs: z.record(z.string(), z.unknown()) });
const cases = z.record(z.string().regex(/^\w[\w.-]*$/, "the name of a case is that of a folder"), moduleCall);

export type ModuleCallCase = z.infer<typeof moduleCall>;

/** A written stack, as far as anything here asks. */
export interface WrittenStack {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly variable?: Readonly<Record<string, object>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

export type Outcome =
  | { readonly kind: "written"; readonly variables: readonly string[] }
  | { readonly kind: "refused" }
  /** An error of the project, not of the inputs. */
  | { readonly kind: "failed"; readonly error: unknown };

/** @throws Error when the file is not there, is not JSON, or has another shape */
export function readCases(file: string): Record<string, ModuleCallCase> {
  const parsed = cases.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file} is not a file of module calls:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * Maps a call to its construct and writes `cdk.tf.json`, or `error.txt` when the inputs are refused. What an earlier run
 * left in the folder is removed first.
 */
export function writeCase(folder: string, call: ModuleCallCase): Outcome {
  mkdirSync(folder, { recursive: true });
  for (const file of [STACK_FILE, ERROR_FILE]) rmSync(join(folder, file), { force: true });
  try {
    const stack = synthesizeCall(call);
    writeFileSync(join(folder, STACK_FILE), `${JSON.stringify(stack, null, 2)}\n`);
    return { kind: "written", variables: Object.keys(stack.variable ?? {}) };
  } catch (error) {
    if (!(error instanceof InputError)) return { kind: "failed", error };
    writeFileSync(join(folder, ERROR_FILE), `${error.message}\n`);
    return { kind: "refused" };
  }
}

const STACK_FILE = "cdk.tf.json";
const ERROR_FILE = "error.txt";

/**
 * The stack of a call: what the call makes, and the provider.
 *
 * @param like how near to stay to the module
 *
 * @throws InputError when the inputs are refused
 */
export function synthesizeCall(call: ModuleCallCase, like?: HclModuleOptions): WrittenStack {
  return synthesizeConstructs((stack) => void makeCall(stack, call, like));
}

/**
 * Makes the construct of a call; ids that the call leaves open are placeholders, as in `synthesizeCall`.
 *
 * @throws InputError when the inputs are refused
 */
export function makeCall(
  scope: Construct,
  { tag, module, inputs }: ModuleCallCase,
  like?: HclModuleOptions,
): Adoptable {
  return readCall(tag, module, withIds(inputs))(scope, like);
}

/** The stack of whatever is made in it, with placeholders for the ids that `withIds` made of them. */
export function synthesizeConstructs(make: (stack: TerraformStack) => void): WrittenStack {
  const folder = mkdtempSync(join(tmpdir(), "parity-"));
  try {
    const app = new App({
      outdir: folder,
      context: { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" },
    });
    const stack = new TerraformStack(app, "call");
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    make(stack);
    app.synth();
    const written = withPlaceholders(readFileSync(join(folder, "stacks/call", STACK_FILE), "utf8"));
    return withoutBackend(JSON.parse(written) as Synthesized);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Recorded calls have placeholders for ids (`@vpc`, `@subnet1`), which a construct would refuse. */
export function withIds<T>(inputs: T): T {
  const text = JSON.stringify(inputs)
    .replace(/"@(vpc|subnet|sg)(\d*)"/g, '"$1-placeholder$2"')
    .replaceAll('"@tg"', `"${TARGET_GROUP}"`);
  return JSON.parse(text) as T;
}

/** The other way round, for whoever compares. */
function withPlaceholders(written: string): string {
  return written.replace(/\b(vpc|subnet|sg)-placeholder/g, "@$1").replaceAll(TARGET_GROUP, "@tg");
}

const TARGET_GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/placeholder/1";

interface Synthesized extends WrittenStack {
  "//"?: unknown;
  readonly terraform: { backend?: unknown };
}

/** Where the state is kept is for whoever applies the stack; cdktf would write the path of this machine. */
function withoutBackend(stack: Synthesized): WrittenStack {
  delete stack["//"];
  delete stack.terraform.backend;
  return stack;
}
