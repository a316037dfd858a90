import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { renderPolicy, type ExplainedActions, type UsedActions } from "./permissions";

/** What was written. */
export interface UpdatedPolicy {
  readonly file: string;
  readonly actions: number;
  /** The environments whose recordings it covers. */
  readonly environments: readonly string[];
}

/**
 * Takes over what the last end-to-end tests recorded, and writes the policy of the deploying role.
 *
 * @param folder of the policy, and of the files that it is made of
 * @param recordings folder in which the tests leave the actions that each environment used
 */
export function updatePolicy(folder: string, recordings: string): UpdatedPolicy {
  const used = { ...(readJson(join(folder, "used-actions.json")) as UsedActions), ...readRecordings(recordings) };
  const usedAnywhere = new Set(Object.values(used).flat());
  // What is used by now needs no explanation any more.
  const explained = Object.fromEntries(
    Object.entries(readJson(join(folder, "explained-actions.json")) as ExplainedActions).filter(
      ([action]) => !usedAnywhere.has(action),
    ),
  );
  writeJson(join(folder, "used-actions.json"), sortedByKey(used));
  writeJson(join(folder, "explained-actions.json"), explained);
  const policy = renderPolicy(used, explained);
  const file = join(folder, "policy.json");
  writeJson(file, policy);
  const actions = policy.Statement.flatMap(({ Action }) => Action).length;
  return { file, actions, environments: Object.keys(used).sort() };
}

function readRecordings(folder: string): UsedActions {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
  return Object.fromEntries(
    files.map((file) => [basename(file, ".json"), readJson(join(folder, file)) as readonly string[]]),
  );
}

function sortedByKey(used: UsedActions): UsedActions {
  return Object.fromEntries(Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
