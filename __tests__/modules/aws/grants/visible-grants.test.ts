import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { policyDocument, type ContainerDefinition } from "../../../../modules/aws";
import { providerFacts, visibleGrants, type VisibleNeeds } from "../../../../modules/aws/grants";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";

interface Statement {
  readonly Action: string[];
  readonly Resource: string[];
}

const facts = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const container = (rest: Partial<ContainerDefinition>): ContainerDefinition => ({
  name: "web",
  image: "web:1",
  ...rest,
});

/** Statements of the execution role, of literals only. */
function execution(rest: Partial<ContainerDefinition>, needs: Partial<VisibleNeeds> = {}): Record<string, string[]> {
  const { execution, warnings } = visibleGrants({ containers: [container(rest)], ...needs }, facts);
  expect(warnings).toEqual([]);
  return Object.fromEntries(
    execution.map(({ statement }) => [statement.Action.join(), [...statement.Resource]] as const),
  );
}

/** Statements as Terraform gets them, and the warnings. */
function synthesized(build: (stack: TerraformStack) => Partial<VisibleNeeds>) {
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

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/password-AbCdEf";
const PARAMETER = "arn:aws:ssm:eu-west-1:123456789012:parameter/db/password";
const secret = (valueFrom: string) => ({ secrets: [{ name: "DB", valueFrom }] });

test.each<[string, string, string, string]>([
  ["a secret", SECRET, "secretsmanager:GetSecretValue", SECRET],
  ["one key of a secret", `${SECRET}:password::`, "secretsmanager:GetSecretValue", SECRET],
  ["one version of a secret", `${SECRET}:password:AWSPREVIOUS:a-b-c`, "secretsmanager:GetSecretValue", SECRET],
  [
    "a secret in China",
    "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCdEf:k::",
    "secretsmanager:GetSecretValue",
    "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCdEf",
  ],
  ["a parameter by its ARN", PARAMETER, "ssm:GetParameters", PARAMETER],
  ["a version of a parameter", `${PARAMETER}:3`, "ssm:GetParameters", PARAMETER],
  ["a parameter by its path", "/db/password", "ssm:GetParameters", PARAMETER],
  ["a parameter by its name", "password", "ssm:GetParameters", PARAMETER.replace("/db", "")],
  ["a parameter by name and label", "/db/password:prod", "ssm:GetParameters", PARAMETER],
])("reads %s", (_, valueFrom, action, arn) => {
  expect(execution(secret(valueFrom))).toEqual({ [action]: [arn] });
  expect(execution({ logConfiguration: { logDriver: "splunk", secretOptions: secret(valueFrom).secrets } })).toEqual({
    [action]: [arn],
  });
});

test.each<[string, string, string | undefined]>([
  ["Docker Hub", "nicholasjackson/fake-service:v0.21.0", undefined],
  ["ECR public", "public.ecr.aws/hashicorp/consul-ecs:0.10.0", undefined],
  ["a name that only looks like ECR", "123.dkr.ecr.eu-west-1.amazonaws.com/web:1", undefined],
  ["a tag", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1", "arn:aws:ecr:eu-west-1:123456789012:repository/web"],
  [
    "a digest, in a path",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web@sha256:0123",
    "arn:aws:ecr:us-east-1:123456789012:repository/team/web",
  ],
  [
    "China",
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web",
    "arn:aws-cn:ecr:cn-north-1:123456789012:repository/web",
  ],
  [
    "GovCloud with FIPS",
    "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/web:1",
    "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/web",
  ],
  ["IPv6", "123456789012.dkr-ecr.eu-west-1.on.aws/web:1", "arn:aws:ecr:eu-west-1:123456789012:repository/web"],
])("pulls an image: %s", (_, image, repository) => {
  expect(execution({ image })).toEqual(
    repository === undefined
      ? {}
      : {
          "ecr:BatchCheckLayerAvailability,ecr:BatchGetImage,ecr:GetDownloadUrlForLayer": [repository],
          "ecr:GetAuthorizationToken": ["*"],
        },
  );
});

test("logs in to a registry, fetches files, makes log groups", () => {
  expect(execution({ repositoryCredentials: { credentialsParameter: SECRET } })).toEqual({
    "secretsmanager:GetSecretValue": [SECRET],
  });
  const file = { "s3:GetObject": ["arn:aws:s3:::bucket/dir/web.env"], "s3:GetBucketLocation": ["arn:aws:s3:::bucket"] };
  expect(execution({ environmentFiles: [{ type: "s3", value: "arn:aws:s3:::bucket/dir/web.env" }] })).toEqual(file);
  const config = { "config-file-type": "s3", "config-file-value": "arn:aws:s3:::bucket/dir/web.env" };
  expect(execution({ firelensConfiguration: { type: "fluentbit", options: config } })).toEqual(file);
  const logs = (create: string, region?: Record<string, string>) =>
    execution({
      logConfiguration: {
        logDriver: "awslogs",
        options: { "awslogs-group": "/ecs/web", "awslogs-create-group": create, ...region },
      },
    });
  const group = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/web";
  expect(logs("true")).toEqual({ "logs:CreateLogGroup": [group, `${group}:log-stream:`] });
  expect(logs("true", { "awslogs-region": "us-east-1" })["logs:CreateLogGroup"]).toContain(
    group.replace("eu-west-1", "us-east-1"),
  );
  expect(logs("false")).toEqual({});
});

test("decrypts with the keys that are named, and grants again nothing that is granted", () => {
  const key = "arn:aws:kms:eu-west-1:123456789012:key/0a1b";
  expect(execution(secret(SECRET), { kmsKeyArns: [key] })).toMatchObject({ "kms:Decrypt": [key] });
  expect(execution(secret(SECRET), { granted: [SECRET] })).toEqual({});
});

test("merges what is of one kind, once each, sorted, whatever the order", () => {
  const names = ["b", "a", "c", "a"];
  const containers = names.map((name) => container({ name, ...secret(`${SECRET.slice(0, -6)}${name}`) }));
  const [grant, ...more] = visibleGrants({ containers }, facts).execution;
  expect(more).toEqual([]);
  expect(grant?.statement.Resource.map((arn) => arn.slice(-1))).toEqual(["a", "b", "c"]);
  const reversed = visibleGrants({ containers: [...containers].reverse() }, facts).execution;
  expect(reversed.map(({ statement }) => statement)).toEqual([grant?.statement]);
  expect(grant?.sentence).toContain("secretsmanager:GetSecretValue on arn:aws:secretsmanager:");
  expect(grant?.sentence).toContain("secret 'DB' of container 'b'");
});

test.each<[string, Partial<VisibleNeeds>, string[]]>([
  ["EC2 tags", { retryJoin: ["provider=aws tag_key=consul tag_value=server"] }, ["ec2:DescribeInstances"]],
  ["an address", { retryJoin: ["10.0.0.1", "consul.example.com"] }, []],
  ["another cloud", { retryJoin: ["provider=gce tag_value=aws"] }, []],
  ["keys of its own", { retryJoin: ["provider=aws tag_key=a access_key_id=b secret_access_key=c"] }, []],
])("the task role, for retryJoin: %s", (_, needs, actions) => {
  const { task, execution, warnings } = visibleGrants({ containers: [], ...needs }, facts);
  expect(task.flatMap(({ statement }) => statement.Action)).toEqual(actions);
  expect(task.flatMap(({ statement }) => statement.Resource)).toEqual(actions.map(() => "*"));
  expect([execution, warnings]).toEqual([[], []]);
});

test.each([
  [true, ["elasticfilesystem:ClientMount"]],
  [undefined, ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]],
])("the task role, for a file system mounted read-only: %s", (readOnly, Action) => {
  const efs = { fileSystemId: "fs-0a1b", transitEncryption: "ENABLED" } as const;
  const volumes = (iam: "ENABLED" | "DISABLED") => [
    { name: "data", efsVolumeConfiguration: { ...efs, authorizationConfig: { iam } } },
  ];
  const containers = [container({ mountPoints: [{ sourceVolume: "data", containerPath: "/data", readOnly }] })];
  const statements = (iam: "ENABLED" | "DISABLED") =>
    visibleGrants({ containers, volumes: volumes(iam) }, facts).task.map(({ statement }) => statement);
  expect(statements("DISABLED")).toEqual([]);
  expect(statements("ENABLED")).toEqual([
    { Effect: "Allow", Action, Resource: ["arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b"] },
  ]);
});

test.each<[string, Partial<VisibleNeeds>, RegExp]>([
  ["an ARN of something else", { containers: [container(secret("arn:aws:s3:::a"))] }, /neither a secret nor a para/],
  ["a pattern", { containers: [container(secret("/db/*"))] }, /is no exact name/],
  [
    "credentials by name",
    { containers: [container({ repositoryCredentials: { credentialsParameter: "hub" } })] },
    /is hub, which is not the ARN of a secret.*secretsmanager:GetSecretValue/,
  ],
  [
    "a bucket without a file",
    { containers: [container({ environmentFiles: [{ type: "s3", value: "arn:aws:s3:::bucket" }] })] },
    /not the ARN of a file in S3.*s3:GetObject.*s3:GetBucketLocation/,
  ],
  ["tasks of ECS", { retryJoin: ["provider=aws service=ecs tag_key=a"] }, /ecs:DescribeTasks/],
])("warns of what it cannot grant: %s", (_, needs, message) => {
  const { task, execution, warnings } = visibleGrants({ containers: [], ...needs }, facts);
  expect([task, execution]).toEqual([[], []]);
  expect(warnings).toEqual([expect.stringMatching(message)]);
});

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
});
