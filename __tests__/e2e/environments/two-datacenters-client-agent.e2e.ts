import { checkTwoDatacenters } from "./two-datacenters";

describe("two datacenters in a WAN federation (line 0.6), applied by Terraform", () =>
  checkTwoDatacenters("two-datacenters-client-agent", {
    name: "consul-wan",
    controller: "consul-acl-controller",
    proxy: "sidecar-proxy",
    upstream: { datacenter: "dc2" },
    secrets: ["consul-server-bootstrap-token", "consul-server-gossip-key"],
    secondServerReads: {
      CONSUL_GOSSIP_ENCRYPTION_KEY: "consul-server-gossip-key",
      CONSUL_HTTP_TOKEN: "consul-server-bootstrap-token",
      CONSUL_REPLICATION_TOKEN: "consul-server-bootstrap-token",
    },
    secondServer: (firstGateway) => ({
      datacenter: "dc2",
      primary_datacenter: "dc1",
      primary_gateways: [firstGateway],
      connect: { enable_mesh_gateway_wan_federation: true },
      acl: { enable_token_replication: true },
    }),
    delivered: {
      dc1: [
        "service-defaults consul-wan-example-client-app",
        "service-defaults consul-wan-example-server-app",
        "service-router consul-wan-example-client-app",
        "service-router consul-wan-example-server-app",
        "service-intentions *",
        "service-intentions consul-wan-example-server-app",
      ],
    },
    commands: {
      federation_check_command:
        /^aws ecs execute-command .* --cluster 'consul-wan' .* --command 'consul members -wan'$/,
    },
  }));
