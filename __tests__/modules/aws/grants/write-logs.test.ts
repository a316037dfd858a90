import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import { awsLogs, policyDocument, type LogConfiguration, type PolicyStatements } from "../../../../modules/aws";
import { logStatements, startStatements } from "../../../../modules/aws/grants";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

interface Statement {
  readonly Action: string[];
  readonly Resource: string[];
}

const group = (logGroup: string, region = "eu-central-1"): LogConfiguration =>
  awsLogs({ logGroup, region, streamPrefix: "app" });

/** The policy of a role, as Terraform gets it. */
function written(statements: (stack: TerraformStack) => PolicyStatements): Statement[] {
  const template = Template.of(
    testStack((stack) => void new IamPolicy(stack, "policy", { policy: policyDocument(statements(stack)) })),
  );
  return (evaluateJson(template.resource("aws_iam_policy").policy as string) as { Statement: Statement[] }).Statement;
}

/** The resources of the statement about logs. */
function resources(named: boolean, ...logs: (LogConfiguration | null | undefined)[]): readonly string[] {
  return written((stack) => logStatements(stack, { namedLogGroups: named })(logs)).flatMap(({ Resource }) => Resource);
}

const plain = (arns: readonly string[]): string[] =>
  arns.map((arn) => arn.replace(/\$\{data\.aws_(caller_identity|partition)\.[^}]*\.([a-z_]+)\}/g, "<$2>"));

test("every group, where the groups are not to be named", () => {
  expect(resources(false, group("a"))).toEqual(["*"]);
});

test.each<[string, (LogConfiguration | null | undefined)[], string[]]>([
  ["one group", [group("a")], ["arn:aws:logs:eu-central-1:<account_id>:log-group:a:*"]],
  ["the same group twice", [group("a"), group("a")], ["arn:aws:logs:eu-central-1:<account_id>:log-group:a:*"]],
  [
    "two groups, in two regions",
    [group("a"), undefined, null, group("/b/c", "cn-north-1")],
    [
      "arn:aws:logs:eu-central-1:<account_id>:log-group:a:*",
      "arn:aws-cn:logs:cn-north-1:<account_id>:log-group:/b/c:*",
    ],
  ],
  [
    "a group whose region is the host's",
    [{ logDriver: "awslogs", options: { "awslogs-group": "a" } }],
    ["arn:<partition>:logs:*:<account_id>:log-group:a:*"],
  ],
  // A policy needs a statement: what everybody may do anyhow.
  ["no group", [{ logDriver: "awsfirelens" }, undefined], ["*"]],
  ["a log that names none", [{ logDriver: "awslogs" }], ["*"]],
])("%s", (_, logs, expected) => {
  expect(plain(resources(true, ...logs))).toEqual(expected);
});

test("a policy about no log allows nothing of logs", () => {
  expect(written((stack) => logStatements(stack, { namedLogGroups: true })([]))).toEqual([
    { Effect: "Allow", Action: ["sts:GetCallerIdentity"], Resource: ["*"] },
  ]);
});

test("options that only Terraform knows are looked up by Terraform", () => {
  const [statement] = written((stack) => {
    const given = new TerraformVariable(stack, "options", {}).value as unknown;
    const options = Fn.merge([{ "awslogs-region": "eu-west-1" }, given]) as Record<string, string>;
    return logStatements(stack, { namedLogGroups: true })([{ logDriver: "awslogs", options }]);
  });
  expect(statement?.Resource).toEqual([expect.stringMatching(/lookup\(.*"awslogs-group"/)]);
});

test("what comes later is in the policy when it is written", () => {
  const logs: LogConfiguration[] = [];
  const more = () => [{ Effect: "Allow" as const, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/f"] }];
  const statements = written((stack) => {
    const late = startStatements(stack, { namedLogGroups: true }, ["arn:secret"], () => logs, more);
    logs.push(group("late"));
    return late;
  });
  expect(statements.map(({ Action }) => Action[0])).toEqual([
    "secretsmanager:GetSecretValue",
    "logs:CreateLogStream",
    "s3:GetObject",
  ]);
  expect(JSON.stringify(statements)).toContain("log-group:late:*");
});
