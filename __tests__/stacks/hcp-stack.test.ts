import { Testing } from "cdktf";
import { environments, loadEnvironments, type EnvironmentData } from "../../environments";
import { addStack } from "../../stacks";
import { Template } from "../helpers/template";

const data = environments("hcp")[0]!;

/** The environment `hcp` with something else in it. */
function load(change: Partial<EnvironmentData>) {
  const { stack, ...rest } = data;
  return loadEnvironments({ [stack]: { ...rest, ...change } })[0]!;
}

function synthesize(change: Partial<EnvironmentData> = {}) {
  const stack = addStack(Testing.app(), load(change));
  const warnings = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data)));
  return { template: Template.of(stack), warnings };
}

interface Service {
  readonly name: string;
  readonly depends_on: string[];
}
const services = (template: Template) => Object.values(template.resources("aws_ecs_service")) as unknown as Service[];
const secretNames = (template: Template) =>
  Object.values(template.resources("aws_secretsmanager_secret")).map(({ name }) => name);

describe("the stack of hcp", () => {
  const { template, warnings } = synthesize();

  test("has the mesh without servers of its own", () => {
    expect(services(template).map(({ name }) => name)).toEqual([
      "consul-ecs-controller",
      "consul-hcp-example-client-app",
      "consul-hcp-example-server-app",
    ]);
  });

  test("starts the controller only when both sides have their routes", () => {
    const [controller] = services(template);
    const waitsFor = controller!.depends_on.map((address) => address.split(".")[0]).sort();
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
    ]);
    expect(JSON.stringify(template.outputs)).not.toMatch(/root_token|consul_config_file/);
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
  const servers = { hosting: "hcp", acls: false } as unknown as EnvironmentData["servers"];
  expect(() => load({ servers })).toThrow(/servers\.acls must be true \(got false\)\. The servers of HCP/);
});

test("'bootstrap' does not hinder the change of hosting: synth says what happens instead", () => {
  const { warnings } = synthesize({ configEntries: "bootstrap" });
  expect(warnings).toContainEqual(
    expect.stringContaining("configEntries 'bootstrap' has no effect with the hosting 'hcp'"),
  );
});

describe("the hosting external, which takes over where HCP ends", () => {
  const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
  const servers = {
    hosting: "external",
    hosts: "consul.internal.example.com",
    retryJoin: ["10.0.1.10", "10.0.2.10"],
    httpAddress: "https://consul.internal.example.com:8501",
    grpcPort: 8503,
    tls: { caCertSecretArn: arn("ca") },
    bootstrapTokenSecretArn: arn("token"),
    gossipKeySecretArn: arn("gossip"),
    cidrBlocks: ["10.0.0.0/16"],
  } as const;

  const external = { ...servers, retryJoin: [...servers.retryJoin], cidrBlocks: [...servers.cidrBlocks] };

  test.each(["0.10", "0.6"] as const)(
    "is the same mesh on line %s, without anything of HCP, and no warning",
    (release) => {
      const { template, warnings } = synthesize({ release, servers: external });
      expect(services(template)).toHaveLength(3);
      expect(template.types.filter((type) => type.startsWith("hcp_") || type.includes("peering"))).toEqual([]);
      expect(template.json.provider).not.toHaveProperty("hcp");
      expect(template.outputs.bootstrap_token_secret_arn).toMatchObject({ value: arn("token") });
      expect(JSON.stringify(template.resources("aws_ecs_task_definition"))).toContain(
        release === "0.10" ? "consul.internal.example.com" : "10.0.2.10",
      );
      expect(warnings).toEqual([]);
    },
  );

  test.each<[string, object, RegExp]>([
    ["hosts with a port", { hosts: "consul:8501" }, /servers\.hosts must be one address without scheme and port/],
    ["a token where its ARN belongs", { bootstrapTokenSecretArn: "token" }, /bootstrapTokenSecretArn must be the ARN/],
    ["no hosts on line 0.10", { hosts: undefined }, /servers\.hosts is required on release line 0\.10/],
    ["a port that is none", { grpcPort: 70000 }, /servers\.grpcPort must be/],
    ["an unknown key", { colour: "red" }, /servers\.colour is not known/],
  ])("%s is refused", (_, change, message) => {
    expect(() => synthesize({ servers: { ...external, ...change } })).toThrow(message);
  });
});
