import { evaluateJson } from "../../../helpers/evaluate-template";
import { type Template } from "../../../helpers/template";
import { list, make, secretArn, synthesize, TLS } from "./given";

describe("the role", () => {
  const statements = (template: Template) =>
    (
      evaluateJson(template.resource<{ policy: string }>("aws_iam_role_policy").policy) as {
        Statement: { Sid: string; Action: string[]; Resource: string[]; Condition?: object }[];
      }
    ).Statement;
  const statement = (template: Template, sid: string) => statements(template).find(({ Sid }) => Sid === sid);

  test("reads the secrets of these servers and no others", () => {
    const template = synthesize({ tls: TLS, gossipKeySecretArn: secretArn("gossip") });
    const { Action, Resource } = statement(template, "OwnSecrets")!;
    expect(Action).toEqual(["secretsmanager:GetSecretValue"]);
    expect(Resource).toEqual([
      secretArn("gossip"),
      expect.stringMatching(/aws_secretsmanager_secret_version\.server_bootstrap-token/),
      expect.stringMatching(/aws_secretsmanager_secret_version\.server_agent-token/),
      TLS.caCertSecretArn,
      TLS.caKeySecretArn,
    ]);
  });

  test("has a wide resource only where AWS knows no narrower one", () => {
    const full = synthesize({ tls: TLS, snapshots: {}, logs: { logGroup: "mesh" }, kmsKeyArns: [KEY] });
    const wide = statements(full).filter(({ Resource }) => Resource.includes("*"));
    expect(wide.flatMap(({ Action }) => Action)).toEqual([
      "autoscaling:DescribeAutoScalingGroups",
      "ec2:DescribeInstances",
      "ec2:DescribeVolumes",
    ]);
    expect(
      statements(full)
        .flatMap(({ Action }) => Action)
        .filter((action) => action.includes("*")),
    ).toEqual([]);
    expect(statement(full, "OwnKeys")?.Resource).toEqual([KEY]);
  });

  test("saves snapshots, reads them to restore one, and lists them, in its own bucket", () => {
    const template = synthesize({ snapshots: {} });
    const bucket = /^\$\{aws_s3_bucket\.server_snapshots_.*\.arn\}/;
    expect(statement(template, "Snapshots")).toMatchObject({
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [expect.stringMatching(new RegExp(`${bucket.source}/\\*$`))],
    });
    expect(statement(template, "ListSnapshots")).toMatchObject({
      Action: ["s3:ListBucket"],
      Resource: [expect.stringMatching(new RegExp(`${bucket.source}$`))],
    });
    expect(statement(synthesize(), "ListSnapshots")).toBeUndefined();
  });

  test("may do what attaching a volume with a customer managed key needs, with this key only", () => {
    const template = synthesize({ volumeKmsKeyArn: KEY });
    expect(statement(template, "VolumeKey")).toEqual({
      Sid: "VolumeKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
      Resource: [KEY],
    });
    // Grants for EBS alone: without the condition an instance could hand the key to anybody.
    expect(statement(template, "VolumeKeyForEbs")).toEqual({
      Sid: "VolumeKeyForEbs",
      Effect: "Allow",
      Action: ["kms:CreateGrant"],
      Resource: [KEY],
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    });
    expect(
      statements(synthesize())
        .flatMap(({ Action }) => Action)
        .join(),
    ).not.toContain("kms:");
  });

  test("tells its own groups, and takes instances away from no others", () => {
    expect(statement(synthesize({ serverCount: 1 }), "OwnGroups")).toMatchObject({
      Action: ["autoscaling:CompleteLifecycleAction", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: [expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/consul-1$/)],
    });
    expect(statement(synthesize(), "OwnGroups")?.Resource).toHaveLength(3);
  });

  test("decrypts with the key of the secrets that are made, once, and the seam names it", () => {
    const template = synthesize({ secretsKmsKeyArn: KEY, kmsKeyArns: [KEY] });
    expect(statement(template, "OwnKeys")).toMatchObject({ Action: ["kms:Decrypt"], Resource: [KEY] });
    for (const secret of list(template, "aws_secretsmanager_secret")) expect(secret).toMatchObject({ kms_key_id: KEY });
    expect(make({ secretsKmsKeyArn: KEY }).secretsKmsKeyArn).toBe(KEY);
    expect(make().secretsKmsKeyArn).toBeUndefined();
  });

  const KEY = "arn:aws:kms:eu-central-1:111122223333:key/abc";

  test("attaches its own volumes, to its own instances", () => {
    const template = synthesize();
    expect(statement(template, "OwnVolumes")?.Resource).toHaveLength(3);
    expect(statement(template, "OwnInstances")).toMatchObject({
      Condition: { StringEquals: { "aws:ResourceTag/consul-servers": "consul" } },
    });
  });

  test("is of Session Manager beside that, and bounded when asked", () => {
    const permissionsBoundary = "arn:aws:iam::111122223333:policy/bound";
    const template = synthesize({ permissionsBoundary });
    expect(template.resource("aws_iam_role")).toMatchObject({
      name: "consul-instance",
      permissions_boundary: permissionsBoundary,
    });
    expect(String(template.resource("aws_iam_role_policy_attachment").policy_arn)).toMatch(
      /iam::aws:policy\/AmazonSSMManagedInstanceCore$/,
    );
  });
});
