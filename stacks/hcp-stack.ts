import { HcpProvider } from "@cdktf/provider-hcp/lib/provider";
import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import { HcpServers, type ExistingHcpCluster, type HcpCluster } from "../modules/servers/hcp";
import { MeshStack } from "./mesh-stack";
import { warnOfBootstrap } from "./no-bootstrap";

/** The mesh with Consul servers on HCP, or an existing cluster there. HCL: the example admin-partitions, for its servers. */
export class HcpStack extends MeshStack {
  constructor(scope: Construct, environment: EnvironmentOf<"hcp">) {
    super(scope, environment);
    // Its credentials are of the run: HCP_CLIENT_ID, HCP_CLIENT_SECRET and HCP_PROJECT_ID.
    new HcpProvider(this, "hcp", {});
    warnOfBootstrap(this, environment);
    const servers = new HcpServers(this, "server", {
      release: environment.release,
      name: environment.name,
      region: environment.region,
      network: this.network,
      cluster: clusterOf(environment.servers),
    });
    this.addMesh(servers, { after: servers.ready });
    this.output("consul_ui_url", `${servers.httpAddress}/ui`, "Consul's UI and HTTP API, from within the network.");
    this.output("consul_public_url", servers.publicUrl, "The same on the internet; empty without a public endpoint.");
  }
}

function clusterOf(servers: EnvironmentOf<"hcp">["servers"]): HcpCluster | ExistingHcpCluster {
  const { datacenter, hvnCidr, tier, publicEndpoint } = servers;
  return servers.existing ?? { datacenter, hvnCidr, tier, publicEndpoint };
}
