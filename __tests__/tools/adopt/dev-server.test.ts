import "../../helpers/no-stack-traces";
import { readBack, type ReadBack } from "../../../tools/adopt";
import { synthesizeCall } from "../../../tools/parity";
import { CLUSTER, devServerState, SUBNETS, VPC, type DevServerInputs } from "./dev-server-state";
import { synthesized } from "./synthesized";

const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
const CA = { generate_ca: false, ca_cert_arn: arn("cert"), ca_key_arn: arn("key") };
const TOKEN = { arn: arn("token"), value: "11111111-2222-3333-4444-555555555555" };
const REPLICATION = "99999999-2222-3333-4444-555555555555";
const BY_ARN = { acls: true, generate_bootstrap_token: false, bootstrap_token_arn: TOKEN.arn };

/** What a state says, and the inputs of the module that would make the same with secrets that are given by their ARNs. */
const CASES: readonly (readonly [string, Omit<DevServerInputs, "name">, Readonly<Record<string, unknown>>])[] = [
  ["the least", {}, {}],
  ["names", { datacenter: "dc7", node_name: "node-x", service_discovery_namespace: "consul.local" }, {}],
  ["Fargate", { launch_type: "FARGATE", wait: true }, { wait_for_steady_state: true }],
  [
    "TLS",
    { tls: { cert: CA.ca_cert_arn, key: CA.ca_key_arn, names: ["a.example.com"] } },
    { tls: true, ...CA, additional_dns_names: ["a.example.com"] },
  ],
  ["ACLs", { token: TOKEN }, BY_ARN],
  [
    "a load balancer",
    { lb: true },
    { lb_enabled: true, lb_subnets: SUBNETS, lb_ingress_rule_cidr_blocks: ["10.0.0.0/8"] },
  ],
  [
    "servers to join",
    { primary_datacenter: "dc0", retry_join_wan: ["10.0.0.1", "10.0.0.2"] },
    { primary_datacenter: "dc0", retry_join_wan: ["10.0.0.1", "10.0.0.2"] },
  ],
  [
    "mesh gateways",
    { tls: { cert: CA.ca_cert_arn, key: CA.ca_key_arn }, primary_gateways: ["gw.example.com:443"] },
    { tls: true, ...CA, primary_gateways: ["gw.example.com:443"] },
  ],
  [
    "federation",
    { tls: { cert: CA.ca_cert_arn, key: CA.ca_key_arn }, federation: true, peering: true },
    { tls: true, ...CA, enable_mesh_gateway_wan_federation: true, enable_cluster_peering: true },
  ],
];

const LINES = [
  ["0.10", "v0.10.0", "hashicorp/consul:2.0.1"],
  ["0.6", "v0.6.2", "hashicorp/consul:1.15.10"],
] as const;

describe.each(LINES)("a dev server of line %s", (release, tag, image) => {
  const read = (inputs: Omit<DevServerInputs, "name">): ReadBack =>
    readBack(release, "dev-server", devServerState({ name: "dev", ...inputs }, image));

  it.each(CASES)("with %s is read back", (_, state, inputs) => {
    const { datacenter, node_name, service_discovery_namespace, launch_type } = state;
    const given = { datacenter, node_name, service_discovery_namespace, launch_type, ...inputs };
    const call = { name: "dev", ecs_cluster_arn: CLUSTER, vpc_id: VPC, subnet_ids: SUBNETS, ...given };
    const expected = synthesizeCall({ tag, module: "dev-server", inputs: call });
    expect(named(synthesized(read(state)))).toEqual(named(expected));
  });

  it("is left when it logs by a driver among whose options secrets may be", () => {
    expect(read({ log_driver: "awslogs" }).props).toMatchObject({ logConfiguration: { logDriver: "awslogs" } });
    expect(() => read({ log_driver: "splunk" })).toThrow("log by splunk");
  });

  it("hands on no token, and asks for the one that is in no secret", () => {
    const back = read({ token: TOKEN, replication_token: REPLICATION, license: arn("license") });
    expect(JSON.stringify(back)).not.toMatch(new RegExp(`${TOKEN.value}|${REPLICATION}`));
    expect(back.props).toMatchObject({
      acls: { bootstrapToken: { secretArn: TOKEN.arn } },
      license: { secretArn: arn("license") },
    });
    expect(back.secrets).toEqual([
      expect.objectContaining({ prop: "replicationToken", variable: "replication_token" }),
    ]);
  });
});

it("has the gossip key by its ARN on line 0.6", () => {
  const { props } = readBack("0.6", "dev-server", devServerState({ name: "dev", gossip: arn("gossip") }));
  expect(props).toMatchObject({ gossipEncryption: { keySecretArn: arn("gossip") } });
});

/** The construct has another id in each stack, which logical names begin with. */
function named(stack: object): unknown {
  return JSON.parse(
    JSON.stringify(stack)
      .replaceAll("dev-server", "call")
      .replace(/_[0-9A-F]{8}\b/g, ""),
  );
}
