import { HcpProvider } from "@cdktf/provider-hcp/lib/provider";
import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import { HcpServers, type ExistingHcpCluster, type HcpCluster } from "../modules/servers/hcp";
import { EnvironmentStack } from "./environment-stack";
import type { MadeServers, ServersPlace } from "./servers";

/** The mesh with Consul servers on HCP, or an existing cluster there. HCL: the example admin-partitions, for its servers. */
export class HcpStack extends EnvironmentStack {
  constructor(scope: Construct, environment: EnvironmentOf<"hcp">) {
    super(scope, environment);
    // Its credentials are of the run: HCP_CLIENT_ID, HCP_CLIENT_SECRET and HCP_PROJECT_ID.
    new HcpProvider(this, "hcp", {});
    this.warnOfBootstrap();
    this.addDatacenter(environment.servers.datacenter, (place) => hcpServers(environment, place));
  }
}

function hcpServers({ release, region, servers: data }: EnvironmentOf<"hcp">, place: ServersPlace): MadeServers {
  const servers = new HcpServers(place.scope, "servers", {
    release,
    name: place.name,
    region,
    network: place.network,
    cluster: clusterOf(data),
  });
  return {
    servers,
    outputs: {
      consul_ui_url: {
        value: `${servers.httpAddress}/ui`,
        description: "Consul's UI and HTTP API, from within the network.",
      },
      consul_public_url: {
        value: servers.publicUrl,
        description: "The same on the internet; empty without a public endpoint.",
      },
    },
  };
}

function clusterOf(servers: EnvironmentOf<"hcp">["servers"]): HcpCluster | ExistingHcpCluster {
  const { datacenter, hvnCidr, tier, publicEndpoint } = servers;
  return servers.existing ?? { datacenter, hvnCidr, tier, publicEndpoint };
}
