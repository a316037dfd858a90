import { TerraformVariable } from "cdktf";
import type { Ec2ServersProps } from "../../../../modules/servers/ec2";
import { testStack } from "../../../helpers/template";
import { make, secretArn, TLS } from "./given";

type Change = Partial<Ec2ServersProps>;

test.each<[Change, string]>([
  [{ name: "" }, "name must be 1 to 27"],
  [{ name: "a".repeat(28) }, "name must be 1 to 27"],
  [{ name: "Consul" }, "name must be 1 to 27 lower case letters"],
  [{ name: "consul-" }, "name must be 1 to 27"],
  [{ name: "internal-consul" }, "name must not begin with 'internal-' or 'sg-'"],
  [{ serverCount: 0 }, "serverCount must be 1, 3 or 5 (got 0)"],
  [{ serverCount: 2 }, "serverCount must be 1, 3 or 5 (got 2)"],
  [{ serverCount: 4 }, "serverCount must be 1, 3 or 5 (got 4)"],
  [{ serverCount: 7 }, "serverCount must be 1, 3 or 5 (got 7)"],
  [{ subnetIds: ["subnet-a", "subnet-b"] }, "subnetIds must name at least three subnets, in different zones,"],
  [{ subnetIds: [], serverCount: 1 }, "subnetIds must name at least one subnet"],
  [{ subnetIds: ["subnet-a", "subnet-b", "subnet-a"] }, "subnetIds must not name a subnet twice"],
  [{ datacenter: "my dc" }, "datacenter must be letters, digits, hyphens and underscores"],
  [{ architecture: "mips" as "arm64" }, "architecture must be 'x86_64' or 'arm64'"],
  [{ instanceType: "t2.small" }, "instanceType must be an instance type of the Nitro system"],
  [{ instanceType: "m4.large" }, "instanceType must be an instance type of the Nitro system"],
  [{ instanceType: "large" }, "instanceType must be an instance type of the Nitro system"],
  [{ amiId: "amazon-linux" }, "amiId must be 'ami-'"],
  [{ rootVolumeGib: 7 }, "rootVolumeGib must be a whole number from 8 to 16384 (got 7)"],
  [{ dataVolumes: { sizeGib: 9 } }, "dataVolumes.sizeGib must be a whole number from 10 to 16384"],
  [{ dataVolumes: { sizeGib: 10.5 } }, "dataVolumes.sizeGib must be a whole number"],
  [{ dataVolumes: { size: 20 } as object }, "dataVolumes.size is not known"],
  [{ volumeKmsKeyArn: "alias/ebs" }, "volumeKmsKeyArn must be the ARN of a KMS key"],
  [{ kmsKeyArns: ["key"] }, "kmsKeyArns[0] must be the ARN of a KMS key"],
  [{ consul: { version: "latest" } }, "consul.version must be a whole version, 1.12.0 or newer"],
  [{ consul: { version: "1.15" } }, "consul.version must be a whole version"],
  [{ consul: { version: "1.11.9" } }, "consul.version must be a whole version, 1.12.0 or newer"],
  [
    { consul: { artifact: { url: "http://example.com/consul.zip", sha256: "a".repeat(64) } } },
    "consul.artifact.url must be an https URL",
  ],
  [
    { consul: { artifact: { url: "https://example.com/consul.zip", sha256: "abc" } } },
    "consul.artifact.sha256 must be 64 hexadecimal digits",
  ],
  [{ secretsRecoveryWindowInDays: 3 }, "secretsRecoveryWindowInDays must be 0, or 7 to 30"],
  [{ consul: { version: "1.1.15" } }, "consul.version must be a whole version"],
  [{ consul: { versions: "1.15.10" } as object }, "consul.versions is not known"],
  [{ tls: { ...TLS, caCert: "x" } as never }, "tls.caCert is not known"],
  [{ tls: { ...TLS, additionalDnsNames: ["a b"] } }, "tls.additionalDnsNames[0] must be a DNS name"],
  [{ ui: {} }, "ui must say who may reach it"],
  [{ raftMultiplier: 0 }, "raftMultiplier must be a whole number from 1 to 10 (got 0)"],
  [{ raftMultiplier: 11 }, "raftMultiplier must be a whole number from 1 to 10"],
  [{ raftMultiplier: 1.5 }, "raftMultiplier must be a whole number"],
  [{ secretsKmsKeyArn: "alias/secrets" }, "secretsKmsKeyArn must be the ARN of a KMS key"],
  [
    { snapshots: { schedule: "daily\nExecStart=/bin/sh" } },
    "snapshots.schedule must be a calendar expression that systemd takes",
  ],
  [
    { snapshots: { schedule: "every day" } },
    'snapshots.schedule must be a calendar expression that systemd takes (got "every day")',
  ],
  [{ snapshots: { schedule: "5:00 Europe/Berlyn" } }, "snapshots.schedule must be a calendar expression"],
  [{ snapshots: { retentionDays: 0 } }, "snapshots.retentionDays must be a whole number from 1 to 3650"],
  [{ snapshots: { bucketName: "My Bucket" } }, "snapshots.bucketName must be 3 to 63"],
  [{ logs: { group: "a" } as never }, "logs.group is not known"],
  [{ extraConfig: { encrypt: "key" } }, "extraConfig.encrypt must not be given"],
  [{ extraConfig: { acl: {} } }, "extraConfig.acl must not be given"],
  [{ extraConfig: { blob: "x".repeat(16384) } }, "extraConfig must be smaller: with it the user data"],
])("%j is refused", (change, message) => {
  expect(() => make(change)).toThrow(message);
  expect(() => make(change)).toThrow(/^Ec2Servers "test\/server" cannot be made:/);
});

test.each<[Change]>([
  [{ tls: { ...TLS, caKeySecretArn: "-----BEGIN KEY-----" } }],
  [{ tls: { ...TLS, caCertSecretArn: "-----BEGIN KEY-----" } }],
  [{ acls: { bootstrapTokenSecretArn: "-----BEGIN KEY-----" } }],
  [{ gossipKeySecretArn: "-----BEGIN KEY-----" }],
])("a secret's value in the place of its ARN is refused and never shown", (change) => {
  expect(() => make(change)).toThrow("must be the ARN of a secret in Secrets Manager, never the value");
  expect(() => make(change)).not.toThrow("BEGIN KEY");
});

test("an SSM parameter is refused as a secret: the instances read Secrets Manager", () => {
  const gossipKeySecretArn = "arn:aws:ssm:eu-central-1:111122223333:parameter/gossip";
  expect(() => make({ gossipKeySecretArn })).toThrow("gossipKeySecretArn must be the ARN of a secret");
});

test("a list of subnets that only Terraform knows is refused", () => {
  const stack = testStack();
  const variable = new TerraformVariable(stack, "subnets", { type: "list(string)" });
  expect(() => make({ subnetIds: variable.listValue }, stack)).toThrow(
    "subnetIds must be known at synth, because each server gets one of them",
  );
});

test.each<[Change]>([
  [{ name: "a" }],
  [{ name: "a".repeat(27) }],
  [{ serverCount: 1, subnetIds: ["subnet-a"] }],
  [{ serverCount: 5 }],
  [{ instanceType: "t3.small" }],
  [{ instanceType: "m7g.xlarge", architecture: "arm64" }],
  [{ amiId: "ami-0a1b2c3d" }],
  [{ rootVolumeGib: 8, dataVolumes: { sizeGib: 10 } }],
  [{ consul: { version: "1.12.0" } }],
  [{ consul: { version: "2.0.1" } }],
  [{ snapshots: { schedule: "*-*-* 00/6:00:00", retentionDays: 3650 } }],
  [{ snapshots: { schedule: "*-*-* 03:00:00 Europe/Berlin" } }],
  [{ raftMultiplier: 1 }],
  [{ raftMultiplier: 10, instanceType: "t4g.small", architecture: "arm64" }],
  [{ tls: { ...TLS, additionalDnsNames: ["consul.example.com", "*.consul.internal"] } }],
  [{ acls: { bootstrapTokenSecretArn: secretArn("token") }, gossipKeySecretArn: secretArn("gossip") }],
])("%j passes", (change) => {
  expect(() => make(change)).not.toThrow();
});

test("tokens pass where only AWS can judge", () => {
  const stack = testStack();
  const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
  const tls = { caCertSecretArn: text("cert"), caKeySecretArn: text("key") };
  const change: Change = { tls, vpcId: text("vpc"), subnetIds: [text("a"), text("b"), text("c")], amiId: text("ami") };
  expect(() =>
    make(
      {
        ...change,
        gossipKeySecretArn: text("gossip"),
        instanceType: text("type"),
        secretsKmsKeyArn: text("key-arn"),
        volumeKmsKeyArn: text("volume-key"),
        snapshots: { schedule: text("schedule") },
      },
      stack,
    ),
  ).not.toThrow();
});
