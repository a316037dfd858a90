import type { Construct } from "constructs";
import type { Environment } from "../environments";
import { releaseLine } from "../modules/consul-ecs";
import { DevServer, type DevServerProps } from "../modules/dev-server";
import { MeshStack } from "./mesh-stack";

/** The mesh with a Consul server on Fargate, for development. HCL: the example dev-server-fargate. */
export class FargateStack extends MeshStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, environment);
    const servers = this.makeServers();
    this.addMesh(servers, { after: [servers.service] });
    this.output("consul_ui_url", `http://${servers.loadBalancer?.dnsName}:8500/ui`, "Consul's UI and HTTP API.");
  }

  private makeServers(): DevServer {
    const { release, name, servers } = this.environment;
    const props = {
      ...releaseLine(release).devServer.encryptedGossip,
      release,
      name: `${name}-consul-server`,
      clusterArn: this.cluster.arn,
      vpcId: this.network.vpcId,
      subnetIds: this.network.privateSubnetIds,
      launchType: "FARGATE",
      datacenter: servers.datacenter,
      acls: servers.acls,
      loadBalancer: {
        subnetIds: this.network.publicSubnetIds,
        ingressCidrBlocks: [this.variables.ingressCidr],
      },
      // The target group gives the server up only after ten failed checks, 15 minutes: that is grace enough.
      healthCheckGracePeriodSeconds: 0,
      configEntries: this.bootstrapConfigEntries(),
      logConfiguration: this.logs("consul-server"),
      waitForSteadyState: this.variables.waitForSteadyState,
    } as const;
    // What a line adds belongs to that line, which TypeScript cannot see in a union of both.
    return new DevServer(this, "server", props as DevServerProps);
  }
}
