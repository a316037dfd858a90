import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import type { TerraformStack } from "cdktf";
import { policyDocument, type ContainerDefinition } from "../../../../modules/aws";
import { providerFacts, visibleGrants, type VisibleNeeds } from "../../../../modules/aws/grants";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

export interface Statement {
  readonly Action: string[];
  readonly Resource: string[];
}

export const facts = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
export const container = (rest: Partial<ContainerDefinition>): ContainerDefinition => ({
  name: "web",
  image: "web:1",
  ...rest,
});

/** Statements of the execution role, of literals only. */
export function execution(
  rest: Partial<ContainerDefinition>,
  needs: Partial<VisibleNeeds> = {},
): Record<string, string[]> {
  const { execution, warnings } = visibleGrants({ containers: [container(rest)], ...needs }, facts);
  expect(warnings).toEqual([]);
  return Object.fromEntries(
    execution.map(({ statement }) => [statement.Action.join(), [...statement.Resource]] as const),
  );
}

/** Statements as Terraform gets them, and the warnings. */
export function synthesized(build: (stack: TerraformStack) => Partial<VisibleNeeds>) {
  let warnings: readonly string[] = [];
  let sentences: string[] = [];
  const stack = testStack((scope) => {
    const grants = visibleGrants({ containers: [], ...build(scope) }, providerFacts(scope));
    warnings = grants.warnings;
    sentences = [...grants.execution, ...grants.task].map(({ sentence }) => sentence);
    const statements = [...grants.execution, ...grants.task].map(({ statement }) => statement);
    new IamPolicy(scope, "policy", { policy: policyDocument(statements) });
  });
  const template = Template.of(stack);
  const { policy } = template.resource<{ policy: string }>("aws_iam_policy");
  const { Statement } = evaluateJson(policy) as { Statement: Statement[] };
  return { statements: Statement, warnings, sentences, template };
}

export const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/password-AbCdEf";
export const PARAMETER = "arn:aws:ssm:eu-west-1:123456789012:parameter/db/password";
export const secret = (valueFrom: string) => ({ secrets: [{ name: "DB", valueFrom }] });
