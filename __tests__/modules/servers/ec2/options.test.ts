import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { groups, list, make, synthesize, userDataOf } from "./given";

describe("options", () => {
  test("are off by default", () => {
    const { types } = synthesize();
    expect(types.filter((type) => /s3|cloudwatch/.test(type))).toEqual([]);
    expect(userDataOf(synthesize())).not.toMatch(/snapshot|cloudwatch/);
  });

  test("snapshots have a private, versioned, encrypted bucket that forgets", () => {
    const template = synthesize({ snapshots: { retentionDays: 10, schedule: "daily" } });
    expect(template.resource("aws_s3_bucket").bucket).toMatch(/^consul-snapshots-\$\{data\.aws_caller_identity\./);
    expect(template.resource("aws_s3_bucket")).not.toHaveProperty("force_destroy");
    expect(template.resource("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(template.resource("aws_s3_bucket_versioning")).toMatchObject({
      versioning_configuration: { status: "Enabled" },
    });
    expect(template.count("aws_s3_bucket_server_side_encryption_configuration")).toBe(1);
    const { policy, depends_on } = template.resource("aws_s3_bucket_policy");
    expect(depends_on).toEqual([expect.stringMatching(/^aws_s3_bucket_public_access_block\./)]);
    expect(evaluateJson(policy as string)).toMatchObject({
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [expect.stringMatching(/bucket.*\.arn/), expect.stringMatching(/bucket.*\.arn\S*\/\*$/)],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(template.resource("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
      rule: [{ status: "Enabled", expiration: [{ days: 10 }] }],
    });
    expect(userDataOf(template)).toContain("timer consul-snapshot daily ");
    const named = synthesize({ snapshots: { bucketName: "states" } }).resource("aws_s3_bucket");
    expect(named).toMatchObject({ bucket: "states" });
  });

  test("alarms tell of a missing leader and of a lost server", () => {
    const actions = ["arn:aws:sns:eu-central-1:111122223333:pager"];
    const alarms = list(synthesize({ alarms: { actions } }), "aws_cloudwatch_metric_alarm");
    expect(alarms).toMatchObject([
      { alarm_name: "consul-lost-server", threshold: 3, treat_missing_data: "breaching", ok_actions: actions },
      { alarm_name: "consul-no-leader", threshold: 1, treat_missing_data: "breaching", alarm_actions: actions },
    ]);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ namespace: "AWS/NetworkELB", metric_name: "HealthyHostCount" });
    }
  });

  test("the UI is opened, at the HTTP port only", () => {
    const ui = { ingressCidrBlocks: ["10.1.0.0/16"], ingressSecurityGroupIds: ["sg-vpn"] };
    const rules = list(synthesize({ ui }), "aws_security_group_rule").filter(
      ({ description }) => description === "Access to the Consul UI and HTTP API",
    );
    expect(rules.map(({ from_port, to_port }) => [from_port, to_port])).toEqual([
      [8500, 8500],
      [8500, 8500],
    ]);
    expect(rules.map((rule) => rule.cidr_blocks ?? rule.source_security_group_id)).toEqual(
      expect.arrayContaining([["10.1.0.0/16"], "sg-vpn"]),
    );
  });

  test("tags are on all that can have them, and search for no subnet", () => {
    const template = synthesize({ tags: { team: "mesh" } });
    for (const group of groups(template)) {
      expect(group.tag).toContainEqual({ key: "team", value: "mesh", propagate_at_launch: true });
    }
    for (const type of ["aws_ebs_volume", "aws_launch_template", "aws_lb", "aws_iam_role", "aws_security_group"]) {
      for (const resource of list(template, type)) expect(resource).toMatchObject({ tags: { team: "mesh" } });
    }
    for (const subnet of Object.values(template.dataSources("aws_subnet"))) expect(subnet).not.toHaveProperty("tags");
  });

  test("configuration entries are asked for when the stack is synthesized", () => {
    const entries: { Kind: "proxy-defaults"; Name: "global" }[] = [];
    const stack = testStack((it) => void make({ configEntries: () => entries }, it));
    entries.push({ Kind: "proxy-defaults", Name: "global" });
    expect(userDataOf(Template.of(stack))).toContain('{"bootstrap":[{"Kind":"proxy-defaults","Name":"global"}]}');
  });
});
