import { blocks, isOn, texts, type Values } from "../plan";
import { rule } from "./rule";
import { actionsOf, allowed, resourcesOf } from "./statements";

const MANAGED = "aws_iam_policy";
const INLINE = ["aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"];
const POLICIES = [MANAGED, ...INLINE];
const SECRET = "aws_secretsmanager_secret";

/** https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html */
const DECRYPTS = /^(\*|kms:(\*|Decrypt|ReEncryptFrom))$/;

const decryptsEverything = ({ policy }: Values): boolean =>
  allowed(policy).some(
    (statement) =>
      actionsOf(statement).some((action) => DECRYPTS.test(action)) &&
      resourcesOf(statement).some((resource) => resource === "*" || /:kms:[^:]*:[^:]*:key\/\*$/.test(resource)),
  );

/** What says of logs that it may be done, and has a resource. */
const LOGS = /^logs:(?!Describe)/;

export const ACCESS = [
  rule("IAM.1", "No policy allows everything", POLICIES, ({ policy }) =>
    allowed(policy).some((one) => actionsOf(one).includes("*") && resourcesOf(one).includes("*")),
  ),
  rule("IAM.21", "Policies do not allow all that a service can do", POLICIES, ({ policy }) =>
    allowed(policy)
      .flatMap(actionsOf)
      .filter((action) => /^[^:]+:\*$/.test(action)),
  ),
  rule("KMS.1", "No managed policy decrypts with every key", MANAGED, decryptsEverything),
  rule("KMS.2", "No inline policy decrypts with every key", INLINE, decryptsEverything),
  rule(
    "SecretsManager.1",
    "Secrets are rotated by themselves",
    SECRET,
    ({ id, arn }, stack) =>
      !stack
        .of("aws_secretsmanager_secret_rotation")
        .some(({ values }) => values.secret_id === id || values.secret_id === arn),
  ),
  rule("mesh.2", "Policies name the log groups that may be written to", POLICIES, ({ policy }) =>
    allowed(policy)
      .filter((one) => resourcesOf(one).some((resource) => /^\*$|:log-group:\*/.test(resource)))
      .flatMap(actionsOf)
      .filter((action) => LOGS.test(action)),
  ),
  rule(
    "CloudWatch.15",
    "Alarms tell somebody",
    "aws_cloudwatch_metric_alarm",
    ({ alarm_actions }) => texts(alarm_actions).length === 0,
  ),
  rule("CloudWatch.16", "Logs are kept for a year", "aws_cloudwatch_log_group", ({ retention_in_days }) => {
    const days = Number(retention_in_days ?? 0);
    return days > 0 && days < 365 ? `${days} days` : undefined;
  }),
  rule(
    "mesh.3",
    "Logs are not kept for ever",
    "aws_cloudwatch_log_group",
    ({ retention_in_days }) => !retention_in_days,
  ),
  rule("CloudWatch.17", "Alarms act", "aws_cloudwatch_metric_alarm", ({ actions_enabled }) => !isOn(actions_enabled)),
];

/** Documents without which other rules say nothing. A text that the plan does not know, or that is no JSON, is a fault. */
export const READABLE = [
  rule(
    "plan.1",
    "What is in a task definition can be read",
    "aws_ecs_task_definition",
    (values) => blocks(values.container_definitions).length === 0,
  ),
  rule(
    "plan.2",
    "What a policy says can be read",
    [...POLICIES, "aws_s3_bucket_policy"],
    ({ policy }) => allowed(policy).length === 0 && blocks(policy).length === 0,
  ),
];
