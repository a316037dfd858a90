import type { TerraformResource } from "cdktf";
import { AclController } from "../../../../modules/mesh/controller";
import { type Release } from "../../../../modules/consul";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { HcpServers, type HcpServersProps } from "../../../../modules/servers/hcp";
import { MeshTask } from "../../../../modules/mesh/task";
import { consulEcsConfigOf } from "../../../helpers/consul-ecs-schema";
import { Template, testStack, type Block } from "../../../helpers/template";
import { made, network, props, TOKEN_ARN } from "./given";

const idOf = (template: Template, type: string) => Object.keys(template.resources(type))[0]!;
const ref = (template: Template, type: string, attribute: string) => `\${${type}.${idOf(template, type)}.${attribute}}`;

describe("a cluster of its own", () => {
  const { template, servers } = made();

  it("is a cluster in an HVN, with the names of the example and HCP's smallest tier", () => {
    expect(template.resource("hcp_hvn")).toMatchObject({
      hvn_id: "mesh-hvn",
      cloud_provider: "aws",
      region: "us-east-1",
      cidr_block: "172.25.16.0/20",
    });
    expect(template.resource("hcp_consul_cluster")).toMatchObject({
      cluster_id: "mesh-consul",
      hvn_id: ref(template, "hcp_hvn", "hvn_id"),
      datacenter: "dc1",
      tier: "development",
      public_endpoint: false,
    });
  });

  it("takes each option", () => {
    const options = { datacenter: "east", hvnCidr: "192.168.0.0/20", tier: "plus", size: "large" } as const;
    const { template } = made({
      cluster: { ...options, minConsulVersion: "1.19.0", publicEndpoint: true },
      secretsRecoveryWindowInDays: 7,
    });
    expect(template.resource("hcp_hvn")).toMatchObject({ cidr_block: "192.168.0.0/20" });
    expect(template.resource("hcp_consul_cluster")).toMatchObject({
      datacenter: "east",
      tier: "plus",
      size: "large",
      min_consul_version: "1.19.0",
      public_endpoint: true,
    });
    expect(template.resource("aws_secretsmanager_secret")).toMatchObject({ recovery_window_in_days: 7 });
  });

  it("asks for a peering from its HVN to the VPC, in the caller's account", () => {
    expect(template.resource("hcp_aws_network_peering")).toMatchObject({
      peering_id: "mesh-peering",
      hvn_id: ref(template, "hcp_hvn", "hvn_id"),
      peer_vpc_id: "vpc-0a1b2c3d",
      peer_vpc_region: "us-east-1",
      peer_account_id: `\${data.aws_caller_identity.${Object.keys(template.dataSources("aws_caller_identity"))[0]}.account_id}`,
    });
  });

  it("accepts that very peering, and makes HCP's route only then", () => {
    expect(template.resource("aws_vpc_peering_connection_accepter")).toMatchObject({
      vpc_peering_connection_id: ref(template, "hcp_aws_network_peering", "provider_peering_id"),
      auto_accept: true,
    });
    expect(template.resource("hcp_hvn_route")).toMatchObject({
      hvn_link: ref(template, "hcp_hvn", "self_link"),
      hvn_route_id: "mesh-route",
      destination_cidr: "10.0.0.0/16",
      target_link: ref(template, "hcp_aws_network_peering", "self_link"),
      depends_on: [`aws_vpc_peering_connection_accepter.${idOf(template, "aws_vpc_peering_connection_accepter")}`],
    });
  });

  it("gives every route table of the VPC a route through the accepted peering", () => {
    const routes = Object.values(template.resources("aws_route"));
    expect(routes.map(({ route_table_id }) => route_table_id).sort()).toEqual([
      "rtb-0a1b2c3d",
      "rtb-1a1b2c3d",
      "rtb-2a1b2c3d",
    ]);
    for (const route of routes) {
      expect(route).toMatchObject({
        destination_cidr_block: ref(template, "hcp_hvn", "cidr_block"),
        vpc_peering_connection_id: ref(template, "aws_vpc_peering_connection_accepter", "vpc_peering_connection_id"),
      });
    }
  });

  it("says what to wait for: all routes, of both sides", () => {
    const types = servers.ready.map((resource) => (resource as TerraformResource).terraformResourceType);
    expect(types.sort()).toEqual(["aws_route", "aws_route", "aws_route", "hcp_hvn_route"]);
  });

  it("warns that HCP Consul Dedicated has ended, without the paths of this machine", () => {
    const warnings = servers.node.metadata.filter(({ type }) => type === "@cdktf/warn");
    expect(warnings.map(({ data }) => data as string)).toEqual([expect.stringContaining("ended on 2025-11-12")]);
    expect(warnings[0]?.trace).toBeUndefined();
  });
});

describe("an existing cluster", () => {
  const existing = { clusterId: "old-cluster", bootstrapToken: { secretArn: TOKEN_ARN } } as const;

  it("is looked up with its HVN, and nothing is made on HCP but the peering", () => {
    const { template, servers } = made({ cluster: existing });
    expect(template.types.filter((type) => type.startsWith("hcp_"))).toEqual([
      "hcp_aws_network_peering",
      "hcp_hvn_route",
    ]);
    expect(template.dataSource("hcp_consul_cluster")).toMatchObject({ cluster_id: "old-cluster" });
    expect(template.dataSource("hcp_hvn").hvn_id).toMatch(/^\$\{data\.hcp_consul_cluster\..*\.hvn_id\}$/);
    expect(template.resource("hcp_hvn_route").hvn_link).toMatch(/^\$\{data\.hcp_hvn\..*\.self_link\}$/);
    expect(servers.bootstrapTokenSecretArn).toBe(TOKEN_ARN);
    expect(template.count("aws_secretsmanager_secret")).toBe(0);
  });

  it("has its range compared by Terraform, because only HCP knows it", () => {
    const { template } = made({ cluster: existing });
    const { lifecycle } = template.resource<{ lifecycle: { precondition: { condition: string }[] } }>(
      "hcp_aws_network_peering",
    );
    expect(lifecycle.precondition[0]?.condition).toMatch(/cidrhost\(.*data\.hcp_hvn\./);
  });

  it("is not peered twice", () => {
    const { template, servers } = made({ cluster: { ...existing, peering: false } });
    expect(template.types).toEqual([]);
    expect(servers.ready).toEqual([]);
  });

  it("gets a new root token only where that is asked for", () => {
    expect(made({ cluster: existing }).template.count("hcp_consul_cluster_root_token")).toBe(0);
    const { template } = made({ cluster: { ...existing, bootstrapToken: "replace" } });
    expect(template.resource("aws_secretsmanager_secret_version")).toMatchObject({
      secret_string_wo: ref(template, "hcp_consul_cluster_root_token", "secret_id"),
    });
  });
});

describe("secrets", () => {
  const versions = (template: Template): Record<string, Block> =>
    Object.fromEntries(
      Object.entries(template.resources("aws_secretsmanager_secret_version")).map(([id, version]): [string, Block] => [
        /servers_(.*)_version/.exec(id)?.[1] ?? id,
        version,
      ]),
    );

  it("are the bootstrap token alone where no client agents run", () => {
    const { template, servers } = made();
    expect(Object.values(template.resources("aws_secretsmanager_secret")).map(({ name }) => name)).toEqual([
      "mesh-bootstrap-token",
    ]);
    expect(servers.gossipKeySecretArn).toBeUndefined();
    expect(servers.tls.caCertSecretArn).toBeUndefined();
  });

  it("are the gossip key and the CA of RPC too where they do", () => {
    const { template } = made({ release: "0.6" });
    const cluster = `hcp_consul_cluster.${idOf(template, "hcp_consul_cluster")}`;
    expect(
      Object.fromEntries(
        Object.entries(versions(template)).map(([id, { secret_string_wo }]) => [id, secret_string_wo]),
      ),
    ).toEqual({
      "bootstrap-token": `\${${cluster}.consul_root_token_secret_id}`,
      "gossip-key": `\${jsondecode(base64decode(${cluster}.consul_config_file)).encrypt}`,
      "consul-ca-cert": `\${base64decode(${cluster}.consul_ca_file)}`,
    });
  });

  it("are written again when the cluster is another one: the version follows something public of it", () => {
    const { template } = made({ release: "0.6" });
    for (const [id, attribute] of [
      ["bootstrap-token", "consul_root_token_accessor_id"],
      ["gossip-key", "consul_ca_file"],
      ["consul-ca-cert", "consul_ca_file"],
    ]) {
      expect(versions(template)[id!]?.secret_string_wo_version).toMatch(
        new RegExp(`^\\$\\{parseint\\(substr\\(sha256\\(hcp_consul_cluster\\..*\\.${attribute}\\), 0, 8\\), 16\\)\\}$`),
      );
    }
  });

  it.each(["0.10", "0.6"] as const)("go nowhere else on line %s: neither into a task nor into an output", (release) => {
    const { json } = meshOn(release);
    const { aws_secretsmanager_secret_version, ...others } = json.resource!;
    expect(JSON.stringify(aws_secretsmanager_secret_version)).not.toContain('"secret_string"');
    for (const secret of ["root_token", ".encrypt", "consul_ca_file"]) {
      expect(JSON.stringify([others, json.output, json.locals])).not.toContain(secret);
    }
  });
});

/** A mesh on HCP: the controller and a task, reached through the mesh's security group. */
function meshOn(release: Release): Template {
  return Template.of(
    testStack((stack) => {
      const servers = new HcpServers(stack, "servers", props({ release } satisfies Partial<HcpServersProps>));
      const common = { release, servers };
      const clusterArn = "arn:aws:ecs:us-east-1:123456789012:cluster/mesh";
      const mesh = new MeshSecurityGroup(stack, "mesh", { release, name: "mesh", vpcId: network().vpcId });
      mesh.connectTo(servers);
      new AclController(stack, "controller", { ...common, clusterArn, namePrefix: "mesh", subnetIds: ["subnet-1"] });
      new MeshTask(stack, "app", {
        ...common,
        family: "app",
        containers: [{ name: "app", image: "app:1" }],
        port: 8080,
      });
    }),
  );
}

const taskOf = (template: Template, part: string) =>
  Object.keys(template.resources("aws_ecs_task_definition")).find((id) => id.startsWith(part))!;
const RETRY_JOIN =
  /^\$\{(element\()?jsondecode\(base64decode\(hcp_consul_cluster\..*\.consul_config_file\)\)\.retry_join/;

describe("what the tasks are told on line 0.10", () => {
  const template = meshOn("0.10");

  it.each([
    ["app", "consul-ecs-mesh-init"],
    ["controller", "consul-ecs-controller"],
  ])("%s: the private host, HTTP on 443 and gRPC on 8502, both with TLS and no CA", (part, container) => {
    const task = taskOf(template, part);
    const config = consulEcsConfigOf("0.10", template.container(container, task)) as {
      consulServers: { hosts: string; http: object; grpc: object; defaults: object };
    };
    expect(config.consulServers).toMatchObject({
      http: { port: 443, https: true },
      grpc: { port: 8502 },
      defaults: { tls: true },
    });
    expect(config.consulServers.hosts).toMatch(RETRY_JOIN);
    const secrets = Object.values(template.containers(task)).flatMap((each) => each.secrets ?? []);
    expect(secrets.filter(({ name }) => name.includes("CACERT"))).toEqual([]);
  });

  it("opens nothing of the mesh to HCP", () => {
    const open = Object.values(template.resources("aws_security_group_rule")).filter(({ type }) => type === "ingress");
    expect(open.filter((rule) => "cidr_blocks" in rule)).toEqual([]);
  });
});

describe("what the tasks are told on line 0.6", () => {
  const template = meshOn("0.6");
  const secretsOf = (part: string, container: string) =>
    (template.container(container, taskOf(template, part)).secrets ?? []).map(({ name }) => name).sort();

  it("client agents join by the list of HCP, with its CA for RPC and its gossip key", () => {
    const task = taskOf(template, "app");
    const agent = template.container("consul-client", task);
    expect(agent.command?.[0]).toMatch(
      /"retry_join":"\$\{jsondecode\(base64decode\(hcp_consul_cluster\..*\.retry_join\}"/,
    );
    expect(secretsOf("app", "consul-client")).toEqual(["CONSUL_CACERT_PEM", "CONSUL_GOSSIP_ENCRYPTION_KEY"]);
    const config = consulEcsConfigOf("0.6", template.container("consul-ecs-mesh-init", task));
    expect(config.consulHTTPAddr).toMatch(/^\$\{hcp_consul_cluster\..*\.consul_private_endpoint_url\}$/);
    expect(config.consulCACertFile).toBe("");
  });

  it("the controller trusts the public CAs: with HCP's own it could not reach the HTTP API", () => {
    expect(secretsOf("controller", "consul-acl-controller")).toEqual(["CONSUL_HTTP_TOKEN"]);
  });

  it("the servers may gossip with the tasks, by TCP and UDP", () => {
    const rules = Object.values(template.resources("aws_security_group_rule")).filter((rule) =>
      JSON.stringify(rule.cidr_blocks)?.includes("hcp_hvn"),
    );
    expect(rules.map(({ type, from_port, to_port, protocol }) => [type, from_port, to_port, protocol])).toEqual([
      ["ingress", 8301, 8301, "tcp"],
      ["ingress", 8301, 8301, "udp"],
    ]);
  });
});
