import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModuleCallCase } from "../../../tools/parity";
import { normalise, type Resource } from "./normalise";

interface RecordedCase extends ModuleCallCase {
  readonly rejected?: boolean;
  readonly resources?: readonly Resource[];
}

/**
 * Calls of the HCL modules, and what each really made on the emulator, or that the module refused it. The second file
 * adds what the first leaves out: volumes, gateways with every option, two CAs, Enterprise, the agent's own options.
 */
export const recordedCases: Readonly<Record<string, RecordedCase>> = {
  ...read("parity-cases.json"),
  ...read("parity-more-cases.json"),
};

function read(file: string): Readonly<Record<string, RecordedCase>> {
  const text = readFileSync(join(__dirname, "../../fixtures", file), "utf8");
  return JSON.parse(text) as Readonly<Record<string, RecordedCase>>;
}

export interface GoodCase {
  readonly name: string;
  readonly call: ModuleCallCase;
  readonly resources: readonly Resource[];
}

export const goodCases: readonly GoodCase[] = Object.entries(recordedCases)
  .filter(([, { rejected }]) => !rejected)
  .map(([name, { resources = [], ...call }]) => ({ name, call, resources: resources.map(normalise) }));

export const refusedCases: readonly { readonly name: string; readonly call: ModuleCallCase }[] = Object.entries(
  recordedCases,
)
  .filter(([, { rejected }]) => rejected)
  .map(([name, call]) => ({ name, call }));
