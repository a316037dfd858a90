import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { TerraformOutput } from "cdktf";
import { EcsRole } from "../../../../modules/aws";
import { attachGrants, providerFacts, visibleGrants } from "../../../../modules/aws/grants";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

const BROUGHT = { id: "brought", arn: "arn:aws:iam::123456789012:role/brought" };

function attached(roles: "made" | "brought") {
  const stack = testStack((scope) => {
    const db = new SecretsmanagerSecret(scope, "db", { name: "db" });
    const role = (name: string) => (roles === "made" ? new EcsRole(scope, name, { name }) : BROUGHT);
    const grants = visibleGrants(
      {
        containers: [{ name: "web", image: "web:1", secrets: [{ name: "DB", valueFrom: db.arn }] }],
        retryJoin: ["provider=aws tag_key=a"],
      },
      providerFacts(scope),
    );
    const given = { ...grants, warnings: [...grants.warnings, "something unclear"] };
    attachGrants(scope, { taskRole: role("task"), executionRole: role("execution") }, given);
  });
  const template = Template.of(stack);
  const policies = Object.values(template.resources("aws_iam_role_policy"));
  const warnings = stack.node.metadata.map(({ data }) => String(data));
  return { policies, warnings };
}

it("gives roles that are made here what they need", () => {
  const { policies, warnings } = attached("made");
  const statements = policies.map(({ role, policy }) => [role, evaluateJson(String(policy))]);
  expect(statements).toEqual([
    [
      expect.stringContaining("execution"),
      expect.objectContaining({ Statement: [expect.objectContaining({ Action: ["secretsmanager:GetSecretValue"] })] }),
    ],
    [
      expect.stringContaining("task"),
      expect.objectContaining({ Statement: [expect.objectContaining({ Action: ["ec2:DescribeInstances"] })] }),
    ],
  ]);
  expect(warnings).toEqual(["something unclear"]);
});

it("leaves roles that were brought alone, and names each statement", () => {
  const { policies, warnings } = attached("brought");
  expect(policies).toEqual([]);
  expect(warnings).toEqual([
    "executionRole was brought, so nothing is attached to it. It must allow secretsmanager:GetSecretValue on " +
      "${aws_secretsmanager_secret.db.arn} (secret 'DB' of container 'web'). Statement: " +
      '{"Effect":"Allow","Action":["secretsmanager:GetSecretValue"],"Resource":["${aws_secretsmanager_secret.db.arn}"]}',
    expect.stringMatching(/^taskRole was brought.*ec2:DescribeInstances.*"Resource":\["\*"\]\}$/),
    "something unclear",
  ]);
});

it("asks the provider once for a stack", () => {
  const stack = testStack((scope) => {
    const role = new EcsRole(scope, "role", { name: "role" });
    expect(providerFacts(role)).toBe(providerFacts(role));
    for (const asking of [scope, role]) new TerraformOutput(asking, "region", { value: providerFacts(asking).region });
  });
  const { outputs, json } = Template.of(stack);
  expect(Object.keys(json.data?.aws_region ?? {})).toHaveLength(1);
  expect(new Set(Object.values(outputs).map(({ value }) => value)).size).toBe(1);
});
