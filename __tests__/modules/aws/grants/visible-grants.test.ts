import { visibleGrants, type VisibleNeeds } from "../../../../modules/aws/grants";
import { container, execution, facts, PARAMETER, SECRET, secret } from "./given";

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
