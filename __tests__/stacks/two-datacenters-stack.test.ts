import { Testing } from "cdktf";
import { addStack } from "../../stacks";
import { environmentOf, type Template } from "../helpers/template";
import { secretNames, service, services, synthesize } from "./given";
import {
  containers,
  familyOf,
  federation,
  load,
  PAIR,
  peers,
  serverConfig,
  upstreams,
  withData,
} from "./two-datacenters";

describe.each([
  ["two-datacenters", peers, "consul-ecs-controller"],
  ["two-datacenters-client-agent", federation, "consul-acl-controller"],
] as const)("the stack of %s", (_, environment, controller) => {
  const { template, warnings } = synthesize(environment);
  const gatewayOf = (datacenter: string) => service(template, familyOf(environment, datacenter, "mesh-gateway"));

  test("has a server, a controller and a gateway in each datacenter, the client in one and its server in the other", () => {
    const names = services(template).map(({ name }) => name.replace(`${environment.name}-`, ""));
    expect(names.sort()).toEqual(
      [
        ...["", "dc2-"].flatMap((prefix) => [`${prefix}consul-server-1`, `${prefix}mesh-gateway`, controller]),
        "example-client-app",
        "example-server-app",
      ].sort(),
    );
    expect(template.count("aws_ecs_cluster")).toBe(2);
    expect(warnings).toEqual([]);
  });

  test("has a network for each datacenter, and the tasks of the datacenter in it", () => {
    const ranges = Object.values(template.resources("aws_vpc")).map(({ cidr_block }) => cidr_block);
    expect(ranges.sort()).toEqual(["10.0.0.0/16", "10.1.0.0/16"]);
    const subnets = (found: { network_configuration: { subnets: readonly string[] } }) =>
      found.network_configuration.subnets;
    expect(subnets(service(template, "client-app"))).toEqual(subnets(gatewayOf("dc1")));
    expect(subnets(service(template, "server-app"))).toEqual(subnets(gatewayOf("dc2")));
    expect(subnets(gatewayOf("dc1"))).not.toEqual(subnets(gatewayOf("dc2")));
  });

  test("starts the gateway and the services of a datacenter after its controller", () => {
    for (const [found, datacenter] of [
      [gatewayOf("dc1"), "dc1"],
      [service(template, "client-app"), "dc1"],
      [gatewayOf("dc2"), "dc2"],
      [service(template, "server-app"), "dc2"],
    ] as const) {
      expect(found.depends_on).toContain(`aws_ecs_service.${service(template, controller, datacenter).id}`);
    }
  });

  test("opens each gateway to the addresses of the other datacenter and its own network, and not to the world", () => {
    for (const [own, other] of [
      ["dc1", "dc2"],
      ["dc2", "dc1"],
    ] as const) {
      const group = Object.entries(template.resources("aws_lb_target_group")).find(([id]) =>
        id.startsWith(`${own}_mesh_gateway`),
      );
      expect(group?.[1]).toMatchObject({ preserve_client_ip: "true" });
      const ranges = Object.entries(template.resources("aws_security_group_rule"))
        .filter(
          ([id, { type, from_port }]) =>
            id.startsWith(`${own}_mesh_gateway`) && type === "ingress" && from_port === 8443,
        )
        .flatMap(([, { cidr_blocks }]) => (cidr_blocks as string[] | undefined) ?? []);
      const networkOf = (datacenter: string) => (datacenter === "dc1" ? "network" : `network-${datacenter}`);
      expect(ranges).toEqual([
        expect.stringMatching(new RegExp(`^\\$\\{aws_eip\\.${networkOf(other)}_nat-address-.*\\.public_ip\\}/32$`)),
        own === "dc1" ? "10.0.0.0/16" : "10.1.0.0/16",
      ]);
    }
    expect(JSON.stringify(template.resources("aws_security_group_rule"))).not.toMatch(
      /"cidr_blocks":\["0\.0\.0\.0\/0"\][^}]*"type":"ingress"/,
    );
  });

  test("gives each gateway a public network load balancer, which is its address for others", () => {
    const balancers = Object.values(template.resources("aws_lb")).filter((lb) => lb.load_balancer_type === "network");
    expect(balancers.map(({ name, internal }) => [name, internal]).sort()).toEqual([
      [`${environment.name}-dc2-mesh-gateway`, false],
      [`${environment.name}-mesh-gateway`, false],
    ]);
  });

  test("asks for the CA by its ARNs, and for no secret", () => {
    expect(Object.keys(template.variables).sort()).toEqual([
      "allow_wide_ingress",
      "ca_cert_secret_arn",
      "ca_key_secret_arn",
      "ingress_cidr",
      "wait_for_steady_state",
    ]);
    expect(JSON.stringify(template.outputs)).not.toContain("ephemeral.");
  });

  test("joins by commands that run beside a server, so that no token leaves its task", () => {
    const commands = Object.entries(template.outputs).filter(([name]) =>
      /^(peering|federation)_.*_command$/.test(name),
    );
    expect(commands.length).toBeGreaterThan(0);
    for (const [, { value }] of commands) {
      expect(value).toMatch(/aws ecs execute-command .* --container consul-server --interactive --command 'consul /);
      expect(value).not.toMatch(/CONSUL_HTTP_TOKEN|CONSUL_HTTP_ADDR|secretsmanager/);
    }
  });

  test("calls the address that the sidecar listens on", () => {
    const [upstream] = upstreams(template, environment.release);
    const app = containers(template, "client-app")["example-client-app"]!;
    expect(environmentOf(app).UPSTREAM_URIS).toBe(`http://localhost:${upstream!.localBindPort}`);
  });
});

test("from one line to the other is one word", () => {
  expect(upstreams(withData({ release: "0.10" }), "0.10")).toMatchObject([{ destinationPeer: "dc2" }]);
  expect(upstreams(withData({ release: "0.6" }), "0.6")).toMatchObject([{ datacenter: "dc2" }]);
});

test("from one datacenter to two is one key, and what was there keeps its addresses and names", () => {
  const servers = { hosting: "fargate", tls: "brought" };
  const [one, two] = [undefined, {}].map((secondDatacenter) => withData({ servers, secondDatacenter }));
  const infrastructure = (template: Template) =>
    Object.entries(template.json.resource ?? {}).flatMap(([type, resources]) =>
      Object.entries(resources)
        .filter(([id]) => id.startsWith("network_") || id.startsWith("dc1_servers"))
        .map(([id, { name }]) => `${type}.${id} ${String(name)}`),
    );
  const kept = infrastructure(two!);
  expect(infrastructure(one!).filter((address) => !kept.includes(address))).toEqual([]);
  expect([one!.count("aws_vpc"), two!.count("aws_vpc")]).toEqual([1, 2]);
});

test.each(["0.10", "0.6"] as const)("without ACLs there is no controller and no token (line %s)", (release) => {
  const template = withData({ release, servers: { ...PAIR.servers, acls: false } });
  expect(services(template).filter(({ name }) => name.includes("controller"))).toEqual([]);
  expect(secretNames(template)).toEqual(release === "0.6" ? ["pair-consul-server-gossip-key"] : []);
  expect(JSON.stringify(template.outputs)).not.toContain("token_secret");
});

test("the datacenters have other names and networks where the data says so", () => {
  const existing = {
    vpcId: "vpc-0a1b2c3d",
    publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    privateSubnetIds: ["subnet-2a1b2c3d"],
  };
  const servers = { ...PAIR.servers, datacenter: "east" };
  const template = withData({ servers, secondDatacenter: { datacenter: "west", network: existing } });
  expect(template.count("aws_vpc")).toBe(1);
  expect(service(template, "west-mesh-gateway").network_configuration.subnets).toEqual(existing.privateSubnetIds);
  expect(upstreams(template, "0.10")).toMatchObject([{ destinationPeer: "west" }]);
  // Nobody knows through which addresses the tasks of a network call that somebody else made.
  const open = Object.entries(template.resources("aws_lb_target_group")).filter(
    ([, group]) => "preserve_client_ip" in group,
  );
  expect(open.map(([id]) => id.split("_")[0])).toEqual([]);
});

describe("configuration entries that are not delivered", () => {
  test("at the first start: the second server of a federation has them from the first", () => {
    const kinds = (release: string, family: string) => {
      const { config_entries } = serverConfig(withData({ release, configEntries: "bootstrap" }), family);
      return (config_entries as { bootstrap: { Kind: string }[] } | undefined)?.bootstrap.map(({ Kind }) => Kind);
    };
    expect(kinds("0.10", "pair-consul-server-1")).toHaveLength(4);
    expect(kinds("0.10", "dc2-consul-server-1")).toHaveLength(6);
    expect(kinds("0.6", "pair-consul-server-1")).toHaveLength(6);
    expect(kinds("0.6", "dc2-consul-server-1")).toBeUndefined();
  });

  test("as files: by datacenter, and only where the servers take them", () => {
    const files = (release: string) =>
      addStack(Testing.app(), load({ release, configEntries: "files" })).configEntries();
    expect(Object.keys(files("0.10"))).toEqual(["dc1", "dc2"]);
    expect(Object.keys(files("0.6"))).toEqual(["dc1"]);
    expect(JSON.stringify(withData({ configEntries: "files" }).json)).not.toContain("service-intentions");
  });

  test("by Terraform on line 0.10: a provider for each cluster, and the peering through the token of the second", () => {
    const template = withData({ configEntries: "terraform" });
    expect(template.json.provider?.consul?.map(({ alias }) => alias)).toEqual(["dc1", "dc2"]);
    expect(template.resource("consul_peering_token")).toMatchObject({ provider: "consul.dc2", peer_name: "dc1" });
    expect(template.resource("consul_peering")).toMatchObject({
      provider: "consul.dc1",
      peer_name: "dc2",
      peering_token: "${consul_peering_token.peering-token.peering_token}",
    });
    const byProvider = (provider: string) =>
      Object.values(template.resources("consul_config_entry")).filter((entry) => entry.provider === provider);
    expect(byProvider("consul.dc1")).toHaveLength(4);
    expect(byProvider("consul.dc2")).toHaveLength(6);
    for (const name of ["consul_http_token_dc1", "consul_http_token_dc2"]) {
      expect(template.variables[name]).toMatchObject({ sensitive: true, ephemeral: true, nullable: false });
    }
  });

  test("the token is made when the gateway and the entries are there, which put the gateway's address into it", () => {
    const { depends_on = [] } = withData({ configEntries: "terraform" }).resource<{ depends_on?: string[] }>(
      "consul_peering_token",
    );
    expect(depends_on).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^consul_config_entry\.config-entries-dc2_mesh-mesh_/),
        expect.stringMatching(/^aws_ecs_service\.dc2_mesh_gateway_/),
      ]),
    );
  });

  test("by Terraform on line 0.6: in the primary only", () => {
    const template = withData({ release: "0.6", configEntries: "terraform" });
    expect(template.json.provider?.consul?.map(({ alias }) => alias)).toEqual(["dc1"]);
    expect(template.count("consul_config_entry")).toBe(6);
    expect(template.types).not.toContain("consul_peering");
  });
});
