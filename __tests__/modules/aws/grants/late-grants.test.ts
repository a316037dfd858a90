import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformVariable, Token } from "cdktf";
import { container, SECRET, secret, synthesized } from "./given";

describe("what only Terraform knows", () => {
  it("asks for nothing that it does not need", () => {
    const { template } = synthesized(() => ({ containers: [container(secret(SECRET))] }));
    expect(template.dataSources("aws_partition")).toEqual({});
    expect(template.types).toEqual(["aws_iam_policy"]);
  });

  it("grants a secret and a parameter of the stack by their own ARNs", () => {
    const { statements, warnings, sentences } = synthesized((scope) => {
      const db = new SecretsmanagerSecret(scope, "db", { name: "db" });
      const version = new SecretsmanagerSecretVersion(scope, "version", { secretId: db.id });
      const parameter = new SsmParameter(scope, "parameter", { name: "p", type: "String" });
      const values = [db.arn, `${db.arn}:password::`, db.arn, version.arn, parameter.arn];
      return { containers: values.map((value) => container(secret(value))) };
    });
    expect(warnings).toEqual([]);
    expect(statements).toMatchObject([
      {
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ["${aws_secretsmanager_secret.db.arn}", "${aws_secretsmanager_secret_version.version.arn}"],
      },
      { Action: ["ssm:GetParameters"], Resource: ["${aws_ssm_parameter.parameter.arn}"] },
    ]);
    expect(sentences.join()).not.toContain("TfToken");
  });

  it("makes the ARN of a parameter whose name it gets", () => {
    const { statements } = synthesized((scope) => {
      const parameter = new SsmParameter(scope, "parameter", { name: "p", type: "String" });
      const stage = new TerraformVariable(scope, "stage", { type: "string" }).stringValue;
      return { containers: [container(secret(parameter.name)), container(secret(`/${stage}/db`))] };
    });
    const prefix = "data.aws_partition.provider-facts_partition";
    expect(statements).toHaveLength(1);
    const written = statements[0]?.Resource.join(" ") ?? "";
    expect(written).toContain(prefix);
    expect(written).toContain("${var.stage}/db");
    expect(written).toContain('trimprefix(aws_ssm_parameter.parameter.name, "/")');
    expect(written).not.toContain("*");
  });

  it("has Terraform find out what a variable names", () => {
    const { statements, warnings } = synthesized((scope) => ({
      containers: ["one", "two"].map((name) =>
        container(secret(new TerraformVariable(scope, name, { type: "string" }).stringValue)),
      ),
    }));
    expect(warnings).toEqual([]);
    expect(statements).toHaveLength(1);
    expect(statements[0]?.Action).toEqual(["secretsmanager:GetSecretValue", "ssm:GetParameters"]);
    expect(statements[0]?.Resource).toHaveLength(2);
    expect(statements[0]?.Resource[0]).toMatch(
      /^\$\{startswith\(var\.one, "arn:"\) \? replace\(var\.one, ".*:secretsmanager:.*", "\$1"\) : join\(/,
    );
  });

  it("finds the repository of an image by the repository's address", () => {
    const { statements, warnings } = synthesized((scope) => {
      const { repositoryUrl } = new EcrRepository(scope, "web", { name: "web" });
      const { stringValue } = new TerraformVariable(scope, "account", { type: "string" });
      return {
        containers: [
          container({ image: `${repositoryUrl}:1` }),
          container({ image: `${stringValue}.dkr.ecr.eu-west-1.amazonaws.com/other:1` }),
        ],
      };
    });
    expect(warnings).toEqual([]);
    const resources = statements[0]?.Resource ?? [];
    expect(resources).toHaveLength(2);
    expect(resources[0]).toContain("replace(aws_ecr_repository.web.repository_url");
    expect(resources[1]).toBe("arn:aws:ecr:eu-west-1:${var.account}:repository/other");
  });

  it("finds the bucket of a file", () => {
    const { statements } = synthesized((scope) => {
      const { arn } = new S3Bucket(scope, "files", {});
      const { stringValue } = new TerraformVariable(scope, "file", { type: "string" });
      return {
        containers: [`${arn}/web.env`, stringValue].map((value) =>
          container({ environmentFiles: [{ type: "s3", value }] }),
        ),
      };
    });
    expect(statements).toMatchObject([
      {
        Action: ["s3:GetBucketLocation"],
        Resource: ["${aws_s3_bucket.files.arn}", '${replace(var.file, "//.*$/", "")}'],
      },
      { Action: ["s3:GetObject"], Resource: ["${aws_s3_bucket.files.arn}/web.env", "${var.file}"] },
    ]);
  });

  it("warns of what cannot be decided, and says what to grant", () => {
    const { statements, warnings } = synthesized((scope) => {
      const { stringValue } = new TerraformVariable(scope, "x", { type: "string" });
      const logs = { "awslogs-create-group": stringValue, "awslogs-group": "a" };
      return {
        containers: [
          container({
            image: stringValue,
            ...secret(`${stringValue}-db`),
            logConfiguration: { logDriver: "awslogs", options: logs },
          }),
        ],
        retryJoin: [stringValue],
      };
    });
    expect(statements).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/^image of container 'web' is '\$\{var\.x\}', .*ecr:BatchGetImage/),
      expect.stringMatching(
        /^secret 'DB' of container 'web' is read from '\$\{var\.x\}-db'.*secretsmanager:GetSecretValue/,
      ),
      expect.stringMatching(/logs:CreateLogGroup/),
      expect.stringMatching(/ec2:DescribeInstances/),
    ]);
  });

  it("warns of lists that nobody can look into", () => {
    const list = Token.asList("${var.list}");
    const { warnings } = synthesized(() => ({ retryJoin: list, kmsKeyArns: list }));
    expect(warnings).toEqual([
      expect.stringMatching(/^retryJoin is known only to Terraform.*ec2:DescribeInstances/),
      expect.stringMatching(/^kmsKeyArns is known only to Terraform.*kms:Decrypt/),
    ]);
  });
});
