import type { Construct } from "constructs";
import { hasSecondDatacenter, type EnvironmentOf } from "../environments";
import { certificateAuthority } from "./certificate-authority";
import { EnvironmentStack } from "./environment-stack";
import { fargateServers } from "./fargate-servers";

/**
 * The mesh with Consul servers as tasks of ECS, and with a second datacenter where the environment has one.
 * HCL: the examples dev-server-fargate, mesh-gateways (v0.6.2) and cluster-peering (v0.10.0).
 */
export class FargateStack extends EnvironmentStack {
  constructor(scope: Construct, environment: EnvironmentOf<"fargate">) {
    super(scope, environment);
    const { name, servers } = environment;
    const tls = servers.tls === "none" ? undefined : certificateAuthority(this, name, servers.tls);
    const makeServers = fargateServers(environment, tls);
    if (hasSecondDatacenter(environment)) this.addJoinedDatacenters(environment, makeServers);
    else this.addDatacenter(servers.datacenter, makeServers);
  }
}
