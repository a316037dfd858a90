import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { Construct } from "constructs";
import { openEgress } from "../../aws";
import type { ConsulServers } from "../../consul/consul-servers";
import type { Port } from "../../consul/releases/release-line";
import { releaseLine, type Release } from "../../consul/releases/releases";

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

  constructor(scope: Construct, id: string, props: MeshSecurityGroupProps) {
    super(scope, id);
    this.release = props.release;
    this.securityGroupId = new SecurityGroup(this, "group", {
      name: props.name,
      description: "Tasks of the Consul service mesh",
      vpcId: props.vpcId,
    }).id;
    const proxies = (props.proxyPorts ?? [20000]).map((port): Port => ({ port, protocol: "tcp" }));
    for (const port of [...proxies, ...releaseLine(props.release).agentPorts]) {
      this.allow("self", port, { selfAttribute: true, description: "Between the tasks of the mesh" });
    }
    openEgress(this, this.securityGroupId);
  }

  /** Opens a port of the tasks for a load balancer, or for whatever else has the security group. */
  allowFrom(id: string, securityGroupId: string, port: number, description: string): void {
    this.allow(id, { port, protocol: "tcp" }, { sourceSecurityGroupId: securityGroupId, description });
  }

  /**
   * Opens the ports between the tasks and the servers, in both directions, that the release line needs. Servers that are
   * known by their address ranges only are opened by whoever runs them.
   */
  connectTo(servers: ConsulServers): void {
    const { securityGroupId, cidrBlocks } = servers;
    const line = releaseLine(this.release);
    if (cidrBlocks !== undefined) {
      for (const port of line.agentPorts) {
        this.allow("from-servers-cidr", port, {
          cidrBlocks: [...cidrBlocks],
          description: "Gossip from the Consul servers",
        });
      }
    }
    if (securityGroupId === undefined) return;
    for (const { port, protocol } of line.serverPorts(servers.tls?.enabled ?? false)) {
      new SecurityGroupRule(this, `to-servers-${protocol}-${port}`, {
        type: "ingress",
        description: "Access to the Consul servers from the tasks of the mesh",
        fromPort: port,
        toPort: port,
        protocol,
        sourceSecurityGroupId: this.securityGroupId,
        securityGroupId,
      });
    }
    for (const port of line.agentPorts) {
      this.allow("from-servers", port, {
        sourceSecurityGroupId: securityGroupId,
        description: "Gossip from the Consul servers",
      });
    }
  }

  private allow(
    id: string,
    { port, protocol }: Port,
    from: {
      readonly selfAttribute?: boolean;
      readonly sourceSecurityGroupId?: string;
      readonly cidrBlocks?: string[];
      readonly description: string;
    },
  ): void {
    new SecurityGroupRule(this, `${id}-${protocol}-${port}`, {
      type: "ingress",
      fromPort: port,
      toPort: port,
      protocol,
      securityGroupId: this.securityGroupId,
      ...from,
    });
  }
}
