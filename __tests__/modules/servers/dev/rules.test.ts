import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import { secretVariable } from "../../../../modules/aws";
import { testStack } from "../../../helpers/template";
import { ARN, devServer, LOAD_BALANCER, synthesize, TLS, type Given } from "./given";

const long = (length: number) => "n".repeat(length);

it.each<[string, Given, string]>([
  ["name", { name: "" }, "must have 1 to 54 characters"],
  ["name", { name: long(55) }, "must have 1 to 54 characters"],
  ["name", { name: "my.server" }, "must be letters, digits, hyphens and underscores"],
  ["name", { name: "my server" }, "must be letters, digits, hyphens and underscores"],
  ["name", { name: "-server" }, "must be letters, digits, hyphens and underscores"],
  ["name", { name: "server-" }, "must be letters, digits, hyphens and underscores"],
  ["name", { name: long(33), loadBalancer: LOAD_BALANCER }, "must have at most 32 letters, digits and hyphens"],
  ["name", { name: "my_server", loadBalancer: LOAD_BALANCER }, "must have at most 32 letters, digits and hyphens"],
  ["name", { name: "internal-server", loadBalancer: LOAD_BALANCER }, "must not begin with 'internal-'"],
  ["nodeName", { nodeName: "" }, "must have no blanks and no slashes"],
  ["nodeName", { nodeName: "a/b" }, "must have no blanks and no slashes"],
  ["datacenter", { datacenter: "dc.1" }, "must be letters, digits, hyphens and underscores"],
  ["datacenter", { datacenter: "" }, "must be letters, digits, hyphens and underscores"],
  ["serviceDiscoveryNamespace", { serviceDiscoveryNamespace: "" }, "must be a DNS name"],
  ["serviceDiscoveryNamespace", { serviceDiscoveryNamespace: "a..b" }, "must be a DNS name"],
  ["serviceDiscoveryNamespace", { serviceDiscoveryNamespace: long(64) }, "must be a DNS name"],
  ["serviceDiscoveryNamespace", { serviceDiscoveryNamespace: `a${".a".repeat(127)}` }, "must have at most 253"],
  ["tls.additionalDnsNames[1]", { tls: { ...TLS, additionalDnsNames: ["a", "https://b"] } }, "must be a DNS name"],
  ["consulImage", { consulImage: "hashicorp/consul" }, "must say the version of Consul"],
  ["consulImage", { consulImage: "hashicorp/consul:latest" }, "must say the version of Consul"],
  ["consulImage", { consulImage: "hashicorp/consul:1.15" }, "must say the version of Consul"],
  ["consulImage", { consulImage: "registry:5000/hashicorp/consul" }, "must say the version of Consul"],
  ["consulImage", { consulImage: `hashicorp/consul@sha256:${"1.15.10".repeat(9)}` }, "must say the version of Consul"],
  ["consulVersion", { consulVersion: "new" }, "must say the version of Consul"],
  ["consulVersion", { consulVersion: "1.15.10; touch x" }, "must say the version of Consul"],
  ["consulImage", { consulImage: "hashicorp/consul:1.11.9", tls: TLS }, "must be Consul 1.12 or newer with TLS"],
  ["consulImage", { consulImage: "c:latest", consulVersion: "1.11.9", tls: TLS }, "must be Consul 1.12 or newer"],
  ["subnetIds", { subnetIds: [] }, "must name at least one subnet"],
  ["loadBalancer.subnetIds", { loadBalancer: { ...LOAD_BALANCER, subnetIds: ["subnet-8"] } }, "at least two subnets"],
  ["loadBalancer", { loadBalancer: { subnetIds: ["subnet-8", "subnet-9"] } }, "must say who may reach it"],
  [
    "loadBalancer.waitForLeader.timeoutSeconds",
    { loadBalancer: { ...LOAD_BALANCER, waitForLeader: { timeoutSeconds: 0 } } },
    "must be a whole number from 1 to 86400",
  ],
  ["healthCheckGracePeriodSeconds", { healthCheckGracePeriodSeconds: 60 }, "needs loadBalancer"],
  [
    "healthCheckGracePeriodSeconds",
    { healthCheckGracePeriodSeconds: -1, loadBalancer: LOAD_BALANCER },
    "must be a whole number from 0 to 2147483647",
  ],
  ["retryJoinWan", { retryJoinWan: ["a"], primaryGateways: ["b"], tls: TLS }, "together with primaryGateways"],
  ["primaryGateways", { primaryGateways: ["b"] }, "needs tls"],
  ["meshGatewayWanFederation", { meshGatewayWanFederation: true }, "needs tls"],
  ["replicationToken", { replicationToken: { secretArn: `${ARN}r` } }, "needs acls"],
  ["tls.caCertSecretArn", { tls: { ...TLS, caCertSecretArn: "" } }, "must be the ARN of a secret"],
  ["tls.caKeySecretArn", { tls: { ...TLS, caKeySecretArn: "ca-key" } }, "must be the ARN of a secret"],
  ["acls.bootstrapToken.secretArn", { acls: { bootstrapToken: { secretArn: "" } } }, "must be the ARN of a secret"],
  ["gossipEncryption.keySecretArn", { release: "0.6", gossipEncryption: { keySecretArn: "k" } }, "must be the ARN"],
  ["license.secretArn", { license: { secretArn: "l" } }, "must be the ARN of a secret"],
  ["replicationToken.secretArn", { acls: true, replicationToken: { secretArn: "r" } }, "must be the ARN of a secret"],
  ["secretsRecoveryWindowInDays", { secretsRecoveryWindowInDays: 6 }, "must be 0, or 7 to 30"],
  ["secretsRecoveryWindowInDays", { secretsRecoveryWindowInDays: 31 }, "must be 0, or 7 to 30"],
  ["secretsRecoveryWindowInDays", { secretsRecoveryWindowInDays: 7.5 }, "must be 0, or 7 to 30"],
  ["secretsKmsKeyArn", { secretsKmsKeyArn: "alias/consul" }, "must be the ARN of a KMS key"],
  ["launchType", { launchType: "FARGATE", compatibilities: ["EC2"] }, "must be one of compatibilities"],
  ["launchType", { compatibilities: ["FARGATE"] }, "must be one of compatibilities"],
  ["memory", { cpu: 1024 }, "must be 2048 to 8192 MiB"],
])("refuses %s: %j", (prop, given, rule) => {
  expect(() => synthesize(given)).toThrow(
    new RegExp(`^DevServer "test/server" cannot be made:\n(.*\n)*  - ${prop.replace(/[.[\]]/g, "\\$&")} .*${rule}`),
  );
});

it.each(["bootstrapToken", "license", "replicationToken"])("refuses a literal %s, and does not repeat it", (name) => {
  const source = { value: "6f2b2a0e-3c1f-4b3a-9d57-9a3f1f0c2d11" };
  const given = name === "bootstrapToken" ? { acls: { bootstrapToken: source } } : { acls: true, [name]: source };
  let message = "";
  try {
    synthesize(given);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(`${name}.value must come from an ephemeral variable or resource`);
  expect(message).toContain("secretVariable(...)");
  expect(message).not.toContain(source.value);
});

it("does not repeat a literal replicationToken for which ACLs are missing", () => {
  const value = "6f2b2a0e-3c1f-4b3a-9d57-9a3f1f0c2d11";
  expect(() => synthesize({ replicationToken: { value } })).toThrow("replicationToken needs acls. Switch ACLs on");
});

it("names all that is wrong at once", () => {
  expect(() => synthesize({ subnetIds: [], datacenter: "dc 1", nodeName: "" })).toThrow(
    /datacenter(.*\n)+.*nodeName|nodeName(.*\n)+.*datacenter/,
  );
});

it.each<Given>([
  { name: "a" },
  { name: long(54) },
  { name: "my_server-1" },
  { name: long(32), loadBalancer: LOAD_BALANCER },
  { consulImage: "registry:5000/hashicorp/consul-enterprise:1.15.10-ent" },
  { consulImage: "hashicorp/consul:1.15.10@sha256:0123456789abcdef" },
  { consulImage: "hashicorp/consul:v1.12.0", tls: TLS },
  { consulImage: "hashicorp/consul:1.11.9" },
  { consulImage: "hashicorp/consul:latest", consulVersion: "2.0.1", tls: TLS },
  { retryJoinWan: ["a"], primaryGateways: [] },
  { retryJoinWan: [], primaryGateways: ["b"], tls: TLS },
  { loadBalancer: { ...LOAD_BALANCER, ingressCidrBlocks: undefined, ingressSecurityGroupIds: ["sg-1"] } },
  { loadBalancer: { ...LOAD_BALANCER, waitForLeader: { timeoutSeconds: 86400 } } },
  { loadBalancer: LOAD_BALANCER, healthCheckGracePeriodSeconds: 0 },
  { secretsRecoveryWindowInDays: 7 },
  { secretsRecoveryWindowInDays: 30 },
  { secretsRecoveryWindowInDays: 0 },
  { tls: { ...TLS, additionalDnsNames: ["*.example.com", "consul"] } },
  { serviceDiscoveryNamespace: long(63) },
  { serviceDiscoveryNamespace: `a${".a".repeat(126)}` },
  {
    consulImage: "hashicorp/consul-enterprise:1.20.6-ent",
    license: { secretArn: "arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/license" },
  },
])("accepts %j", (given) => {
  expect(() => synthesize(given)).not.toThrow();
});

describe("what only Terraform knows", () => {
  const text = (stack: TerraformStack, name: string) =>
    new TerraformVariable(stack, name, { type: "string" }).stringValue;
  const list = (stack: TerraformStack, name: string) =>
    new TerraformVariable(stack, name, { type: "list(string)" }).listValue;

  it("passes", () => {
    expect(() =>
      synthesize((stack) => ({
        consulImage: text(stack, "image"),
        nodeName: text(stack, "node"),
        serviceDiscoveryNamespace: text(stack, "namespace"),
        tls: {
          caCertSecretArn: text(stack, "cert"),
          caKeySecretArn: text(stack, "key"),
          additionalDnsNames: [text(stack, "dns")],
        },
        acls: { bootstrapToken: { secretArn: text(stack, "token") } },
        license: { value: secretVariable(stack, "license", "The licence.").stringValue },
        subnetIds: list(stack, "subnets"),
      })),
    ).not.toThrow();
  });

  it.each<[string, (stack: TerraformStack) => Given, string]>([
    [
      "name",
      (stack) => ({ name: text(stack, "v") }),
      '${can(regex("^[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?$", var.v))}',
    ],
    [
      "name",
      (stack) => ({ name: text(stack, "v"), loadBalancer: LOAD_BALANCER }),
      '${can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$", var.v))}',
    ],
    [
      "datacenter",
      (stack) => ({ datacenter: text(stack, "v") }),
      '${can(regex("^[A-Za-z0-9_][A-Za-z0-9_-]*$", var.v))}',
    ],
    [
      "loadBalancer.subnetIds",
      (stack) => ({ loadBalancer: { ...LOAD_BALANCER, subnetIds: list(stack, "v") } }),
      "${(length(var.v) >= 2)}",
    ],
    [
      "retryJoinWan",
      (stack) => ({ retryJoinWan: list(stack, "v"), primaryGateways: ["gateway"], tls: TLS }),
      "${(length(var.v) < 1)}",
    ],
    ["primaryGateways", (stack) => ({ primaryGateways: list(stack, "v") }), "${(length(var.v) < 1)}"],
    [
      "name",
      (stack) => ({ name: text(stack, "v"), loadBalancer: LOAD_BALANCER }),
      '${!can(regex("^internal-", var.v))}',
    ],
    ["nodeName", (stack) => ({ nodeName: text(stack, "v") }), '${can(regex("^[^\\\\s/]+$", var.v))}'],
    ["subnetIds", (stack) => ({ subnetIds: list(stack, "v") }), "${(length(var.v) >= 1)}"],
    [
      "loadBalancer",
      (stack) => ({ loadBalancer: { subnetIds: ["subnet-8", "subnet-9"], ingressCidrBlocks: list(stack, "v") } }),
      "${!(length(var.v) < 1)}",
    ],
    [
      "secretsKmsKeyArn",
      (stack) => ({ secretsKmsKeyArn: text(stack, "v") }),
      '${can(regex("^arn:[a-z][a-z0-9-]*:(kms):[a-z0-9-]+:[0-9]{12}:key\\\\/[^\\\\s]+$", var.v))}',
    ],
  ])("becomes a precondition: %s", (prop, given, condition) => {
    const { lifecycle } = synthesize(given).resource<{
      lifecycle: { precondition: { condition: string; error_message: string }[] };
    }>("aws_ecs_task_definition");
    const found = lifecycle.precondition.find((one) => one.condition === condition);
    expect(lifecycle.precondition.map((one) => one.condition)).toContain(condition);
    expect(found?.error_message).toContain(prop);
  });
});

it("judges two servers of a stack apart", () => {
  expect(() =>
    testStack((stack) => {
      devServer(stack);
      devServer(stack, { name: "other", datacenter: "dc2", subnetIds: Fn.tolist(["subnet-1"]) }, "other");
    }),
  ).not.toThrow();
});
