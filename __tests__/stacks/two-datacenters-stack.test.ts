import { Testing } from "cdktf";
import { environments, loadEnvironments, type Environment, type EnvironmentData } from "../../environments";
import type { ConfigEntry } from "../../modules/consul/config-entries";
import { addStack } from "../../stacks";
import { consulEcsConfigOf } from "../helpers/consul-ecs-schema";
import { staticConfig } from "../helpers/server-config";
import { environmentOf, Template } from "../helpers/template";

const synthesize = (environment: Environment): Template => Template.of(addStack(Testing.app(), environment));
const [peers, federation] = environments("two-datacenters two-datacenters-client-agent") as [Environment, Environment];

const data: EnvironmentData = {
  name: "pair",
  region: "eu-central-1",
  release: "0.10",
  servers: { hosting: "fargate", tls: "brought" },
  secondDatacenter: {},
  application: "example",
  configEntries: "bootstrap",
  backend: { type: "local" },
};
const load = (change: object): Environment => loadEnvironments({ test: { ...data, ...change } })[0]!;
const withData = (change: object): Template => synthesize(load(change));

interface Service {
  readonly name: string;
  readonly depends_on?: string[];
  readonly network_configuration: { readonly subnets: string[] };
}

const services = (template: Template) =>
  Object.entries(template.resources("aws_ecs_service")) as unknown as [string, Service][];

const service = (template: Template, name: string): { readonly id: string } & Service => {
  const [found] = services(template).filter(([, { name: other }]) => other.endsWith(name));
  return { id: found![0], ...found![1] };
};

const taskId = (template: Template, family: string): string =>
  Object.entries(template.resources("aws_ecs_task_definition")).find(([, task]) =>
    (task.family as string).endsWith(family),
  )![0];

const containers = (template: Template, family: string) => template.containers(taskId(template, family));

/** What a server is told before it runs. */
const serverConfig = (template: Template, datacenter: string) =>
  staticConfig(containers(template, `${datacenter}-consul-server`)["consul-server"]?.command?.[0] ?? "") as {
    config_entries?: { bootstrap: ConfigEntry[] };
  };

const entries = (template: Template, datacenter: string): string[] | undefined =>
  serverConfig(template, datacenter).config_entries?.bootstrap.map(({ Kind, Name = "" }) => `${Kind} ${Name}`.trim());

const secretsOf = (template: Template, family: string, container: string) =>
  Object.fromEntries(
    (containers(template, family)[container]?.secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom]),
  );

const upstreams = (template: Template, release: "0.10" | "0.6") =>
  consulEcsConfigOf(release, containers(template, "client-app")["consul-ecs-mesh-init"] ?? {}).proxy
    ?.upstreams as readonly { readonly localBindPort: number }[];

describe.each([
  ["two-datacenters", peers, "consul-ecs-controller"],
  ["two-datacenters-client-agent", federation, "consul-acl-controller"],
] as const)("the stack of %s", (_, environment, controller) => {
  const template = synthesize(environment);

  test("has a server, a controller and a gateway in each datacenter, the client in one and its server in the other", () => {
    const names = services(template).map(([, { name }]) => name.replace(`${environment.name}-`, ""));
    expect(names.sort()).toEqual(
      [
        ...["dc1", "dc2"].flatMap((dc) => [`${dc}-consul-server`, `${dc}-mesh-gateway`, controller]),
        "example-client-app",
        "example-server-app",
      ].sort(),
    );
    expect(template.count("aws_ecs_cluster")).toBe(2);
  });

  test("has a network for each datacenter, and the tasks of the datacenter in it", () => {
    expect(Object.values(template.resources("aws_vpc")).map(({ cidr_block }) => cidr_block)).toEqual([
      "10.0.0.0/16",
      "10.1.0.0/16",
    ]);
    const subnets = (name: string) => service(template, name).network_configuration.subnets;
    expect(subnets("client-app")).toEqual(subnets("dc1-mesh-gateway"));
    expect(subnets("server-app")).toEqual(subnets("dc2-mesh-gateway"));
    expect(subnets("dc1-mesh-gateway")).not.toEqual(subnets("dc2-mesh-gateway"));
  });

  test("starts the gateway and the services of a datacenter after its controller", () => {
    const controllerOf = (datacenter: string) =>
      services(template).find(([id, { name }]) => name === controller && id.startsWith(datacenter))![0];
    for (const [name, datacenter] of [
      ["dc1-mesh-gateway", "dc1"],
      ["client-app", "dc1"],
      ["dc2-mesh-gateway", "dc2"],
      ["server-app", "dc2"],
    ] as const) {
      expect(service(template, name).depends_on).toContain(`aws_ecs_service.${controllerOf(datacenter)}`);
    }
  });

  test("gives each gateway a public network load balancer, which is its address for others", () => {
    const balancers = Object.values(template.resources("aws_lb")).filter((lb) => lb.load_balancer_type === "network");
    expect(balancers.map(({ name, internal }) => [name, internal]).sort()).toEqual([
      [`${environment.name}-dc1-mesh-gateway`, false],
      [`${environment.name}-dc2-mesh-gateway`, false],
    ]);
  });

  test("asks for the CA by its ARNs, and for no secret", () => {
    expect(Object.keys(template.variables).sort()).toEqual([
      "ca_cert_secret_arn",
      "ca_key_secret_arn",
      "ingress_cidr",
      "wait_for_steady_state",
    ]);
    expect(JSON.stringify(template.outputs)).not.toContain("ephemeral.");
  });

  test("calls the address that the sidecar listens on", () => {
    const [upstream] = upstreams(template, environment.release);
    const app = containers(template, "client-app")["example-client-app"]!;
    expect(environmentOf(app).UPSTREAM_URIS).toBe(`http://localhost:${upstream!.localBindPort}`);
  });
});

describe("line 0.10: peers", () => {
  const template = synthesize(peers);

  test("the client names the peer, and leaves through the gateway of its own datacenter", () => {
    expect(upstreams(template, "0.10")).toMatchObject([
      { destinationName: "consul-pair-example-server-app", destinationPeer: "dc2", meshGateway: { mode: "local" } },
    ]);
  });

  test("each cluster has its own token, and no server is told of the other datacenter", () => {
    expect(Object.values(template.resources("aws_secretsmanager_secret")).map(({ name }) => name)).toEqual([
      "consul-pair-dc1-consul-server-bootstrap-token",
      "consul-pair-dc2-consul-server-bootstrap-token",
    ]);
    for (const datacenter of ["dc1", "dc2"]) {
      expect(serverConfig(template, datacenter)).toMatchObject({ datacenter, peering: { enabled: true } });
      expect(serverConfig(template, datacenter)).not.toHaveProperty("primary_datacenter");
    }
  });

  test("each cluster takes its own entries; that of the server exports it, and allows the client of the peer", () => {
    expect(entries(template, "dc1")).toEqual([
      "mesh",
      "service-defaults consul-pair-example-client-app",
      "service-intentions *",
    ]);
    expect(entries(template, "dc2")).toEqual([
      "mesh",
      "service-defaults consul-pair-example-server-app",
      "service-intentions *",
      "service-intentions consul-pair-example-server-app",
      "exported-services default",
    ]);
    const { bootstrap } = serverConfig(template, "dc2").config_entries!;
    expect(bootstrap).toContainEqual(
      expect.objectContaining({
        Kind: "service-intentions",
        Sources: [expect.objectContaining({ Name: "consul-pair-example-client-app", Peer: "dc1", Action: "allow" })],
      }),
    );
  });

  test("the second cluster makes the token, for the first, which dials", () => {
    const command = (name: string) => String(template.outputs[name]?.value);
    expect(command("peering_generate_command")).toMatch(
      /^PEERING_TOKEN=\$\(CONSUL_HTTP_ADDR=http:\/\/\$\{aws_lb\.dc2_[^}]+\}:8500 CONSUL_HTTP_TOKEN=\$\(aws .*dc2_[^)]*\) consul peering generate-token -name dc1\)$/,
    );
    expect(command("peering_establish_command")).toMatch(
      /^CONSUL_HTTP_ADDR=http:\/\/\$\{aws_lb\.dc1_[^}]+\}:8500 .* consul peering establish -name dc2 -peering-token "\$PEERING_TOKEN"$/,
    );
    expect(command("peering_check_command")).toMatch(/ consul peering read -name dc2$/);
  });
});

describe("line 0.6: WAN federation", () => {
  const template = synthesize(federation);

  test("the client names the datacenter, and leaves through the gateway of its own", () => {
    expect(upstreams(template, "0.6")).toMatchObject([
      { destinationName: "consul-wan-example-server-app", datacenter: "dc2", meshGateway: { mode: "local" } },
    ]);
  });

  test("the first datacenter is the primary, and the second one finds it through its gateway, after that is there", () => {
    expect(serverConfig(template, "dc1")).toMatchObject({
      primary_datacenter: "dc1",
      connect: { enable_mesh_gateway_wan_federation: true },
    });
    expect(serverConfig(template, "dc1")).not.toHaveProperty("primary_gateways");
    expect(serverConfig(template, "dc2")).toMatchObject({
      primary_datacenter: "dc1",
      primary_gateways: [expect.stringMatching(/^\$\{aws_lb\.dc1_gateway_.*\.dns_name\}:8443$/) as string],
      connect: { enable_mesh_gateway_wan_federation: true },
      acl: { enable_token_replication: true },
    });
    expect(service(template, "dc2-consul-server").depends_on).toContain(
      `aws_ecs_service.${service(template, "dc1-mesh-gateway").id}`,
    );
  });

  test("the second one has the token and the gossip key of the primary, and replicates with its token", () => {
    expect(Object.values(template.resources("aws_secretsmanager_secret")).map(({ name }) => name)).toEqual([
      "consul-wan-dc1-consul-server-bootstrap-token",
      "consul-wan-dc1-consul-server-gossip-key",
    ]);
    const first = secretsOf(template, "dc1-consul-server", "consul-server");
    expect(secretsOf(template, "dc2-consul-server", "consul-server")).toEqual({
      ...first,
      CONSUL_REPLICATION_TOKEN: first.CONSUL_HTTP_TOKEN,
    });
    expect(Object.keys(first)).toEqual(["CONSUL_GOSSIP_ENCRYPTION_KEY", "CONSUL_HTTP_TOKEN"]);
  });

  test("the gateways lead to the servers, and every agent belongs to the federation", () => {
    for (const family of ["dc1-mesh-gateway", "dc2-mesh-gateway", "client-app", "server-app"]) {
      const agent = containers(template, family)["consul-client"]?.command?.[0] ?? "";
      expect(staticConfig(agent)).toMatchObject({ primary_datacenter: "dc1", acl: { enable_token_replication: true } });
    }
    for (const datacenter of ["dc1", "dc2"]) {
      const init = containers(template, `${datacenter}-mesh-gateway`)["consul-ecs-mesh-init"] ?? {};
      expect(consulEcsConfigOf("0.6", init)).toMatchObject({ gateway: { meta: { "consul-wan-federation": "1" } } });
    }
  });

  test("the primary takes the entries of both meshes, and the second one none: it replicates them", () => {
    expect(entries(template, "dc1")).toEqual([
      "service-defaults consul-wan-example-client-app",
      "service-defaults consul-wan-example-server-app",
      "service-intentions *",
      "service-intentions consul-wan-example-server-app",
    ]);
    expect(entries(template, "dc2")).toBeUndefined();
  });
});

test("from one line to the other is one word", () => {
  expect(upstreams(withData({ release: "0.10" }), "0.10")).toMatchObject([{ destinationPeer: "dc2" }]);
  expect(upstreams(withData({ release: "0.6" }), "0.6")).toMatchObject([{ datacenter: "dc2" }]);
});

test("from one datacenter to two is one key", () => {
  const one = withData({ secondDatacenter: undefined });
  const two = withData({ secondDatacenter: {} });
  expect([one.count("aws_vpc"), two.count("aws_vpc")]).toEqual([1, 2]);
});

test.each(["0.10", "0.6"] as const)("without ACLs there is no controller and no token (line %s)", (release) => {
  const template = withData({ release, servers: { ...data.servers, acls: false } });
  expect(services(template).filter(([, { name }]) => name.includes("controller"))).toEqual([]);
  const secrets = Object.values(template.resources("aws_secretsmanager_secret")).map(({ name }) => name);
  expect(secrets).toEqual(release === "0.6" ? ["pair-dc1-consul-server-gossip-key"] : []);
  expect(JSON.stringify(template.outputs)).not.toContain("CONSUL_HTTP_TOKEN");
});

test("the datacenters have other names and networks where the data says so", () => {
  const existing = {
    vpcId: "vpc-0a1b2c3d",
    publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    privateSubnetIds: ["subnet-2a1b2c3d"],
  };
  const servers = { ...data.servers, datacenter: "east" };
  const template = withData({ servers, secondDatacenter: { datacenter: "west", network: existing } });
  expect(template.count("aws_vpc")).toBe(1);
  expect(service(template, "west-mesh-gateway").network_configuration.subnets).toEqual(existing.privateSubnetIds);
  expect(upstreams(template, "0.10")).toMatchObject([{ destinationPeer: "west" }]);
});

describe("configuration entries that are not the servers' own", () => {
  test("as files: by datacenter, and only where the servers take them", () => {
    const files = (release: string) =>
      addStack(Testing.app(), load({ release, configEntries: "files" })).configEntries();
    expect(Object.keys(files("0.10"))).toEqual(["dc1", "dc2"]);
    expect(Object.keys(files("0.6"))).toEqual(["dc1"]);
    expect(entries(withData({ configEntries: "files" }), "dc1")).toBeUndefined();
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
    expect(byProvider("consul.dc1")).toHaveLength(3);
    expect(byProvider("consul.dc2")).toHaveLength(5);
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
        expect.stringMatching(/^aws_ecs_service\.dc2_gateway_/),
      ]),
    );
  });

  test("by Terraform on line 0.6: in the primary only", () => {
    const template = withData({ release: "0.6", configEntries: "terraform" });
    expect(template.json.provider?.consul?.map(({ alias }) => alias)).toEqual(["dc1"]);
    expect(template.count("consul_config_entry")).toBe(4);
    expect(template.types).not.toContain("consul_peering");
  });
});
