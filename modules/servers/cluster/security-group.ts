import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import type { Construct } from "constructs";
import { openEgress } from "../../aws";
import { SERVER_PORTS, type Port } from "../../consul";

/** What servers say to each other; gossip between datacenters too, because servers of one datacenter take part in it. */
const PEER_PORTS: readonly Port[] = [
  { port: SERVER_PORTS.rpc, protocol: "tcp" },
  { port: SERVER_PORTS.serfLan, protocol: "tcp" },
  { port: SERVER_PORTS.serfLan, protocol: "udp" },
  { port: SERVER_PORTS.serfWan, protocol: "tcp" },
  { port: SERVER_PORTS.serfWan, protocol: "udp" },
];

/** The servers reach each other, and the load balancer reaches their UI. Who else does, `MeshSecurityGroup` says. */
export function peerSecurityGroup(
  scope: Construct,
  props: { readonly name: string; readonly vpcId: string; readonly loadBalancerSecurityGroupId?: string },
): string {
  const { id } = new SecurityGroup(scope, "security-group", {
    name: `${props.name}-ecs-sg`,
    description: "Consul servers",
    vpcId: props.vpcId,
  });
  for (const port of PEER_PORTS) {
    ingress(scope, "peers", id, port, { selfAttribute: true, description: "Between the Consul servers" });
  }
  const { loadBalancerSecurityGroupId: sourceSecurityGroupId } = props;
  if (sourceSecurityGroupId !== undefined) {
    const description = "Load balancer of the Consul servers";
    ingress(scope, "lb", id, { port: SERVER_PORTS.http, protocol: "tcp" }, { sourceSecurityGroupId, description });
  }
  openEgress(scope, id);
  return id;
}

function ingress(
  scope: Construct,
  id: string,
  securityGroupId: string,
  { port, protocol }: Port,
  from: { readonly selfAttribute?: boolean; readonly sourceSecurityGroupId?: string; readonly description: string },
): void {
  new SecurityGroupRule(scope, `${id}-${protocol}-${port}`, {
    type: "ingress",
    fromPort: port,
    toPort: port,
    protocol,
    securityGroupId,
    ...from,
  });
}
