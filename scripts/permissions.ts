import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { renderPolicy, type ExplainedActions, type UsedActions } from "../tools/permissions";

/** Where the end-to-end tests leave the actions that each environment used. */
const RECORDINGS = ".build/aws-actions";
const FOLDER = "deploy/permissions";

/** `npm run permissions`: takes over what the last end-to-end tests recorded, and writes the policy of the deploying role. */
function permissions(): void {
  const used = { ...(readJson(join(FOLDER, "used-actions.json")) as UsedActions), ...recordings() };
  const usedAnywhere = new Set(Object.values(used).flat());
  // What is used by now needs no explanation any more.
  const explained = Object.fromEntries(
    Object.entries(readJson(join(FOLDER, "explained-actions.json")) as ExplainedActions).filter(
      ([action]) => !usedAnywhere.has(action),
    ),
  );
  writeJson(join(FOLDER, "used-actions.json"), sortedByKey(used));
  writeJson(join(FOLDER, "explained-actions.json"), explained);
  const policy = renderPolicy(used, explained);
  writeJson(join(FOLDER, "policy.json"), policy);
  const count = policy.Statement.flatMap(({ Action }) => Action).length;
  console.log(`${join(FOLDER, "policy.json")}: ${count} actions, as used by ${Object.keys(used).sort().join(", ")}`);
}

function recordings(): UsedActions {
  const files = existsSync(RECORDINGS) ? readdirSync(RECORDINGS).filter((file) => file.endsWith(".json")) : [];
  return Object.fromEntries(
    files.map((file) => [basename(file, ".json"), readJson(join(RECORDINGS, file)) as readonly string[]]),
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

permissions();
