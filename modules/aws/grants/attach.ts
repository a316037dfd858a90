import type { IConstruct } from "constructs";
import type { GrantableRole, RoleAttributes } from "../iam";
import { warn } from "../warning";
import type { Grant, VisibleGrants } from "./grant";
import { MaskedText } from "./masked-text";

/**
 * Gives the roles of a task what it visibly needs. A role that was brought is left alone: a warning names the statement.
 *
 * @param scope what the warnings are about
 */
export function attachGrants(
  scope: IConstruct,
  roles: { readonly taskRole: RoleAttributes; readonly executionRole: RoleAttributes },
  grants: VisibleGrants,
): void {
  attach(scope, "executionRole", roles.executionRole, grants.execution);
  attach(scope, "taskRole", roles.taskRole, grants.task);
  for (const warning of grants.warnings) warn(scope, warning);
}

function attach(
  scope: IConstruct,
  prop: "executionRole" | "taskRole",
  role: RoleAttributes,
  grants: readonly Grant[],
): void {
  for (const { statement, sentence } of grants) {
    if (isGrantable(role)) role.addToPolicy(statement);
    else {
      const text = new MaskedText(JSON.stringify(statement)).display();
      warn(scope, `${prop} was brought, so nothing is attached to it. It must allow ${sentence}. Statement: ${text}`);
    }
  }
}

/** Whether a role can be allowed more. */
export function isGrantable(role: RoleAttributes): role is GrantableRole {
  return "addToPolicy" in role;
}
