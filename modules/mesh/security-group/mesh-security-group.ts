import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { Construct } from "constructs";
import {
  enforce,
  givenProps,
  known,
  lifecycleWith,
  openEgress,
  SecurityGroupConnections,
  type Peer,
  together,
  typeRules,
} from "../../aws";
import { checkServers, releaseLine, type ConsulServers, type Port, type Release } from "../../consul";
import type { MeshSecurityGroupProps } from "./props";
import { meshSecurityGroupRules, openingRules } from "./rules";

/** The rules of the group are constructs with such ids. */
const PEER_ID = known("because rules are named by it", "Write it out.");

/**
 * The security group of all tasks of the mesh. They reach each other's proxies and nothing else of each other, so that
 * no call gets around the mesh and its intentions.
 */
export class MeshSecurityGroup extends Construct {
  readonly securityGroupId: string;
  private readonly release: Release;
  private readonly connections: SecurityGroupConnections;

  constructor(scope: Construct, id: string, given: MeshSecurityGroupProps) {
    super(scope, id);
    const props = givenProps(this.subject, given);
    const line = releaseLine(props.release);
    const preconditions = enforce(
      this.subject,
      together(typeRules("MeshSecurityGroup", props), () => meshSecurityGroupRules(props)),
    );
    this.release = props.release;
    this.securityGroupId = new SecurityGroup(this, "group", {
      name: props.name,
      description: "Tasks of the Consul service mesh",
      vpcId: props.vpcId,
      lifecycle: lifecycleWith(preconditions),
    }).id;
    const proxies = (props.proxyPorts ?? [20000]).map((port): Port => ({ port, protocol: "tcp" }));
    this.connections = new SecurityGroupConnections(this, this.securityGroupId);
    this.openAmongTasks([...proxies, ...line.agentPorts]);
    openEgress(this, this.securityGroupId);
  }

  /** Opens a port of the tasks for a load balancer, or for whatever else calls them from outside the mesh. */
  allowFrom(peer: Peer, port: number, description: string): void {
    enforce(
      this.subject,
      together(typeRules("MeshSecurityGroup.allowFrom", { peer, port, description }), () =>
        openingRules(peer, port, description),
      ),
    );
    this.connections.allowFrom(peer, { port, protocol: "tcp" }, description);
  }

  /**
   * Opens the ports between the tasks and the servers, in both directions, that the release line needs. Servers that are
   * known by their address ranges only are opened by whoever runs them.
   *
   * @param release a second line, beside the group's own, that some of the tasks are on
   */
  connectTo(servers: ConsulServers & Pick<Peer, "peerId">, release: Release = this.release): void {
    const line = releaseLine(release);
    // What is told of servers anywhere is told of them here.
    checkServers(this, `MeshSecurityGroup "${this.node.path}"`, servers);
    enforce(
      this.subject,
      together(typeRules("MeshSecurityGroup.connectTo", servers), () => PEER_ID("peerId", servers.peerId)),
    );
    for (const port of line.serverPorts(servers.tls?.enabled ?? false)) {
      this.connections.allowTo(servers, port, "Access to the Consul servers from the tasks of the mesh");
    }
    for (const port of line.agentPorts) {
      this.connections.allowFrom(servers, port, "Gossip from the Consul servers");
    }
    if (release !== this.release) this.openAmongTasks(line.agentPorts);
  }

  private openAmongTasks(ports: readonly Port[]): void {
    for (const { port, protocol } of ports) {
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
  }

  private get subject(): string {
    return `MeshSecurityGroup "${this.node.path}"`;
  }
}
