import { TerraformOutput } from "cdktf";
import { type Release } from "../../../../modules/consul";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { minHealthyPercentage } from "../../../../modules/servers/ec2/server-group";
import { places } from "../../../../modules/servers/ec2/volumes";
import { evaluateJson, evaluateTemplate } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { make, secretArn, synthesize, TLS } from "./given";

type Resource = Readonly<Record<string, unknown>>;
const list = (template: Template, type: string) => Object.values(template.resources(type)) as Resource[];
const userData = (template: Template) => evaluateTemplate(String(Object.values(template.locals)[0]));
const group = (template: Template) => template.resource("aws_autoscaling_group");

describe("the group", () => {
  const template = synthesize();

  test("is always complete, over the zones, and judged by EC2 and never by the load balancer", () => {
    expect(group(template)).toMatchObject({
      name: "consul",
      min_size: 3,
      max_size: 3,
      desired_capacity: 3,
      vpc_zone_identifier: ["subnet-a", "subnet-b", "subnet-c"],
      health_check_type: "EC2",
      suspended_processes: ["AZRebalance"],
    });
  });

  test("replaces one server at a time, the old one before the new one, when the template changes", () => {
    expect(group(template)).toMatchObject({
      launch_template: { version: expect.stringMatching(/^\$\{aws_launch_template\..*\.latest_version\}$/) as string },
      instance_refresh: {
        strategy: "Rolling",
        preferences: { min_healthy_percentage: 66, max_healthy_percentage: 100 },
      },
    });
  });

  test.each([1, 3, 5])("of %d: AWS rounds up, and keeps all but one", (count) => {
    const kept = Math.ceil((minHealthyPercentage(count) / 100) * count);
    expect(kept).toBe(count - 1);
  });

  test("holds a new instance back until its server is a healthy member, and gives it up otherwise", () => {
    expect(group(template)).toMatchObject({
      initial_lifecycle_hook: [
        {
          name: "consul-is-healthy",
          lifecycle_transition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          default_result: "ABANDON",
          heartbeat_timeout: 3600,
        },
      ],
    });
  });

  test("gives the instances the tag by which the servers look for each other", () => {
    expect(group(template).tag).toContainEqual({ key: "consul-servers", value: "consul", propagate_at_launch: true });
    expect(userData(template)).toContain("provider=aws tag_key=consul-servers tag_value=consul");
  });

  test("waits for the permissions, the volumes and the listeners, and outlives none of them", () => {
    const waits = (group(template).depends_on as string[]).map((id) => id.split(".")[0]);
    expect(waits.sort()).toEqual([
      ...Array<string>(3).fill("aws_ebs_volume"),
      "aws_iam_role_policy",
      "aws_iam_role_policy_attachment",
      ...Array<string>(2).fill("aws_lb_listener"),
    ]);
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
    [1, 3, [0]],
    [3, 3, [0, 1, 2]],
    [3, 4, [0, 1, 2]],
    [5, 5, [0, 1, 2, 3, 4]],
    // The group chooses which zones have two of five servers: there is a place in each for either.
    [5, 3, [0, 1, 2, 0, 1, 2]],
  ])("%d servers in %d subnets have their places in %j", (servers, subnets, expected) => {
    const all = places("consul", servers, subnets);
    expect(all.map(({ subnet }) => subnet)).toEqual(expected);
    expect(all.map(({ node }) => node)).toEqual(expected.map((_, index) => `consul-${index + 1}`));
  });
});

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
    expect(wide.flatMap(({ Action }) => Action)).toEqual(["ec2:DescribeInstances", "ec2:DescribeVolumes"]);
    expect(
      statements(full)
        .flatMap(({ Action }) => Action)
        .filter((action) => action.includes("*")),
    ).toEqual([]);
    expect(statement(full, "OwnKeys")?.Resource).toEqual([KEY]);
    expect(statement(full, "Snapshots")).toMatchObject({ Action: ["s3:PutObject"] });
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
    expect(userData(synthesize({ tls: TLS }))).toMatch(/-additional-dnsname='\$\{aws_lb\..*\.dns_name\}'/);
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
    expect(userData(synthesize({ release }))).toContain(pinned);
    expect(userData(synthesize({ release, consul: { version: "1.18.2" } }))).toContain("consul-1.18.2-1");
  });
});

describe("options", () => {
  test("are off by default", () => {
    const { types } = synthesize();
    expect(types.filter((type) => /s3|cloudwatch/.test(type))).toEqual([]);
    expect(userData(synthesize())).not.toMatch(/snapshot|cloudwatch/);
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
    expect(template.resource("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
      rule: [{ status: "Enabled", expiration: [{ days: 10 }] }],
    });
    expect(userData(template)).toContain("OnCalendar=daily");
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
    expect(group(template).tag).toContainEqual({ key: "team", value: "mesh", propagate_at_launch: true });
    for (const type of ["aws_ebs_volume", "aws_launch_template", "aws_lb", "aws_iam_role", "aws_security_group"]) {
      for (const resource of list(template, type)) expect(resource).toMatchObject({ tags: { team: "mesh" } });
    }
    for (const subnet of Object.values(template.dataSources("aws_subnet"))) expect(subnet).not.toHaveProperty("tags");
  });

  test("configuration entries are asked for when the stack is synthesized", () => {
    const entries: { Kind: "proxy-defaults"; Name: "global" }[] = [];
    const stack = testStack((it) => void make({ configEntries: () => entries as never }, it));
    entries.push({ Kind: "proxy-defaults", Name: "global" });
    expect(userData(Template.of(stack))).toContain('{"bootstrap":[{"Kind":"proxy-defaults","Name":"global"}]}');
  });
});
