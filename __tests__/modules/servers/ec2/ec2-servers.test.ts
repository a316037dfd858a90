import { TerraformVariable } from "cdktf";
import type { Release } from "../../../../modules/consul";
import { places } from "../../../../modules/servers/ec2/volumes";
import { Template, testStack } from "../../../helpers/template";
import { list, make, secretArn, synthesize, userDataOf, type Resource } from "./given";

describe("performance.raft_multiplier", () => {
  const performance = (change: Parameters<typeof make>[0]) =>
    /"performance":(\{[^}]*\})/.exec(userDataOf(synthesize(change)))?.[1];

  test.each<[Parameters<typeof make>[0], string | undefined]>([
    [{}, '{"raft_multiplier":1}'],
    [{ architecture: "arm64" }, '{"raft_multiplier":1}'],
    [{ instanceType: "m7g.large", architecture: "arm64" }, '{"raft_multiplier":1}'],
    [{ instanceType: "c5.large" }, '{"raft_multiplier":1}'],
    [{ instanceType: "trn1.2xlarge" }, '{"raft_multiplier":1}'],
    [{ instanceType: "t3.small" }, undefined],
    [{ instanceType: "t3a.small" }, undefined],
    [{ instanceType: "t4g.small", architecture: "arm64" }, undefined],
    [{ instanceType: "t3.small", raftMultiplier: 2 }, '{"raft_multiplier":2}'],
    [{ raftMultiplier: 5 }, '{"raft_multiplier":5}'],
  ])("of %j is %s", (change, expected) => {
    expect(performance(change)).toBe(expected);
  });

  test("of a type that only Terraform knows is Consul's own", () => {
    const stack = testStack((it) => {
      const instanceType = new TerraformVariable(it, "type", { type: "string" }).stringValue;
      make({ instanceType }, it);
    });
    expect(userDataOf(Template.of(stack))).not.toContain("raft_multiplier");
  });
});

describe("the launch template", () => {
  test("is of Amazon Linux 2023, with IMDSv2 only, encrypted, without an SSH key or a public address", () => {
    const template = synthesize().resource("aws_launch_template");
    expect(template).toMatchObject({
      image_id: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      instance_type: "m6i.large",
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      network_interfaces: [{ associate_public_ip_address: "false" }],
      block_device_mappings: [
        { device_name: "/dev/xvda", ebs: { encrypted: "true", volume_type: "gp3", volume_size: 20 } },
      ],
    });
    expect(template).not.toHaveProperty("key_name");
  });

  test("takes another processor, type, image and key", () => {
    const arm = synthesize({ architecture: "arm64" }).resource("aws_launch_template");
    expect(arm).toMatchObject({ instance_type: "m6g.large", image_id: expect.stringMatching(/-arm64$/) as string });
    const volumeKmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/abc";
    const own = synthesize({ amiId: "ami-0a1b2c3d", instanceType: "t3.small", rootVolumeGib: 30, volumeKmsKeyArn });
    expect(own.resource("aws_launch_template")).toMatchObject({
      image_id: "ami-0a1b2c3d",
      instance_type: "t3.small",
      block_device_mappings: [{ ebs: { volume_size: 30, kms_key_id: volumeKmsKeyArn } }],
    });
    for (const volume of list(own, "aws_ebs_volume")) expect(volume).toMatchObject({ kms_key_id: volumeKmsKeyArn });
  });

  test("checks the length of the rendered user data before AWS does", () => {
    const { lifecycle } = synthesize().resource<{ lifecycle: { precondition: { condition: string }[] } }>(
      "aws_launch_template",
    );
    expect(lifecycle.precondition.map(({ condition }) => condition)).toEqual([
      expect.stringMatching(/length\(base64encode\(local\..*\)\) <= 21848/),
    ]);
  });
});

describe("the volumes", () => {
  test("are one for each server, named after it, encrypted, and stay where they are", () => {
    const volumes = list(synthesize({ dataVolumes: { sizeGib: 50, finalSnapshot: true } }), "aws_ebs_volume");
    expect(volumes).toHaveLength(3);
    volumes.forEach((volume, index) => {
      expect(volume).toMatchObject({
        availability_zone: `\${data.aws_subnet.server_volumes_subnet-${index + 1}_${zoneId(volume)}.availability_zone}`,
        size: 50,
        type: "gp3",
        encrypted: true,
        final_snapshot: true,
        tags: { "consul-servers": "consul", "consul-node": `consul-${index + 1}` },
        lifecycle: { ignore_changes: ["availability_zone"] },
      });
    });
  });

  const zoneId = (volume: Resource) => /_([0-9A-F]{8})\./.exec(String(volume.availability_zone))?.[1];

  test.each([
    [3, 3, [0, 1, 2]],
    [3, 4, [0, 1, 2]],
    [5, 5, [0, 1, 2, 3, 4]],
    [5, 3, [0, 1, 2, 0, 1]],
    [5, 4, [0, 1, 2, 3, 0]],
    [1, 3, [0]],
  ])("%d servers in %d subnets have their places in %j", (servers, subnets, expected) => {
    const all = places("consul", servers, subnets);
    expect(all.map(({ subnet }) => subnet)).toEqual(expected);
    expect(all.map(({ node }) => node)).toEqual(expected.map((_, index) => `consul-${index + 1}`));
  });
});

describe("the secrets", () => {
  const names = (template: Template) => list(template, "aws_secretsmanager_secret").map(({ name }) => name);

  test("are generated: tokens, and the gossip key always", () => {
    expect(names(synthesize())).toEqual(["consul-agent-token", "consul-bootstrap-token", "consul-gossip-key"]);
    expect(names(synthesize({ acls: false }))).toEqual(["consul-gossip-key"]);
  });

  test("that are given are not made, and keep their name for as long as is said", () => {
    const given = { gossipKeySecretArn: secretArn("gossip"), acls: { bootstrapTokenSecretArn: secretArn("token") } };
    const template = synthesize({ ...given, secretsRecoveryWindowInDays: 7 });
    expect(names(template)).toEqual(["consul-agent-token"]);
    expect(template.resource("aws_secretsmanager_secret")).toMatchObject({ recovery_window_in_days: 7 });
    expect(make(given)).toMatchObject({
      bootstrapTokenSecretArn: secretArn("token"),
      gossipKeySecretArn: secretArn("gossip"),
    });
  });
});

describe.each<[Release, string]>([
  ["0.10", "consul-2.0.1-1"],
  ["0.6", "consul-1.15.10-1"],
])("line %s", (release, pinned) => {
  test("installs its Consul, or another", () => {
    expect(userDataOf(synthesize({ release }))).toContain(pinned);
    expect(userDataOf(synthesize({ release, consul: { version: "1.18.2" } }))).toContain("consul-1.18.2-1");
  });
});
