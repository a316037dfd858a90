import type { Construct } from "constructs";
import type { EnvironmentOf } from "../environments";
import { Ec2Servers } from "../modules/servers/ec2";
import { certificateAuthority } from "./certificate-authority";
import { MeshStack } from "./mesh-stack";

/** The mesh with Consul servers on EC2 instances, for production. */
export class Ec2Stack extends MeshStack {
  constructor(scope: Construct, environment: EnvironmentOf<"ec2">) {
    super(scope, environment);
    const servers = this.makeServers(environment);
    this.addMesh(servers, { after: [...servers.ready] });
    this.output("consul_ui_url", `${servers.httpAddress}/ui`, "Consul's UI and HTTP API, from within the network.");
  }

  private makeServers({ release, name, servers }: EnvironmentOf<"ec2">): Ec2Servers {
    return new Ec2Servers(this, "server", {
      release,
      name: `${name}-server`,
      vpcId: this.network.vpcId,
      subnetIds: this.network.privateSubnetIds,
      serverCount: servers.count,
      datacenter: servers.datacenter,
      architecture: servers.architecture,
      instanceType: servers.instanceType,
      tls: servers.tls === "none" ? undefined : certificateAuthority(this, name, servers.tls),
      acls: servers.acls,
      ui: servers.uiCidrBlocks.length > 0 ? { ingressCidrBlocks: servers.uiCidrBlocks } : undefined,
      snapshots: servers.snapshots ? {} : undefined,
      logs: { logGroup: name },
      alarms: servers.alarms ? {} : undefined,
      configEntries: this.bootstrapConfigEntries(),
    });
  }
}
