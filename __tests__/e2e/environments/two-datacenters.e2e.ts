import { checkTwoDatacenters } from "./two-datacenters";

describe("two datacenters as peers (line 0.10), applied by Terraform", () =>
  checkTwoDatacenters("two-datacenters", {
    name: "consul-pair",
    controller: "consul-ecs-controller",
    proxy: "consul-dataplane",
    upstream: { destinationPeer: "dc2" },
    secrets: ["consul-server-bootstrap-token", "dc2-consul-server-bootstrap-token"],
    secondServerReads: { CONSUL_HTTP_TOKEN: "dc2-consul-server-bootstrap-token" },
    secondServer: () => ({
      datacenter: "dc2",
      peering: { enabled: true },
    }),
    delivered: {
      dc1: [
        "mesh",
        "service-defaults consul-pair-example-client-app",
        "service-router consul-pair-example-client-app",
        "service-intentions *",
      ],
      dc2: [
        "mesh",
        "service-defaults consul-pair-example-server-app",
        "service-router consul-pair-example-server-app",
        "service-intentions *",
        "service-intentions consul-pair-example-server-app",
        "exported-services default",
      ],
    },
    commands: {
      peering_generate_command:
        /^PEERING_TOKEN=\$\(aws ecs execute-command .* --cluster 'consul-pair-dc2' .* --command 'consul peering generate-token -name dc1' \| grep .*\)$/,
      peering_establish_command:
        /^aws ecs execute-command .* --cluster 'consul-pair' .* --command 'consul peering establish -name dc2 -peering-token '"\$PEERING_TOKEN"$/,
      peering_check_command: / --command 'consul peering read -name dc2'$/,
    },
  }));
