import type { ITerraformDependable } from "cdktf";
import {
  each,
  enforce,
  unlessAttribute,
  itemsOf,
  mandatory,
  notEmpty,
  oneOf,
  pattern,
  shape,
  values,
  whole,
  type Check,
  type PolicyStatement,
  type RoleAttributes,
  together,
  typeRules,
} from "../../aws";
import { isGrantable } from "../../aws/grants";

const some = (of: Check) => [
  each(unlessAttribute(of)),
  whole(notEmpty("must name at least one", "Say what is allowed.")),
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const ACTIONS = some(
  pattern(/^(\*|[\w-]+:[\w*?-]+)$/, "must be a service and an action", "Write it like 's3:GetObject', or '*'."),
);
const RESOURCES = some(pattern(/^(\*|arn:\S+)$/, "must be an ARN, or '*'", "Give the ARN of what it is about."));

const STATEMENT = mandatory(
  shape<PolicyStatement>({
    Sid: pattern(/^[0-9A-Za-z]*$/, "must be letters and digits", "Write it like 'ReadFiles'."),
    Effect: mandatory(oneOf(["Allow", "Deny"])),
    Action: ACTIONS.map(mandatory),
    Resource: RESOURCES.map(mandatory),
    Condition: values(),
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
      fix: `Allow ${itemsOf(statement.Action).join(", ") || "this"} in the role where it is made.`,
      holds: isGrantable(role),
    },
  ]);
  if (isGrantable(role)) role.addToPolicy(statement);
}

/** What a service waits for, so that no task starts without its permissions. */
export function attachmentsOf(...roles: readonly RoleAttributes[]): ITerraformDependable[] {
  return roles.flatMap((role) => (isGrantable(role) ? [...role.attachments] : []));
}
