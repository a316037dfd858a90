import type { ITerraformDependable } from "cdktf";
import { enforce, type PolicyStatement, type RoleAttributes } from "../../aws";
import { isGrantable } from "../../aws/grants";

/** Adds a statement to a role that was made here. */
export function allowMore(
  subject: string,
  prop: "taskRole" | "executionRole",
  role: RoleAttributes,
  statement: PolicyStatement,
): void {
  enforce(subject, [
    {
      prop,
      rule: "was brought, and is not this construct's to change",
      got: role.arn,
      fix: `Allow ${statement.Action.join(", ")} in the role where it is made.`,
      holds: isGrantable(role),
    },
  ]);
  if (isGrantable(role)) role.addToPolicy(statement);
}

/** What a service waits for, so that no task starts without its permissions. */
export function attachmentsOf(...roles: readonly RoleAttributes[]): ITerraformDependable[] {
  return roles.flatMap((role) => (isGrantable(role) ? [...role.attachments] : []));
}
