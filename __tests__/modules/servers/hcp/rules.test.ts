import { TerraformVariable, Testing } from "cdktf";
import type { HcpServersProps } from "../../../../modules/servers/hcp";
import { areApart } from "../../../../modules/servers/hcp/cidr";
import { HcpServers } from "../../../../modules/servers/hcp";
import { Template, testStack } from "../../../helpers/template";
import { made, network, props, TOKEN_ARN } from "./given";

const existing = { clusterId: "old-cluster", bootstrapToken: { secretArn: TOKEN_ARN } } as const;

test.each<[string, Partial<HcpServersProps>, string]>([
  ["a name that is too long for a peering", { name: "a".repeat(29) }, "name must be 1 to 28 letters"],
  ["a name that begins with a digit", { name: "1mesh" }, "name must be 1 to 28 letters"],
  ["a name with an underscore", { name: "my_mesh" }, "name must be 1 to 28 letters"],
  ["a name that is empty", { name: "" }, "name must be 1 to 28 letters"],
  ["a datacenter that is too short", { cluster: { datacenter: "dc" } }, "cluster.datacenter must be 3 to 36"],
  ["a datacenter in upper case", { cluster: { datacenter: "DC1" } }, "cluster.datacenter must be 3 to 36"],
  [
    "a range without a prefix",
    { cluster: { hvnCidr: "172.25.16.0" } },
    "cluster.hvnCidr must be an IPv4 range in CIDR",
  ],
  ["a range with host bits", { cluster: { hvnCidr: "172.25.16.1/20" } }, "Write it as '172.25.16.0/20'"],
  ["a public range", { cluster: { hvnCidr: "8.8.0.0/16" } }, "cluster.hvnCidr must be a /16 to a /25 of 10.0.0.0/8"],
  ["a range that is too large", { cluster: { hvnCidr: "172.16.0.0/15" } }, "cluster.hvnCidr must be a /16 to a /25"],
  ["a range that is too small", { cluster: { hvnCidr: "172.25.16.0/26" } }, "cluster.hvnCidr must be a /16 to a /25"],
  ["172.32, just outside", { cluster: { hvnCidr: "172.32.0.0/20" } }, "cluster.hvnCidr must be a /16 to a /25"],
  ["a range within the VPC's", { cluster: { hvnCidr: "10.0.16.0/20" } }, "cluster.hvnCidr must not overlap"],
  [
    "a VPC within the HVN's",
    { network: network({ vpcCidr: "172.25.17.0/24" }) },
    'must not overlap the range of the VPC, because no route could tell them apart (got "172.25.16.0/20 and 172.25.17.0/24")',
  ],
  [
    "a small size on a large tier",
    { cluster: { tier: "standard", size: "x_small" } },
    "cluster.size must be 'x_small'",
  ],
  ["a large size on the smallest tier", { cluster: { size: "large" } }, "cluster.size must be 'x_small'"],
  ["a version of two numbers", { cluster: { minConsulVersion: "1.19" } }, "cluster.minConsulVersion must be a version"],
  ["an unknown prop of the cluster", { cluster: { colour: "red" } as object }, "cluster.colour is not known"],
  ["a recovery window of 3 days", { secretsRecoveryWindowInDays: 3 }, "secretsRecoveryWindowInDays must be 0, or 7"],
  ["a VPC without a range", { network: network({ vpcCidr: undefined }) }, "network.vpcCidr is required"],
  [
    "a VPC without route tables",
    { network: network({ privateRouteTableIds: undefined }) },
    "network.privateRouteTableIds must name at least one",
  ],
  ["an id that is too short", { cluster: { ...existing, clusterId: "ab" } }, "cluster.clusterId must be 3 to 36"],
  [
    "props of a new cluster for an existing one",
    { cluster: { ...existing, tier: "plus" } as HcpServersProps["cluster"] },
    "cluster.tier is not known",
  ],
])("%s is refused", (_, change, message) => {
  expect(() => made(change)).toThrow(message);
});

test("a token where the ARN of its secret belongs is refused, and not shown", () => {
  const secretArn = "4f2f1c1a-7a55-4a0e-8a34-0c9a6f1b2c3d";
  const refused = () => made({ cluster: { ...existing, bootstrapToken: { secretArn } } });
  expect(refused).toThrow("cluster.bootstrapToken.secretArn must be the ARN");
  expect(refused).not.toThrow(secretArn);
});

test.each<[string, Partial<HcpServersProps>]>([
  ["a name of 28 characters", { name: "a".repeat(28) }],
  ["a name of one", { name: "a" }],
  ["a datacenter of 36 characters", { cluster: { datacenter: "d".repeat(36) } }],
  ["a range of /16", { cluster: { hvnCidr: "172.31.0.0/16" } }],
  ["a range of /25", { cluster: { hvnCidr: "192.168.0.128/25" } }],
  ["a range beside the VPC's", { cluster: { hvnCidr: "10.1.0.0/16" } }],
  ["a size that the tier has", { cluster: { tier: "plus", size: "large" } }],
  ["a version with a v", { cluster: { minConsulVersion: "v1.19.0" } }],
  [
    "a network that is peered already",
    {
      network: network({ vpcCidr: undefined, privateRouteTableIds: undefined }),
      cluster: { ...existing, peering: false },
    },
  ],
])("%s passes", (_, change) => {
  expect(() => made(change)).not.toThrow();
});

test.each([
  ["10.0.0.0/16", "10.1.0.0/16", true],
  ["10.0.0.0/16", "10.0.0.0/16", false],
  ["10.0.0.0/16", "10.0.255.0/24", false],
  ["10.0.255.0/24", "10.0.0.0/16", false],
  ["10.0.0.0/24", "10.0.1.0/24", true],
  ["0.0.0.0/0", "10.0.1.0/24", false],
  ["no range", "10.0.1.0/24", true],
])("%s and %s are apart: %s", (a, b, apart) => {
  expect(areApart(a, b)).toBe(apart);
  expect(areApart(b, a)).toBe(apart);
});

test("tokens are judged by Terraform, before anything is made", () => {
  const stack = testStack((scope) => {
    const text = (id: string) => new TerraformVariable(scope, id, { type: "string" }).stringValue;
    const vpc = network({ vpcCidr: text("vpc_cidr") });
    const cluster = { datacenter: text("datacenter"), hvnCidr: text("hvn_cidr") };
    new HcpServers(scope, "servers", props({ name: text("name"), network: vpc, cluster }));
  });
  const template = Template.of(stack);
  const preconditions = (type: string) =>
    (template.resource(type).lifecycle as { precondition: { condition: string; error_message: string }[] })
      .precondition;
  expect(preconditions("hcp_consul_cluster").map(({ error_message }) => error_message.split(" ")[0])).toEqual([
    "name",
    "cluster.datacenter",
    "cluster.hvnCidr",
    "cluster.hvnCidr",
  ]);
  const [overlap] = preconditions("hcp_aws_network_peering");
  expect(overlap?.error_message).toContain("must not overlap");
  expect(overlap?.condition).toContain("cidrhost(");
  expect(overlap?.condition).toContain("var.vpc_cidr");
  expect(overlap?.condition).toContain("var.hvn_cidr");
});

test("the props of a new cluster do not compile on an existing one, which must say where its token is", () => {
  const mixtures: HcpServersProps["cluster"][] = [
    // @ts-expect-error A cluster that exists has its tier already.
    { clusterId: "old-cluster", bootstrapToken: "replace", tier: "plus" },
    // @ts-expect-error A cluster that exists does not tell its token.
    { clusterId: "old-cluster" },
  ];
  for (const cluster of mixtures.slice(0, 1)) expect(() => made({ cluster })).toThrow("cluster.tier is not known");
});

test("what is refused is refused together", () => {
  const scope = testStack();
  const refused = () =>
    new HcpServers(scope, "servers", props({ name: "", cluster: { datacenter: "DC1", hvnCidr: "1.2.3.4/8" } }));
  expect(refused).toThrow(/name must[^]*cluster\.datacenter must[^]*cluster\.hvnCidr must/);
  expect(Testing.synth(scope)).not.toContain("hcp_hvn");
});
