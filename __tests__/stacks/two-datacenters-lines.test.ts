import { evaluateTemplate } from "../helpers/evaluate-template";
import { consulEcsConfigOf } from "../helpers/consul-ecs-schema";
import { staticConfig } from "../helpers/server-config";
import { delivered, named, secretNames, service, services, synthesize } from "./given";
import {
  containers,
  familyOf,
  federation,
  PAIR,
  peers,
  secretsOf,
  serverConfig,
  upstreams,
  withData,
} from "./two-datacenters";

describe("line 0.10: peers", () => {
  const { template } = synthesize(peers);

  test("the client names the peer, and leaves through the gateway of its own datacenter", () => {
    expect(upstreams(template, "0.10")).toMatchObject([
      { destinationName: "consul-pair-example-server-app", destinationPeer: "dc2", meshGateway: { mode: "local" } },
    ]);
  });

  test("each cluster has its own token, and no server is told of the other datacenter", () => {
    expect(secretNames(template)).toEqual([
      "consul-pair-consul-server-bootstrap-token",
      "consul-pair-dc2-consul-server-bootstrap-token",
    ]);
    for (const datacenter of ["dc1", "dc2"]) {
      const config = serverConfig(template, familyOf(peers, datacenter, "consul-server-1"));
      expect(config).toMatchObject({ datacenter, peering: { enabled: true } });
      expect(config).not.toHaveProperty("primary_datacenter");
    }
  });

  test("each cluster is delivered its own entries; that of the server exports it, and allows the client of the peer", () => {
    const of = (datacenter: string) => delivered(template, familyOf(peers, datacenter, "consul-ecs-controller"));
    expect(named(of("dc1"))).toEqual([
      "mesh",
      "service-defaults consul-pair-example-client-app",
      "service-router consul-pair-example-client-app",
      "service-intentions *",
    ]);
    expect(named(of("dc2")).sort()).toEqual([
      "exported-services default",
      "mesh",
      "service-defaults consul-pair-example-server-app",
      "service-intentions *",
      "service-intentions consul-pair-example-server-app",
      "service-router consul-pair-example-server-app",
    ]);
    expect(of("dc2")).toContainEqual(
      expect.objectContaining({
        Kind: "service-intentions",
        Sources: [expect.objectContaining({ Name: "consul-pair-example-client-app", Peer: "dc1", Action: "allow" })],
      }),
    );
  });

  test("the second cluster makes the token, for the first, which dials", () => {
    const command = (name: string) => evaluateTemplate(String(template.outputs[name]?.value));
    expect(command("peering_generate_command")).toMatch(
      /^PEERING_TOKEN=\$\(aws .* --cluster '\$\{aws_ecs_cluster\.dc2_.*'consul peering generate-token -name dc1' \| grep .*\)$/,
    );
    expect(command("peering_establish_command")).toMatch(
      /^aws .* --cluster '\$\{aws_ecs_cluster\.dc1_.*'consul peering establish -name dc2 -peering-token '"\$PEERING_TOKEN"$/,
    );
    expect(command("peering_check_command")).toMatch(/'consul peering read -name dc2'$/);
  });
});

describe("line 0.6: WAN federation", () => {
  const { template } = synthesize(federation);

  test("the client names the datacenter, and leaves through the gateway of its own", () => {
    expect(upstreams(template, "0.6")).toMatchObject([
      { destinationName: "consul-wan-example-server-app", datacenter: "dc2", meshGateway: { mode: "local" } },
    ]);
  });

  test("the first datacenter is the primary, and the second one finds it through its gateway, after that is there", () => {
    expect(serverConfig(template, "consul-wan-consul-server-1")).toMatchObject({
      primary_datacenter: "dc1",
      connect: { enable_mesh_gateway_wan_federation: true },
    });
    expect(serverConfig(template, "consul-wan-consul-server-1")).not.toHaveProperty("primary_gateways");
    expect(serverConfig(template, "dc2-consul-server-1")).toMatchObject({
      primary_datacenter: "dc1",
      primary_gateways: [expect.stringMatching(/^\$\{aws_lb\.dc1_mesh_gateway_.*\.dns_name\}:8443$/) as string],
      connect: { enable_mesh_gateway_wan_federation: true },
      acl: { enable_token_replication: true },
    });
    expect(service(template, "dc2-consul-server-1").depends_on).toContain(
      `aws_ecs_service.${service(template, "consul-wan-mesh-gateway").id}`,
    );
  });

  test("the second one has the token and the gossip key of the primary, and replicates with its token", () => {
    expect(secretNames(template)).toEqual([
      "consul-wan-consul-server-bootstrap-token",
      "consul-wan-consul-server-gossip-key",
    ]);
    const first = secretsOf(template, "consul-wan-consul-server-1", "consul-server");
    expect(secretsOf(template, "dc2-consul-server-1", "consul-server")).toEqual({
      ...first,
      CONSUL_REPLICATION_TOKEN: first.CONSUL_HTTP_TOKEN,
    });
    expect(Object.keys(first)).toEqual(["CONSUL_GOSSIP_ENCRYPTION_KEY", "CONSUL_HTTP_TOKEN"]);
  });

  test("the gateways lead to the servers, and every agent belongs to the federation", () => {
    for (const family of ["wan-mesh-gateway", "dc2-mesh-gateway", "client-app", "server-app"]) {
      const agent = containers(template, family)["consul-client"]?.command?.[0] ?? "";
      expect(staticConfig(agent)).toMatchObject({ primary_datacenter: "dc1", acl: { enable_token_replication: true } });
    }
    for (const datacenter of ["dc1", "dc2"]) {
      const init = containers(template, familyOf(federation, datacenter, "mesh-gateway"))["consul-ecs-mesh-init"] ?? {};
      expect(consulEcsConfigOf("0.6", init)).toMatchObject({ gateway: { meta: { "consul-wan-federation": "1" } } });
    }
  });

  test("the primary is delivered the entries of both meshes, and the second one none: it replicates them", () => {
    expect(named(delivered(template, "consul-wan-consul-acl-controller"))).toEqual([
      "service-defaults consul-wan-example-client-app",
      "service-defaults consul-wan-example-server-app",
      "service-router consul-wan-example-client-app",
      "service-router consul-wan-example-server-app",
      "service-intentions *",
      "service-intentions consul-wan-example-server-app",
    ]);
    expect(delivered(template, "dc2-consul-acl-controller")).toEqual([]);
  });

  test("the second one has nothing to deliver with either, where there is no controller", () => {
    const open = withData({ release: "0.6", servers: { ...PAIR.servers, acls: false } });
    expect(services(open).filter(({ name }) => name.includes("config-entries"))).toHaveLength(1);
  });
});
