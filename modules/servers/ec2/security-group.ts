import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { Construct } from "constructs";
import { openEgress } from "../../aws";
import { SERVER_PORTS, type Port } from "../../consul";
import type { UiAccess } from "./props";

export interface ServersSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
  /** What the load balancer brings to the servers. */
  readonly forwarded: readonly number[];
  readonly httpPort: number;
  readonly ui?: UiAccess;
}

/** What servers say to each other: RPC, and gossip. */
const BETWEEN_SERVERS: readonly Port[] = [
  { port: SERVER_PORTS.rpc, protocol: "tcp" },
  { port: SERVER_PORTS.serfLan, protocol: "tcp" },
  { port: SERVER_PORTS.serfLan, protocol: "udp" },
];

/**
 * The security group of the servers and of their load balancer. It is one group for both, so that the mesh, which is let
 * into it, reaches a server by the load balancer and by its own address: gossip needs the second.
 */
export class ServersSecurityGroup extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: ServersSecurityGroupProps) {
    super(scope, id);
    this.id = new SecurityGroup(this, "group", {
      name: props.name,
      description: "Consul servers and their load balancer",
      vpcId: props.vpcId,
    }).id;
    this.openAmongItself(props.forwarded);
    if (props.ui) this.openForUi(props.httpPort, props.ui);
    openEgress(this, this.id);
  }

  private openAmongItself(forwarded: readonly number[]): void {
    const between = BETWEEN_SERVERS.map(({ port, protocol }) => `${protocol}-${port}`);
    const ports = [...BETWEEN_SERVERS, ...forwarded.map((port): Port => ({ port, protocol: "tcp" }))];
    for (const key of new Set(ports.map(({ port, protocol }) => `${protocol}-${port}`))) {
      const [protocol = "", port] = key.split("-");
      new SecurityGroupRule(this, `self-${key}`, {
        type: "ingress",
        description: between.includes(key)
          ? "Between the Consul servers"
          : "From the load balancer of the Consul servers",
        fromPort: Number(port),
        toPort: Number(port),
        protocol,
        selfAttribute: true,
        securityGroupId: this.id,
      });
    }
  }

  private openForUi(port: number, { ingressCidrBlocks = [], ingressSecurityGroupIds = [] }: UiAccess): void {
    const rule = { type: "ingress", fromPort: port, toPort: port, protocol: "tcp", securityGroupId: this.id };
    const description = "Access to the Consul UI and HTTP API";
    if (ingressCidrBlocks.length > 0) {
      new SecurityGroupRule(this, "ui", { ...rule, description, cidrBlocks: [...ingressCidrBlocks] });
    }
    ingressSecurityGroupIds.forEach(
      (sourceSecurityGroupId, index) =>
        new SecurityGroupRule(this, `ui-${index + 1}`, { ...rule, description, sourceSecurityGroupId }),
    );
  }
}
