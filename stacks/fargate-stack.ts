import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import { releaseLine, type ConsulServers } from "../modules/consul";
import { DevServer } from "../modules/servers/dev";
import type { HttpLoadBalancer } from "../modules/aws/load-balancer";
import { ServerCluster } from "../modules/servers/cluster";
import { certificateAuthority } from "./certificate-authority";
import { MeshStack } from "./mesh-stack";

/** Servers that are tasks, and the services that run them. */
interface TaskServers {
  readonly servers: ConsulServers;
  readonly services: readonly EcsService[];
  readonly loadBalancer?: HttpLoadBalancer;
}

/**
 * The mesh with Consul servers as tasks: one that keeps nothing, for development (HCL: the example dev-server-fargate), or
 * those of a cluster, which keep what they have been told.
 */
export class FargateStack extends MeshStack {
  constructor(scope: Construct, environment: EnvironmentOf<"fargate">) {
    super(scope, environment);
    const { servers, services, loadBalancer } = this.makeServers(environment);
    this.addMesh(servers, { after: services });
    this.output("consul_ui_url", `http://${loadBalancer?.dnsName}:8500/ui`, "Consul's UI and HTTP API.");
  }

  /** One server that keeps its data is a cluster of one: it can become one of three. */
  private makeServers(environment: EnvironmentOf<"fargate">): TaskServers {
    const { count, persistent } = environment.servers;
    const props = this.serverProps(environment);
    if (count > 1 || persistent) {
      const cluster = { ...props, serverCount: count, persistence: persistent, waitForSteadyState: true };
      const servers = new ServerCluster(this, "servers", cluster);
      return { servers, services: servers.services, loadBalancer: servers.loadBalancer };
    }
    const server = new DevServer(this, "server", props);
    return { servers: server, services: [server.service], loadBalancer: server.loadBalancer };
  }

  private serverProps({ release, name, servers }: EnvironmentOf<"fargate">) {
    return {
      ...releaseLine(release).devServer.encryptedGossip,
      release,
      name: `${name}-consul-server`,
      clusterArn: this.cluster.arn,
      vpcId: this.network.vpcId,
      subnetIds: this.network.privateSubnetIds,
      ...(this.placement ?? { launchType: "FARGATE" as const }),
      dependsOn: this.beforeServices,
      datacenter: servers.datacenter,
      acls: servers.acls,
      tls: servers.tls === "none" ? undefined : certificateAuthority(this, name, servers.tls),
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
  }
}
