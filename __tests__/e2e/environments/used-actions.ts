import { join } from "node:path";
import policy from "../../../deploy/permissions/policy.json";
import { keepUsedActions } from "../../../tools/emulator";

/**
 * Keeps the actions that a run used, for `npm run permissions` to take over.
 *
 * @returns those that the policy of the deploying role does not allow
 */
export function actionsNotAllowed(log: string, name: string): string[] {
  const used = keepUsedActions(log, join(__dirname, "../../../.build/aws-actions", `${name}.json`));
  const allowed = policy.Statement.flatMap(({ Action }) => Action);
  return used.filter((action) => !allowed.includes(action));
}
