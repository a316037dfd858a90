import { Lazy, type IResolvable, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole, type IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import {
  arn,
  each,
  every,
  hasLength,
  known,
  length,
  must,
  once,
  pattern,
  shape,
  text,
  type Check,
  type Rule,
} from "./rules";
import { terraformJson } from "./terraform-json";

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A role that can be allowed more: one that is made here. A role that was brought has `RoleAttributes` only. */
export interface GrantableRole extends RoleAttributes {
  /** What a service must wait for, so that no task starts without its permissions. */
  readonly attachments: readonly ITerraformDependable[];
  addToPolicy(statement: PolicyStatement): void;
}

/** Statements that are known, or that are asked for when the stack is written. */
export type PolicyStatements = readonly PolicyStatement[] | IResolvable;

/** Statements that are asked for when the stack is written. */
export function lateStatements(statements: () => readonly PolicyStatement[]): PolicyStatements {
  return Lazy.anyValue({ produce: statements });
}

/** An IAM role that exists already: both are needed, because policies attach to the name and tasks refer to the ARN. */
export interface RoleAttributes {
  /** Name of the role, which is its id in Terraform. */
  readonly id: string;
  readonly arn: string;
}

export interface EcsRoleProps {
  /** At most 64 characters. */
  readonly name: string;
  /** @default "/" */
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** A customer managed policy, attached to the role. */
  readonly managedPolicy?: {
    readonly name: string;
    readonly path: string;
    readonly description: string;
    readonly statements: PolicyStatements | ((roleArn: string) => PolicyStatements);
  };
  /** A policy that is part of the role. */
  readonly inlinePolicy?: {
    readonly name: string;
    readonly statements: PolicyStatements;
    /** Writes it into the role, as the HCL modules do; then the role can be allowed nothing more. @default false */
    readonly inRole?: boolean;
  };
  /** ARNs of policies to attach besides. */
  readonly policyArns?: readonly string[];
  /** ARN of the policy that bounds what the role can ever be given. */
  readonly permissionsBoundary?: string;
}

/** An IAM role for the tasks of ECS: either what the containers may do, or what ECS may do to start them. */
export class EcsRole extends Construct implements GrantableRole {
  readonly id: string;
  readonly arn: string;
  readonly role: IamRole;
  /** What a service must wait for, so that no task starts without its permissions. Grows with `addToPolicy`. */
  readonly attachments: ITerraformDependable[] = [];
  private readonly added: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: EcsRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.name,
      path: props.path,
      assumeRolePolicy: ECS_TASKS_MAY_ASSUME(),
      permissionsBoundary: props.permissionsBoundary,
      tags: props.tags,
      inlinePolicy: inRole(props),
    });
    this.id = this.role.id;
    this.arn = this.role.arn;
    this.addManagedPolicy(props);
    this.addInlinePolicy(props);
    (props.policyArns ?? []).forEach((arn, index) => this.attach(`policy-${index}`, arn));
  }

  /**
   * Allows the role more. The statements are one policy of the role, named "added" and made with the first of them; it is
   * written when the stack is, so that later ones are in it too. The same statement counts once.
   */
  addToPolicy(statement: PolicyStatement): void {
    if (this.added.length === 0) {
      const policy = new IamRolePolicy(this, "added", {
        name: "added",
        role: this.id,
        policy: Lazy.stringValue({ produce: () => policyDocument(this.added) }),
      });
      this.attachments.push(policy);
    }
    const text = JSON.stringify(statement);
    if (!this.added.some((known) => JSON.stringify(known) === text)) this.added.push(statement);
  }

  private addManagedPolicy({ managedPolicy }: EcsRoleProps): void {
    if (!managedPolicy) return;
    const { statements, ...attributes } = managedPolicy;
    const policy = new IamPolicy(this, "policy", {
      ...attributes,
      policy: policyDocument(typeof statements === "function" ? statements(this.arn) : statements),
    });
    this.attach("attachment", policy.arn);
  }

  /** Departure: the HCL modules write `inline_policy` into the role, which the provider has deprecated for this. */
  private addInlinePolicy({ inlinePolicy }: EcsRoleProps): void {
    if (!inlinePolicy || inlinePolicy.inRole) return;
    this.attachments.push(
      new IamRolePolicy(this, "inline", {
        name: inlinePolicy.name,
        role: this.id,
        policy: policyDocument(inlinePolicy.statements),
      }),
    );
  }

  private attach(id: string, policyArn: string): void {
    this.attachments.push(new IamRolePolicyAttachment(this, id, { role: this.id, policyArn }));
  }
}

function inRole({ inlinePolicy }: EcsRoleProps): IamRoleConfig["inlinePolicy"] {
  if (!inlinePolicy?.inRole) return undefined;
  return [{ name: inlinePolicy.name, policy: policyDocument(inlinePolicy.statements) }];
}

/** Renders a policy document. */
export function policyDocument(statements: PolicyStatements): string {
  return terraformJson({ Version: "2012-10-17", Statement: statements });
}

const ECS_TASKS_MAY_ASSUME = once(() =>
  terraformJson({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ecs-tasks.amazonaws.com" } }],
  }),
);

/** ECS fetches the containers' secrets with the execution role. */
export function readSecrets(...arns: string[]): PolicyStatement {
  return { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: arns };
}

/** ECS writes the containers' logs with the execution role. */
export const WRITE_LOGS: PolicyStatement = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: ["*"],
};

/** `aws ecs execute-command` opens a session through the task role. */
export const ECS_EXEC: PolicyStatement = {
  Effect: "Allow",
  Action: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  Resource: ["*"],
};

/** A path of roles and policies. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function iamPath(): Check {
  return every(
    pattern(
      /^\/([!-~]+\/)?$/,
      "must begin and end with '/', without spaces between them",
      "Write it like '/consul-ecs/', the same as the controller's.",
    ),
    length(1, 512, "must have 512 characters at most", "Shorten it."),
  );
}

/** The ARN of a policy. */
export function policyArn(): Check {
  return arn("iam", {
    resource: "policy/",
    rule: "must be the ARN of a policy",
    fix: "Give 'arn:aws:iam::<account>:policy/...'.",
  });
}

/** ARNs of policies that are attached to a role. */
export function policyArns(): Check {
  return every(
    known("because each attachment is a resource", "Write the list out; the ARNs may be tokens."),
    each(policyArn()),
  );
}

/** A role that exists: the provider takes no names for ARNs. */
export function roleAttributes(): Check {
  const rule = "must have an id (its name) and an ARN";
  const fix = "Give both, or leave it out to have a role made.";
  return every(
    known("because it decides whether a role is made", "Give { id, arn }; both may be tokens."),
    must<RoleAttributes>(rule, fix, ({ id, arn }) => !!id && !!arn),
    shape<RoleAttributes>({
      id: text(),
      arn: arn("iam", {
        resource: "role/",
        rule: "must be the ARN of a role",
        fix: "Give 'arn:aws:iam::<account>:role/...'.",
      }),
    }),
  );
}

/** AWS's limit on the name of a role or a policy of ours, checked before anything is planned. */
export function roleNameRule(prop: string, name: string, suffix: string): Rule {
  const limit = 64 - suffix.length;
  return {
    prop,
    rule: `must have 1 to ${limit} characters, because the IAM role is named '<${prop}>${suffix}' and AWS allows 64`,
    got: name,
    fix: "Shorten it.",
    holds: (name as string | undefined) !== undefined && hasLength(name, 1, limit),
  };
}
