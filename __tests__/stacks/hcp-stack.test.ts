import { environments, loadEnvironments } from "../../environments";
import { secretNames, service, services, synthesize as synthesizeEnvironment } from "./given";

const { stack, ...data } = environments("hcp")[0]!;

/** The environment `hcp` with something else in it. */
function load(change: object) {
  return loadEnvironments({ [stack]: { ...data, ...change } })[0]!;
}

const synthesize = (change: object = {}) => synthesizeEnvironment(load(change));

describe("the stack of hcp", () => {
  const { template, warnings } = synthesize();

  test("has the mesh without servers of its own", () => {
    expect(
      services(template)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["consul-ecs-controller", "consul-hcp-example-client-app", "consul-hcp-example-server-app"]);
  });

  test("starts the controller only when both sides have their routes", () => {
    const waitsFor = (service(template, "controller").depends_on ?? []).map((address) => address.split(".")[0]).sort();
    expect(waitsFor.filter((type) => !type?.startsWith("aws_iam"))).toEqual([
      "aws_route",
      "aws_route",
      "hcp_hvn_route",
    ]);
  });

  test("the environment's network and HCP's do not overlap", () => {
    expect(template.resource("aws_vpc")).toMatchObject({ cidr_block: "10.0.0.0/16" });
    expect(template.resource("hcp_hvn")).toMatchObject({ cidr_block: "172.25.16.0/20" });
    expect(() => synthesize({ servers: { hosting: "hcp", hvnCidr: "10.0.0.0/20" } })).toThrow("must not overlap");
  });

  test("the provider's credentials are of the run: none is in the stack", () => {
    expect(template.json.provider?.hcp).toEqual([{}]);
  });

  test("synth warns of the end of HCP Consul Dedicated", () => {
    expect(warnings).toEqual([expect.stringContaining("ended on 2025-11-12")]);
  });

  test("outputs addresses and the secret's ARN, and never the token", () => {
    expect(Object.keys(template.outputs).sort()).toEqual([
      "bootstrap_token_command",
      "bootstrap_token_secret_arn",
      "consul_public_url",
      "consul_ui_url",
      "example_url",
      "mesh",
      "roll_command",
    ]);
    expect(JSON.stringify(template.outputs)).not.toMatch(/root_token|\.encrypt/);
  });
});

test("the other line is one word, and brings the secrets of client agents", () => {
  expect(secretNames(synthesize({ release: "0.6" }).template)).toEqual([
    "consul-hcp-bootstrap-token",
    "consul-hcp-consul-ca-cert",
    "consul-hcp-gossip-key",
  ]);
});

test("an existing cluster is one entry", () => {
  const bootstrapToken = { secretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf" };
  const { template } = synthesize({ servers: { hosting: "hcp", existing: { clusterId: "ours", bootstrapToken } } });
  expect(template.count("hcp_consul_cluster")).toBe(0);
  expect(template.dataSource("hcp_consul_cluster")).toMatchObject({ cluster_id: "ours" });
  expect(template.count("hcp_aws_network_peering")).toBe(1);
});

test("an existing network is peered by its range and its route tables", () => {
  const network = {
    vpcId: "vpc-0a1b2c3d",
    publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    privateSubnetIds: ["subnet-2a1b2c3d"],
  };
  expect(() => synthesize({ network })).toThrow("network.vpcCidr is required");
  const { template } = synthesize({
    network: { ...network, vpcCidr: "10.9.0.0/16", privateRouteTableIds: ["rtb-0a1b2c3d"] },
  });
  expect(template.resource("hcp_hvn_route")).toMatchObject({ destination_cidr: "10.9.0.0/16" });
  expect(template.resource("aws_route")).toMatchObject({ route_table_id: "rtb-0a1b2c3d" });
});

test("acls cannot be off: HCP always asks for tokens", () => {
  const servers = { hosting: "hcp", acls: false };
  expect(() => load({ servers })).toThrow(/servers\.acls must be true \(got false\)\. The servers of HCP/);
});
