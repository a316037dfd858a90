import explained from "../../../deploy/permissions/explained-actions.json";
import policy from "../../../deploy/permissions/policy.json";
import used from "../../../deploy/permissions/used-actions.json";
import { usedActions } from "../../../tools/emulator";
import { renderPolicy } from "../../../tools/permissions/permissions";

describe("the policy of the deploying role", () => {
  const usedAnywhere = new Set(Object.values(used).flat());
  const listed = policy.Statement.flatMap(({ Action }) => Action);

  test("is what `npm run permissions` writes: each used action, each explained one, and no other", () => {
    expect(policy).toEqual(JSON.parse(JSON.stringify(renderPolicy(used, explained))));
    expect(new Set(listed)).toEqual(new Set([...usedAnywhere, ...Object.keys(explained)]));
  });

  test("lists no action twice, and none by a wildcard", () => {
    expect(listed).toHaveLength(new Set(listed).size);
    expect(listed.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action))).toEqual([]);
  });

  test("explains only what needs it, in a sentence", () => {
    expect(Object.keys(explained).filter((action) => usedAnywhere.has(action))).toEqual([]);
    expect(Object.values(explained).filter((reason) => !/^[A-Z].{20,}\.$/.test(reason))).toEqual([]);
  });

  test("hands roles to ECS and EC2 only, and makes service-linked roles of known services only", () => {
    for (const action of ["iam:PassRole", "iam:CreateServiceLinkedRole"]) {
      const statements = policy.Statement.filter(({ Action }) => Action.includes(action));
      expect(statements).toEqual([
        expect.objectContaining({ Action: [action], Condition: expect.anything() as object }),
      ]);
    }
  });

  test("fits into a role's inline policies, which have 10,240 characters", () => {
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(10_240);
  });
});

test("a new action needs no more than its recording", () => {
  expect(
    renderPolicy({ a: ["s3:GetObject", "ec2:RunInstances"], b: ["ec2:RunInstances"] }, { "iam:PassRole": "" }),
  ).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Ec2", Effect: "Allow", Action: ["ec2:RunInstances"], Resource: "*" },
      { Sid: "S3", Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" },
      {
        Sid: "IamPassRole",
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "iam:PassedToService": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "vpc-flow-logs.amazonaws.com"],
          },
        },
      },
    ],
  });
});

describe("what a log says was used", () => {
  const sent = (service: string, operation: string) =>
    [
      "2026-01-02T03:04:05.678Z [DEBUG] provider.terraform-provider-aws_v5.100.0_x5: HTTP Request Sent:",
      `  | a body with rpc in it and a line break`,
      `  http.request.header.authorization="AWS4-HMAC-SHA256 Credential=test/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host" rpc.method=${operation} rpc.system=aws-api timestamp=2026-01-02T03:04:05.678Z`,
    ].join("\n");
  const log = (...records: string[]) => ["2026-01-02T03:04:05.000+0100 [INFO]  a start", ...records, ""].join("\n");

  test("each action once, sorted, although a record spans lines", () => {
    expect(usedActions(log(sent("ecs", "CreateCluster"), sent("ec2", "CreateVpc"), sent("ec2", "CreateVpc")))).toEqual([
      "ec2:CreateVpc",
      "ecs:CreateCluster",
    ]);
  });

  test.each([
    ["monitoring", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"],
    ["s3", "HeadBucket", "s3:ListBucket"],
    ["s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"],
    ["s3", "CreateBucket", "s3:CreateBucket"],
    ["elasticloadbalancing", "CreateListener", "elasticloadbalancing:CreateListener"],
  ])("%s %s is %s", (service, operation, action) => {
    expect(usedActions(log(sent(service, operation)))).toEqual([action]);
  });

  test("an answer is no call", () => {
    const answer = "2026-01-02T03:04:05.678Z [DEBUG] provider: HTTP Response Received: rpc.method=DeleteVpc";
    expect(usedActions(log(answer))).toEqual([]);
  });

  test("a call that cannot be read is not passed over", () => {
    const unreadable = "2026-01-02T03:04:05.678Z [DEBUG] provider: HTTP Request Sent: rpc.method=DeleteVpc";
    expect(() => usedActions(log(unreadable))).toThrow("does not say its service and operation");
  });
});
