import { TerraformOutput, TerraformVariable } from "cdktf";
import type { Release } from "../../../../modules/consul";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { places } from "../../../../modules/servers/ec2/volumes";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { groups, list, make, secretArn, synthesize, TLS, userDataOf, type Resource } from "./given";

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

describe.each<[Release, boolean, string[]]>([
  ["0.10", false, ["tcp-8500", "tcp-8502"]],
  ["0.10", true, ["tcp-8501", "tcp-8503"]],
  ["0.6", false, ["tcp-8300", "tcp-8301", "tcp-8500"]],
  ["0.6", true, ["tcp-8300", "tcp-8301", "tcp-8501"]],
])("line %s, TLS %s", (release, tls, forwarded) => {
  const stack = testStack();
  const servers = make({ release, tls: tls ? TLS : undefined }, stack);
  const mesh = new MeshSecurityGroup(stack, "mesh", { release, name: "mesh", vpcId: "vpc-0a1b2c3d" });
  mesh.connectTo(servers);
  const template = Template.of(stack);

  test("the load balancer forwards what the tasks of the line reach, by TCP", () => {
    const listeners = list(template, "aws_lb_listener");
    expect(listeners.map(({ protocol, port }) => `${String(protocol).toLowerCase()}-${String(port)}`).sort()).toEqual(
      forwarded,
    );
    expect(template.resource("aws_lb")).toMatchObject({
      internal: true,
      load_balancer_type: "network",
      enable_cross_zone_load_balancing: true,
    });
  });

  test("a target is healthy when a leader answers through it", () => {
    for (const target of list(template, "aws_lb_target_group")) {
      expect(target).toMatchObject({
        health_check: {
          protocol: tls ? "HTTPS" : "HTTP",
          port: tls ? "8501" : "8500",
          path: "/v1/catalog/service/consul",
        },
      });
    }
  });

  test("the servers are open to themselves and to the mesh, and to no address", () => {
    const rules = list(template, "aws_security_group_rule").filter(
      ({ type, security_group_id }) => type === "ingress" && String(security_group_id).includes("server_security"),
    );
    const ports = (of: Resource[]) => of.map(({ protocol, from_port }) => `${String(protocol)}-${String(from_port)}`);
    const self = rules.filter((rule) => rule.self === true);
    expect(ports(self).sort()).toEqual([...new Set(["tcp-8300", "tcp-8301", "udp-8301", ...forwarded])].sort());
    const fromMesh = rules.filter((rule) => rule.source_security_group_id !== undefined);
    expect(ports(fromMesh).sort()).toEqual([...forwarded, ...(release === "0.6" ? ["udp-8301"] : [])].sort());
    expect(rules).toHaveLength(self.length + fromMesh.length);
  });
});

describe("what the mesh is told", () => {
  const address = /^\$\{aws_lb\..*\.dns_name\}$/;
  const told = (change: Parameters<typeof make>[0]) => {
    const stack = testStack();
    const servers = make(change, stack);
    const { hosts, retryJoin, httpAddress } = servers;
    new TerraformOutput(stack, "told", { value: { hosts, retryJoin, httpAddress } });
    const outputs = Template.of(stack).outputs as { told: { value: Record<string, string | string[]> } };
    return { servers, addresses: outputs.told.value };
  };

  test("is the load balancer's address, for both lines", () => {
    const { servers, addresses } = told({});
    expect(addresses.hosts).toMatch(address);
    expect(addresses.retryJoin).toEqual([addresses.hosts]);
    expect(addresses.httpAddress).toBe(`http://${String(addresses.hosts)}:8500`);
    expect(servers).toMatchObject({ datacenter: "dc1", acls: true, skipServerWatch: true });
    expect(servers.tls).toBeUndefined();
  });

  test("is https and the CA with TLS; the certificates name the address", () => {
    const { servers, addresses } = told({ tls: TLS });
    expect(addresses.httpAddress).toBe(`https://${String(addresses.hosts)}:8501`);
    expect(servers.tls).toEqual({
      enabled: true,
      caCertSecretArn: TLS.caCertSecretArn,
      httpsCaCertSecretArn: TLS.caCertSecretArn,
    });
    expect(userDataOf(synthesize({ tls: TLS }))).toMatch(/-additional-dnsname='\$\{aws_lb\..*\.dns_name\}'/);
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
