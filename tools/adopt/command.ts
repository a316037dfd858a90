import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../command";
import { adoption, type AdoptOptions } from "./adopt";
import { filesInTheWay, readGiven, writeProgram, writeReport, type NamedFiles } from "./files";
import { ofOtherProviders, planWritten, type Planned } from "./plan";
import { announced, failures, report } from "./report";
import type { StateResource } from "./state";
import type { Adoption } from "./write";

export interface AdoptCommand extends NamedFiles, AdoptOptions {
  /** Where the program and the report go. @default nowhere */
  readonly out?: string | undefined;
}

export interface AdoptOutcome {
  readonly report: string;
  /** What the plan would destroy or replace without having been announced, or what a construct does not take. */
  readonly failures: readonly string[];
}

/**
 * Reads, writes, plans and reports.
 *
 * @throws UsageError when a file is in the way
 * @throws UnreadableState when a file is not what it should be
 */
export async function runAdopt(command: AdoptCommand): Promise<AdoptOutcome> {
  const { out } = command;
  const inTheWay = out === undefined ? [] : filesInTheWay(out);
  if (inTheWay.length > 0)
    throw new UsageError(`There is a file already: ${inTheWay.join(", ")}. Name another folder.`);
  const given = readGiven(command);
  const adopted = adoption(given, command);
  const folder = out ?? mkdtempSync(join(tmpdir(), "adopted-"));
  try {
    await writeProgram(folder, adopted);
    const planned = await planOf(folder, adopted, given.resources);
    const text = report(adopted, adopted.newState ? [] : ofOtherProviders(given.resources), planned);
    if (out !== undefined) writeReport(out, text);
    return { report: text, failures: failures(planned) };
  } finally {
    if (out === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function planOf(folder: string, adopted: Adoption, resources: readonly StateResource[]): Promise<Planned> {
  if (adopted.calls.length === 0) return { kind: "not planned", why: "there is nothing to take over." };
  return planWritten({
    folder,
    resources: adopted.newState ? undefined : resources,
    announced: announced(adopted),
    variables: adopted.calls.flatMap(({ back }) => (back.secrets ?? []).map(({ variable }) => variable)),
  });
}
