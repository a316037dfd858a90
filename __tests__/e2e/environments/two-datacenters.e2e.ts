import { checkTwoDatacenters } from "./two-datacenters";

const ALLOWS_THE_CLIENT = {
  Kind: "service-intentions",
  Name: "consul-pair-example-server-app",
  Sources: [{ Name: "consul-pair-example-client-app", Peer: "dc1", Action: "allow", Type: "consul", Precedence: 9 }],
};

describe("two datacenters as peers (line 0.10), applied by Terraform", () =>
  checkTwoDatacenters("two-datacenters", {
    name: "consul-pair",
    controller: "consul-ecs-controller",
    proxy: "consul-dataplane",
    upstream: { destinationPeer: "dc2" },
    secrets: ["dc1-consul-server-bootstrap-token", "dc2-consul-server-bootstrap-token"],
    secondServerReads: { CONSUL_HTTP_TOKEN: "dc2-consul-server-bootstrap-token" },
    secondServer: () => ({
      datacenter: "dc2",
      peering: { enabled: true },
      config_entries: {
        bootstrap: expect.arrayContaining([
          { Kind: "mesh", Peering: { PeerThroughMeshGateways: true } },
          ALLOWS_THE_CLIENT,
          {
            Kind: "exported-services",
            Name: "default",
            Services: [{ Name: "consul-pair-example-server-app", Consumers: [{ Peer: "dc1" }] }],
          },
        ]) as unknown,
      },
    }),
    commands: {
      peering_generate_command:
        /^PEERING_TOKEN=\$\(CONSUL_HTTP_ADDR=http:\/\/consul-pair-dc2-.*:8500 .* consul peering generate-token -name dc1\)$/,
      peering_establish_command:
        /^CONSUL_HTTP_ADDR=http:\/\/consul-pair-dc1-.*:8500 .* consul peering establish -name dc2 -peering-token "\$PEERING_TOKEN"$/,
      peering_check_command: / consul peering read -name dc2$/,
    },
  }));
