import type { ITerraformDependable } from "cdktf";
import {
  each,
  enforce,
  fields,
  mandatory,
  notEmpty,
  oneOf,
  shape,
  text,
  whole,
  type PolicyStatement,
  type RoleAttributes,
  together,
  typeRules,
} from "../../aws";
import { isGrantable } from "../../aws/grants";

const TEXTS = [each(text()), whole(notEmpty("must name at least one", "Say what is allowed."))];

const STATEMENT = mandatory(
  shape<PolicyStatement>({
    Sid: text(),
    Effect: mandatory(oneOf(["Allow", "Deny"])),
    Action: TEXTS.map(mandatory),
    Resource: TEXTS.map(mandatory),
    Condition: fields({}),
  }),
);

/** Adds a statement to a role that was made here. */
export function allowMore(
  subject: string,
  prop: "taskRole" | "executionRole",
  role: RoleAttributes,
  statement: PolicyStatement,
): void {
  enforce(
    subject,
    together(typeRules("MeshService.addToTaskRolePolicy", statement), () => STATEMENT("statement", statement)),
  );
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
