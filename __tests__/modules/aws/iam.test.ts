import { TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  ECS_EXEC,
  EcsRole,
  policyDocument,
  readSecrets,
  roleNameRule,
  type EcsRoleProps,
} from "../../../modules/aws/iam";
import { evaluateJson } from "../../helpers/evaluate-template";
import { Template, testStack } from "../../helpers/template";

function role(props: Partial<EcsRoleProps> = {}): { template: Template; made: EcsRole } {
  let made: EcsRole | undefined;
  const stack = testStack((scope) => {
    made = new EcsRole(scope, "role", { name: "web-task", ...props });
  });
  return { template: Template.of(stack), made: made as unknown as EcsRole };
}

const attached = (template: Template) =>
  Object.values(template.resources("aws_iam_role_policy_attachment")).map(({ policy_arn }) => policy_arn);

describe("EcsRole", () => {
  it("is for the tasks of ECS, and nothing more", () => {
    const { template } = role({ path: "/mesh/", tags: { a: "b" } });
    expect(template.types).toEqual(["aws_iam_role"]);
    const { assume_role_policy, ...rest } = template.resource("aws_iam_role");
    expect(rest).toMatchObject({ name: "web-task", path: "/mesh/", tags: { a: "b" } });
    expect(rest).not.toHaveProperty("permissions_boundary");
    expect(evaluateJson(assume_role_policy as string)).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ecs-tasks.amazonaws.com" } }],
    });
  });

  it("has a managed policy, which may speak of the role itself", () => {
    const { template } = role({
      managedPolicy: {
        name: "web-task",
        path: "/mesh/",
        description: "What it may do",
        statements: (arn) => [{ Effect: "Allow", Action: ["iam:GetRole"], Resource: [arn] }],
      },
    });
    const policy = template.resource("aws_iam_policy");
    expect(policy).toMatchObject({ name: "web-task", path: "/mesh/", description: "What it may do" });
    expect(evaluateJson(policy.policy as string)).toMatchObject({
      Statement: [{ Resource: [expect.stringMatching(/^\$\{aws_iam_role\..*\.arn\}$/)] }],
    });
    expect(attached(template)).toEqual([expect.stringMatching(/^\$\{aws_iam_policy\./)]);
  });

  it("has an inline policy in a resource of its own, because the attribute is deprecated", () => {
    const { template } = role({ inlinePolicy: { name: "exec", statements: [ECS_EXEC] } });
    expect(template.resource("aws_iam_role")).not.toHaveProperty("inline_policy");
    expect(template.resource("aws_iam_role_policy")).toMatchObject({
      name: "exec",
      role: expect.stringContaining("aws_iam_role.") as string,
    });
  });

  it("has policies attached that exist, and tells what a service must wait for", () => {
    const { template, made } = role({ policyArns: ["arn:a", "arn:b"], permissionsBoundary: "arn:boundary" });
    expect(attached(template)).toEqual(["arn:a", "arn:b"]);
    expect(made.attachments).toHaveLength(2);
    expect(template.resource("aws_iam_role").permissions_boundary).toBe("arn:boundary");
  });
});

describe("addToPolicy", () => {
  const read = (arn: string) => readSecrets(arn);

  it("makes nothing before it is called", () => {
    expect(role().template.types).toEqual(["aws_iam_role"]);
  });

  it("adds to one policy of the role, whatever is said later, and a service waits for it", () => {
    let made: EcsRole | undefined;
    const stack = testStack((scope) => {
      made = new EcsRole(scope, "role", { name: "web-task" });
      made.addToPolicy(read("arn:a"));
      made.addToPolicy(read("arn:b"));
      made.addToPolicy(read("arn:a"));
    });
    const policy = Template.of(stack).resource<{ name: string; role: string; policy: string }>("aws_iam_role_policy");
    expect(policy.name).toBe("added");
    expect(policy.role).toMatch(/^\$\{aws_iam_role\./);
    expect(evaluateJson(policy.policy)).toEqual({
      Version: "2012-10-17",
      Statement: [read("arn:a"), read("arn:b")],
    });
    expect(made?.attachments).toHaveLength(1);
  });

  it("takes what only Terraform knows", () => {
    const stack = testStack((scope) => {
      const secret = new TerraformVariable(scope, "secret", { type: "string" }).stringValue;
      new EcsRole(scope, "role", { name: "web-task" }).addToPolicy(read(secret));
    });
    expect(Template.of(stack).resource("aws_iam_role_policy").policy).toContain("${jsonencode(var.secret)}");
  });
});

it("renders a policy in Terraform's own way", () => {
  expect(policyDocument([readSecrets("arn:a", "arn:b")])).toBe(
    '{"Statement":[{"Action":["secretsmanager:GetSecretValue"],"Effect":"Allow","Resource":["arn:a","arn:b"]}],"Version":"2012-10-17"}',
  );
});

describe("roleNameRule", () => {
  const holds = (name: string) => roleNameRule("family", name, "-execution").holds;

  it.each(["", "a".repeat(55)])("refuses %j", (name) => {
    expect(holds(name)).toBe(false);
  });

  it.each(["a", "a".repeat(54)])("takes %j", (name) => {
    expect(holds(name)).toBe(true);
  });

  it("leaves a token, and a text with a token in it, to Terraform", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    new TerraformOutput(stack, "whole", { value: holds(name) });
    new TerraformOutput(stack, "mixed", { value: holds(`dev-${name}`) });
    const { output } = JSON.parse(Testing.synth(stack)) as { output: Record<string, { value: string }> };
    expect(output["whole"]?.value).toBe("${((length(var.name) >= 1) && (length(var.name) <= 54))}");
    expect(output["mixed"]?.value).toBe('${((length("dev-${var.name}") >= 1) && (length("dev-${var.name}") <= 54))}');
  });

  it("says how much is allowed, and why", () => {
    expect(roleNameRule("family", "x", "-task").rule).toBe(
      "must have 1 to 59 characters, because the IAM role is named '<family>-task' and AWS allows 64",
    );
  });
});
