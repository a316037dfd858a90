import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { PROJECT } from "../../runner";
import { outputOf } from "../../terminal";
import { isRecord, list, record, without, type Values } from "../values";
import { STACK_ID } from "../write";

/** A construct does not take what was read back: the module takes some things that cannot work. */
export class RefusedProps extends Error {
  override readonly name = "RefusedProps";
}

/** What a construct says when it refuses its props, without the stack trace. */
export function refusal(error: unknown): RefusedProps | undefined {
  const { stderr } = record(error);
  const message = /^InputError: ([^]*?)\n\s+at /m.exec(String(stderr))?.[1];
  return message === undefined ? undefined : new RefusedProps(message.replace(/\s+/g, " "));
}

/**
 * Runs the program that was written, as it was written.
 *
 * @param folder where it is
 * @param output a folder that is made, and not kept
 * @returns the stack
 */
export async function synthesizeWritten(folder: string, output: string): Promise<Values> {
  const program = join(output, "main.js");
  await build({
    entryPoints: [join(folder, "main.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    alias: { "cdktf-consul-ecs": join(PROJECT, "modules/index.ts") },
    nodePaths: [join(PROJECT, "node_modules")],
    logLevel: "silent",
  });
  const outdir = join(output, "cdktf.out");
  await outputOf(process.execPath, [program], {
    cwd: output,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  }).catch((error: unknown) => {
    throw refusal(error) ?? error;
  });
  return JSON.parse(await readFile(join(outdir, "stacks", STACK_ID, "cdk.tf.json"), "utf8")) as Values;
}

/**
 * Makes the folder in which the plan is made: the stack with a state beside it, and nothing of other providers than that
 * of AWS.
 */
export async function planFolder(folder: string, stack: Values, state: object | undefined): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  // Task definitions may hold what is secret, whatever Terraform calls sensitive.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const terraform = without(record(stack.terraform), "backend");
  const removed = list(stack.removed).filter((block) => isRecord(block) && isOfAws(String(block.from)));
  const written = { ...without(stack, "removed"), terraform, ...(removed.length > 0 ? { removed } : {}) };
  await writeFile(join(folder, "cdk.tf.json"), JSON.stringify(written));
  if (state !== undefined) await writeFile(join(folder, "terraform.tfstate"), JSON.stringify(state), { mode: 0o600 });
}

function isOfAws(address: string): boolean {
  return /(?:^|\.)aws_\w+\.[^.]+$/.test(address);
}
