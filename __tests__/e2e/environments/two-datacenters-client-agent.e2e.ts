import { checkTwoDatacenters } from "./two-datacenters";

describe("two datacenters in a WAN federation (line 0.6), applied by Terraform", () =>
  checkTwoDatacenters("two-datacenters-client-agent", {
    name: "consul-wan",
    controller: "consul-acl-controller",
    proxy: "sidecar-proxy",
    upstream: { datacenter: "dc2" },
    secrets: ["dc1-consul-server-bootstrap-token", "dc1-consul-server-gossip-key"],
    secondServerReads: {
      CONSUL_GOSSIP_ENCRYPTION_KEY: "dc1-consul-server-gossip-key",
      CONSUL_HTTP_TOKEN: "dc1-consul-server-bootstrap-token",
      CONSUL_REPLICATION_TOKEN: "dc1-consul-server-bootstrap-token",
    },
    secondServer: (firstGateway) => ({
      datacenter: "dc2",
      primary_datacenter: "dc1",
      primary_gateways: [firstGateway],
      connect: { enable_mesh_gateway_wan_federation: true },
      acl: { enable_token_replication: true },
    }),
    commands: { federation_check_command: /^CONSUL_HTTP_ADDR=http:\/\/consul-wan-dc1-.*:8500 .* consul members -wan$/ },
  }));
