import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingRequirement } from "./missing-requirement";

/** Write-only arguments and ephemeral resources, which keep the secrets out of the state, came with it. */
const NEEDED = "1.11.0";

export interface TerraformOptions {
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Values of the stack's variables. They travel in the environment, so none shows in a list of processes. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Interrupts the command that runs, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** What `terraform show -json` says of a plan, as far as anything here asks. */
export interface TerraformPlan {
  /** Whether applying it would change something, outputs included. */
  readonly hasChanges: boolean;
  readonly json: {
    readonly resource_changes?: readonly ResourceChange[];
    readonly output_changes?: Readonly<Record<string, Change>>;
  };
}

export interface ResourceChange {
  readonly address: string;
  /** Where it was in the state, when it moves. */
  readonly previous_address?: string;
  readonly type: string;
  readonly name: string;
  readonly change: Change;
}

export interface Change {
  readonly actions: readonly ("no-op" | "create" | "read" | "update" | "delete" | "forget")[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown: unknown;
}

/** What `terraform show -json` says of the state, as far as anything here asks. */
export interface TerraformState {
  readonly values?: { readonly root_module: StateModule };
}

export interface StateModule {
  /** `module.<name>`; the root module has none. */
  readonly address?: string;
  readonly resources?: readonly {
    readonly type: string;
    readonly mode: "managed" | "data";
    readonly values: Readonly<Record<string, unknown>>;
  }[];
  readonly child_modules?: readonly StateModule[];
}

export interface Validation {
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail?: string;
  /** Of the resource that it is about; the block is the snippet's, where Terraform stopped before it had one. */
  readonly address?: string;
  readonly snippet?: { readonly context?: string | null };
}

/** A command that failed. */
export class TerraformError extends Error {
  override readonly name = "TerraformError";

  constructor(
    readonly command: string,
    readonly exitCode: number | null,
    readonly stderr: string,
  ) {
    const end = exitCode === null ? "was interrupted" : `failed with exit code ${exitCode}`;
    super(`\`${command}\` ${end}:\n${stderr.trim().split("\n").slice(-40).join("\n")}`);
  }
}

/** The version of the installed `terraform`. Refuses one that is too old. */
export async function terraformVersion(): Promise<string> {
  const cure =
    "Get it from https://developer.hashicorp.com/terraform/install, or name another in TERRAFORM_BINARY_NAME.";
  let version: string;
  try {
    const { stdout } = await execute(process.cwd(), ["version", "-json"], process.env);
    version = (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
  } catch (error) {
    const reason = error instanceof MissingRequirement ? "was not found" : "does not run";
    throw new MissingRequirement(`Terraform ${NEEDED} or newer is needed; \`${binary()}\` ${reason}. ${cure}`);
  }
  if (version.localeCompare(NEEDED, "en", { numeric: true }) < 0) {
    throw new MissingRequirement(`Terraform ${NEEDED} or newer is needed; \`${binary()}\` is ${version}. ${cure}`);
  }
  return version;
}

/** The `terraform` command in one folder, which holds one stack. */
export class Terraform {
  private readonly environment: NodeJS.ProcessEnv;
  private readonly signal?: AbortSignal;

  constructor(
    private readonly directory: string,
    { env = {}, variables = {}, signal }: TerraformOptions = {},
  ) {
    this.signal = signal;
    const values = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, variableText(value)]);
    this.environment = {
      ...process.env,
      ...env,
      ...(Object.fromEntries(values) as Record<string, string>),
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
      TF_INPUT: "0",
    };
  }

  async init(options: { readonly backend?: boolean } = {}): Promise<void> {
    await this.run(["init", "-no-color", ...(options.backend === false ? ["-backend=false"] : [])]);
  }

  /** @returns what Terraform printed */
  async apply(): Promise<string> {
    return (await this.run(["apply", "-no-color", "-auto-approve"])).stdout;
  }

  async destroy(): Promise<string> {
    return (await this.run(["destroy", "-no-color", "-auto-approve"])).stdout;
  }

  async plan(): Promise<TerraformPlan> {
    // Not in the stack's folder: a plan holds the values of the variables, and must not stay.
    const folder = await mkdtemp(join(tmpdir(), "terraform-plan-"));
    try {
      const file = join(folder, "plan");
      const { exitCode } = await this.run(["plan", "-no-color", "-detailed-exitcode", `-out=${file}`], [0, 2]);
      const { stdout } = await this.run(["show", "-json", file]);
      return { hasChanges: exitCode === 2, json: JSON.parse(stdout) as TerraformPlan["json"] };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The values of the outputs, sensitive ones included. */
  async output(): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(["output", "-json"]);
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** The addresses of what is in the state; none when there is no state yet. */
  async stateList(): Promise<string[]> {
    const { exitCode, stdout, stderr } = await this.run(["state", "list"], [0, 1]);
    if (exitCode === 0) return stdout.split("\n").filter((line) => line !== "");
    if (stderr.includes("No state file was found")) return [];
    throw new TerraformError(`${binary()} state list`, exitCode, stderr);
  }

  /** What is in the state, with all attributes, sensitive ones included. */
  async state(): Promise<TerraformState> {
    const { stdout } = await this.run(["show", "-json"]);
    return JSON.parse(stdout) as TerraformState;
  }

  /** Whether Terraform and the providers' schemas accept the stack. Asks no backend and no cloud. */
  async validate(): Promise<Validation> {
    await this.init({ backend: false });
    const { stdout } = await this.run(["validate", "-json"], [0, 1]);
    return JSON.parse(stdout) as Validation;
  }

  private run(args: string[], expected?: readonly number[]): Promise<Finished> {
    return execute(this.directory, args, this.environment, expected, this.signal);
  }
}

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The name under which cdktf's own commands look for it as well. */
function binary(): string {
  return process.env.TERRAFORM_BINARY_NAME ?? "terraform";
}

function execute(
  cwd: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  expected: readonly number[] = [0],
  signal?: AbortSignal,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary(), args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGINT",
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      // Also what Node says when the folder does not exist.
      reject(
        error.code === "ENOENT"
          ? new MissingRequirement(`There is no \`${binary()}\` on the PATH, or no folder ${cwd}.`)
          : error,
      );
    });
    child.on("close", (exitCode) => {
      const finished = { exitCode: exitCode ?? -1, stdout: text(stdout), stderr: text(stderr) };
      if (exitCode !== null && expected.includes(exitCode)) resolve(finished);
      else reject(new TerraformError([binary(), ...args].join(" "), exitCode, finished.stderr || finished.stdout));
    });
  });
}

/** `state list` knows no -no-color. */
// eslint-disable-next-line no-control-regex
const COLOUR = /\u001b\[[0-9;]*m/g;

/** Decoded at the end, because a character may lie across two chunks. */
function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8").replace(COLOUR, "");
}

/** A variable's value as Terraform reads it: a string as it is, anything else as an expression. */
function variableText(value: unknown): string {
  if (typeof value === "string") return value;
  // An expression knows neither \b nor \f, and takes ${ and %{ in a string for its own.
  return JSON.stringify(value).replace(/\\.|[$%]\{/g, (found) => {
    if (found === "\\b") return "\\u0008";
    if (found === "\\f") return "\\u000c";
    return found.startsWith("\\") ? found : `${found.charAt(0)}${found}`;
  });
}
