import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { Construct } from "constructs";
import { openEgress, SecurityGroupConnections, type Peer } from "../../aws";
import { checkServers, releaseLine, type ConsulServers, type Port, type Release } from "../../consul";

export interface MeshSecurityGroupProps {
  readonly release: Release;
  /** Name of the security group. */
  readonly name: string;
  readonly vpcId: string;
  /** Ports on which proxies listen for other proxies, beside the gossip that the release line needs. @default [20000] */
  readonly proxyPorts?: readonly number[];
}

/**
 * The security group of all tasks of the mesh. They reach each other's proxies and nothing else of each other, so that
 * no call gets around the mesh and its intentions.
 */
export class MeshSecurityGroup extends Construct {
  readonly securityGroupId: string;
  private readonly release: Release;
  private readonly connections: SecurityGroupConnections;

  constructor(scope: Construct, id: string, props: MeshSecurityGroupProps) {
    super(scope, id);
    this.release = props.release;
    this.securityGroupId = new SecurityGroup(this, "group", {
      name: props.name,
      description: "Tasks of the Consul service mesh",
      vpcId: props.vpcId,
    }).id;
    const proxies = (props.proxyPorts ?? [20000]).map((port): Port => ({ port, protocol: "tcp" }));
    this.connections = new SecurityGroupConnections(this, this.securityGroupId);
    for (const { port, protocol } of [...proxies, ...releaseLine(props.release).agentPorts]) {
      new SecurityGroupRule(this, `self-${protocol}-${port}`, {
        type: "ingress",
        description: "Between the tasks of the mesh",
        fromPort: port,
        toPort: port,
        protocol,
        selfAttribute: true,
        securityGroupId: this.securityGroupId,
      });
    }
    openEgress(this, this.securityGroupId);
  }

  /** Opens a port of the tasks for a load balancer, or for whatever else calls them from outside the mesh. */
  allowFrom(peer: Peer, port: number, description: string): void {
    this.connections.allowFrom(peer, { port, protocol: "tcp" }, description);
  }

  /**
   * Opens the ports between the tasks and the servers, in both directions, that the release line needs. Servers that are
   * known by their address ranges only are opened by whoever runs them.
   */
  connectTo(servers: ConsulServers & Pick<Peer, "peerId">): void {
    const line = releaseLine(this.release);
    checkServers(this, `MeshSecurityGroup "${this.node.path}"`, servers);
    for (const port of line.serverPorts(servers.tls?.enabled ?? false)) {
      this.connections.allowTo(servers, port, "Access to the Consul servers from the tasks of the mesh");
    }
    for (const port of line.agentPorts) {
      this.connections.allowFrom(servers, port, "Gossip from the Consul servers");
    }
  }
}
