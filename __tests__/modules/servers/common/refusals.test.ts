import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import { secretVariable } from "../../../../modules/aws";
import { RELEASES } from "../../../../modules/consul";
import { ServerCluster } from "../../../../modules/servers/cluster";
import { DevServer } from "../../../../modules/servers/dev";
import { refusalsOf } from "../../../helpers/refusals";
import { testStack } from "../../../helpers/template";
import { serverCluster } from "../cluster/given";
import { ARN, BASE, devServer, LOAD_BALANCER, TLS, type Given } from "../dev/given";

const KINDS = (["DevServer", "ServerCluster"] as const).flatMap((kind) =>
  RELEASES.map((release) => [kind, release] as const),
);
const stack = testStack();
const token = new TerraformVariable(stack, "token", { type: "string" }).stringValue;
const tokens = new TerraformVariable(stack, "tokens", { type: "list(string)" }).listValue;
const truth = new TerraformVariable(stack, "truth", { type: "bool" }).booleanValue;
const ephemeral = secretVariable(stack, "secret", "A secret.").stringValue;
const lb = (given: Given) => ({ loadBalancer: { ...LOAD_BALANCER, ...given } });
const tls = (given: Given) => ({ tls: { ...TLS, ...given } });

describe.each(KINDS)("%s on %s", (kind, release) => {
  const make = kind === "DevServer" ? devServer : serverCluster;
  const refused = (given: Given) => refusalsOf(() => make(testStack(), { release, ...given }));

  it.each<[string, Given]>([
    // What AWS would refuse.
    ["name must not begin with 'sg-'", { name: "sg-server" }],
    ["clusterArn must be the ARN of an ECS cluster", { clusterArn: "arn:aws:s3:::mesh" }],
    ["clusterArn must be the ARN of an ECS cluster", { clusterArn: "" }],
    ["clusterArn must be the ARN of an ECS cluster", { clusterArn: undefined }],
    ["vpcId must be an id that begins with 'vpc-'", { vpcId: "" }],
    ["vpcId must be an id that begins with 'vpc-'", { vpcId: "main" }],
    ["vpcId must be an id that begins with 'vpc-'", { vpcId: undefined }],
    ["subnetIds[1] must be an id that begins with 'subnet-'", { subnetIds: ["subnet-1", "vpc-1"] }],
    ["subnetIds[0] must be an id that begins with 'subnet-'", { subnetIds: [""] }],
    ["subnetIds must name each id once", { subnetIds: ["subnet-1", "subnet-1"] }],
    ["loadBalancer.subnetIds must name each id once", lb({ subnetIds: ["subnet-8", "subnet-8"] })],
    ["loadBalancer.ingressCidrBlocks[0] must be an IPv4 range", lb({ ingressCidrBlocks: ["203.0.113.7/24"] })],
    ["loadBalancer.ingressCidrBlocks[0] must be an IPv4 range", lb({ ingressCidrBlocks: ["10.0.0.0/33"] })],
    ["loadBalancer.ingressSecurityGroupIds[0] must be an id", lb({ ingressSecurityGroupIds: ["default"] })],
    ["persistence.subnetIds[0] must be an id", { persistence: { subnetIds: ["a"] } }],
    ["persistence.kmsKeyArn must be the ARN of a KMS key", { persistence: { kmsKeyArn: "alias/efs" } }],
    ["healthCheckGracePeriodSeconds must be a whole number", { healthCheckGracePeriodSeconds: 2 ** 31, ...lb({}) }],
    // What Consul would refuse.
    ["datacenter must be letters, digits, hyphens and underscores, the first no hyphen", { datacenter: "-dc1" }],
    ["datacenter must be a DNS name", { datacenter: "d".repeat(64) }],
    ["primaryDatacenter must be letters", { primaryDatacenter: "dc.1" }],
    ["retryJoinWan[0] must be the address of a host", { retryJoinWan: ["https://a"] }],
    ["retryJoinWan[0] must be the address of a host", { retryJoinWan: ["-a"] }],
    ["primaryGateways[0] must have a port up to 65535", { ...tls({}), primaryGateways: ["a:65536"] }],
    ["primaryGateways[1] must be the address of a host", { ...tls({}), primaryGateways: ["a:8443", ""] }],
    ["consulImage must be the name of an image", { consulImage: "hashicorp/consul: 1.15.10" }],
    ["consulImage must be Consul 1.13 or newer", { consulImage: "hashicorp/consul:1.12.9", clusterPeering: true }],
    [
      "consulImage must be an image of Consul Enterprise",
      { consulImage: "docker.io/hashicorp/consul:1.15.10", license: { secretArn: `${ARN}l` } },
    ],
    ["consulImage must be an image of Consul Enterprise", { license: { secretArn: `${ARN}l` } }],
    [
      "consulImage must be an image of Consul Enterprise",
      { consulImage: "hashicorp/consul:1.20.6-rc1", license: { secretArn: `${ARN}l` } },
    ],
    ["acls.bootstrapToken must be an object", { acls: {} }],
    ["acls.bootstrapToken must have either", { acls: { bootstrapToken: {} } }],
    ["tls.caKeySecretArn must be the ARN", tls({ caKeySecretArn: undefined })],
    ["loadBalancer.waitForLeader.timeoutSeconds must be a whole", lb({ waitForLeader: {} })],
    // What nobody knows.
    ["nmae is not known here", { nmae: "server" }],
    ["node_name is not known here", { node_name: "a" }],
    ["tls.caCertArn is not known", tls({ caCertArn: `${ARN}ca` })],
    ["loadBalancer.certificateArn is not known", lb({ certificateArn: "a" })],
    ["acls.token is not known", { acls: { bootstrapToken: { secretArn: `${ARN}t` }, token: "a" } }],
    ["persistence.subnets is not known", { persistence: { subnets: ["subnet-1"] } }],
    ["snapshots.every is not known", { snapshots: { every: 5 }, persistence: true }],
    // Wrong types.
    ["name must be a text", { name: 7 }],
    ["subnetIds must be a list", { subnetIds: "subnet-1" }],
    ["subnetIds[0] must be an id", { subnetIds: [null] }],
    ["consulImage must be the name of an image", { consulImage: 1.15 }],
    ["loadBalancer must be an object", { loadBalancer: true }],
    ["loadBalancer.subnetIds must be a list", lb({ subnetIds: {} })],
    ["tls must be an object", { tls: "on" }],
    ["tls must be an object", { tls: null }],
    ["tls.additionalDnsNames must be a list", tls({ additionalDnsNames: "a" })],
    ["acls must be true or false, or an object", { acls: "true" }],
    ["persistence must be true or false, or an object", { persistence: 1 }],
    ["license must be an object", { license: `${ARN}l`, consulImage: "hashicorp/consul-enterprise:1.15.10-ent" }],
    ["configEntries must be a function", { configEntries: [] }],
    ["meshGatewayWanFederation must be true or false", { ...tls({}), meshGatewayWanFederation: "yes" }],
    ["clusterPeering must be true or false", { clusterPeering: 1 }],
    ["raftMultiplier must be a whole number", { raftMultiplier: "1" }],
    ["raftMultiplier must be a whole number", { raftMultiplier: NaN }],
    ["secretsRecoveryWindowInDays must be 0, or 7 to 30", { secretsRecoveryWindowInDays: "7" }],
    // Tokens on which JavaScript would decide.
    ["acls must be known at synth", { acls: truth }],
    ["persistence must be known at synth", { persistence: truth }],
    ["meshGatewayWanFederation must be known at synth", { ...tls({}), meshGatewayWanFederation: truth }],
    ["clusterPeering must be known at synth", { clusterPeering: truth }],
    ["tls must be known at synth", { tls: Token.asAny(token) }],
    ["tls.additionalDnsNames must be known at synth", tls({ additionalDnsNames: tokens })],
    ["loadBalancer must be known at synth", { loadBalancer: Token.asAny(token) }],
    ["license must be known at synth", { license: Token.asAny(token), consulImage: token, consulVersion: "1.15.10" }],
  ])("refuses: %s", (message, given) => {
    expect(refused(given)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  it("refuses what is ephemeral where it would be kept", () => {
    const name = secretVariable(testStack(), "secret", "A secret.").stringValue;
    const given = (scope: TerraformStack) => ({
      release,
      datacenter: secretVariable(scope, "secret", "A secret.").stringValue,
      vpcId: name,
    });
    const scope = testStack();
    expect(refusalsOf(() => make(scope, given(scope)))).toEqual([
      expect.stringContaining("vpcId must not depend on an ephemeral variable"),
      expect.stringContaining("datacenter must not depend on an ephemeral variable"),
    ]);
  });

  it.each([undefined, null, "props", [BASE]])("refuses %j for props", (props) => {
    const Construct = kind === "DevServer" ? DevServer : ServerCluster;
    expect(refusalsOf(() => new Construct(testStack(), "it", props as never))).toEqual([
      expect.stringContaining("props must be an object"),
    ]);
  });

  it.each(["constructor", "0.9", 7, null, undefined])("refuses the line %p", (line) => {
    expect(refused({ release: line })).toEqual([expect.stringContaining("release must be one of '0.10' and '0.6'")]);
  });

  it.each<Given>([
    { name: "s-g" },
    { clusterArn: "mesh" },
    { clusterArn: "arn:aws-cn:ecs:cn-north-1:111122223333:cluster/mesh" },
    { datacenter: "d".repeat(63) },
    { datacenter: "_DC-1" },
    { datacenter: "d".repeat(64), serviceDiscoveryNamespace: "consul.internal" },
    { primaryDatacenter: "dc0", retryJoinWan: ["10.0.0.1", "consul.example.com:8302"] },
    lb({ ingressCidrBlocks: ["0.0.0.0/0"] }),
    lb({ waitForLeader: true }),
    { persistence: {} },
    { snapshots: false },
    { acls: false, gossipEncryption: undefined },
    { license: { secretArn: `${ARN}l`, value: undefined }, consulImage: "registry.example.com/consul:1.15.10" },
    { license: { secretArn: `${ARN}l` }, consulImage: "hashicorp/consul-enterprise:1.15.10-ent" },
    { license: { secretArn: `${ARN}l` }, consulImage: "hashicorp/consul:1.15.10-ent" },
    { clusterArn: token, vpcId: token },
    { consulImage: token, consulVersion: "1.15.10", datacenter: token },
    { retryJoinWan: tokens, secretsKmsKeyArn: token },
    lb({ ingressCidrBlocks: tokens, subnetIds: tokens }),
  ])("takes %j", (given) => {
    expect(refused(given)).toEqual([]);
  });

  it("takes the value of a secret that Terraform never keeps", () => {
    const scope = testStack();
    const value = secretVariable(scope, "license", "The licence.").stringValue;
    const license = { value: `${value}\n`, version: 2 };
    expect(
      refusalsOf(() => make(scope, { release, license, consulImage: "hashicorp/consul-enterprise:1.15.10-ent" })),
    ).toEqual([]);
    expect(refused({ license: { value: ephemeral } })).toEqual(
      expect.arrayContaining([expect.stringContaining("license.value must not come from another stack")]),
    );
  });
});
