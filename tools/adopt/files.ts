import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../runner";
import { outputOf } from "../terminal";
import type { Given } from "./adopt";
import { readModulesJson, readPlan, readState, UnreadableState } from "./state";
import { mainFile, removedFile, stackFile, type Adoption } from "./write";

/** The files that the user named. One of `plan` and `state` is there. */
export interface NamedFiles {
  readonly plan?: string | undefined;
  readonly state?: string | undefined;
  readonly modules?: string | undefined;
}

/** @throws UnreadableState with the name of the file, and never with what is in it */
export function readGiven({ plan, state, modules }: NamedFiles): Given {
  const planned = plan === undefined ? undefined : named(plan, readPlan);
  const noted = modules === undefined ? [] : named(modules, readModulesJson);
  return {
    resources: state === undefined ? (planned?.resources ?? []) : named(state, readState),
    // What was downloaded has the exact version, where a configuration has a constraint.
    sources: new Map([...(planned?.sources ?? []), ...noted]),
    pending: planned?.pending ?? [],
    ...(planned?.awsProvider === undefined ? {} : { awsProvider: planned.awsProvider }),
  };
}

function named<T>(file: string, read: (json: unknown) => T): T {
  try {
    return read(parsed(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof UnreadableState) throw new UnreadableState(`${file} ${error.message}`);
    throw new UnreadableState(`${file} cannot be read: ${isSystemError(error) ? error.code : "it is not JSON"}.`);
  }
}

function parsed(text: string): unknown {
  // PowerShell writes the mark of UTF-8 before it.
  return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
}

function isSystemError(error: unknown): error is { readonly code: string } {
  return typeof error === "object" && error !== null && "code" in error;
}

const STACK_FILE = "adopted-stack.ts";
const MAIN_FILE = "main.ts";
export const REPORT_FILE = "report.md";
export const REMOVED_FILE = "removed.tf";

/** Which of the files there are already: nothing is written over. */
export function filesInTheWay(folder: string): string[] {
  return [STACK_FILE, MAIN_FILE, REPORT_FILE, REMOVED_FILE]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file));
}

/** Writes the program, laid out by prettier. */
export async function writeProgram(folder: string, adoption: Adoption): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const files = { [STACK_FILE]: stackFile(adoption), [MAIN_FILE]: mainFile() };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const prettier = join(PROJECT, "node_modules/prettier/bin/prettier.cjs");
  const paths = Object.keys(files).map((name) => join(folder, name));
  const options = ["--no-config", "--ignore-path", "", "--print-width", "120", "--log-level", "error", "--write"];
  await outputOf(process.execPath, [prettier, ...options, ...paths]);
  if (adoption.newState) writeFileSync(join(folder, REMOVED_FILE), removedFile(adoption));
}

export function writeReport(folder: string, text: string): void {
  writeFileSync(join(folder, REPORT_FILE), text);
}
