import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { SERVER_PORTS } from "../../consul";

export interface ServersLoadBalancerProps {
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** The group of the servers: whoever may reach them may reach them here as well. */
  readonly securityGroupId: string;
  readonly tls: boolean;
  /** TCP ports that the tasks of the mesh reach. */
  readonly ports: readonly number[];
}

/**
 * The address of the servers that stays when they are replaced: an internal load balancer for TCP, which leaves TLS to
 * the servers, and carries gossip's join as well as HTTP and gRPC.
 */
export class ServersLoadBalancer extends Construct {
  readonly dnsName: string;
  readonly arnSuffix: string;
  readonly targetGroups: readonly LbTargetGroup[];
  readonly listeners: readonly LbListener[];
  /** Whose health is that of the cluster: the target group of the HTTP API. */
  readonly httpTargetGroup: LbTargetGroup;

  constructor(scope: Construct, id: string, props: ServersLoadBalancerProps) {
    super(scope, id);
    const loadBalancer = new Lb(this, "load-balancer", {
      name: props.name,
      internal: true,
      loadBalancerType: "network",
      subnets: [...props.subnetIds],
      // It can be given when the load balancer is made, and never later.
      securityGroups: [props.securityGroupId],
      // A zone without a healthy server is served by the others.
      enableCrossZoneLoadBalancing: true,
    });
    const httpPort = props.tls ? SERVER_PORTS.https : SERVER_PORTS.http;
    const ports = [...new Set([httpPort, ...props.ports])];
    const forwards = ports.map((port) => this.forward(port, httpPort, loadBalancer, props));
    this.dnsName = loadBalancer.dnsName;
    this.arnSuffix = loadBalancer.arnSuffix;
    this.targetGroups = forwards.map(({ targetGroup }) => targetGroup);
    this.listeners = forwards.map(({ listener }) => listener);
    this.httpTargetGroup = this.targetGroups[0]!;
  }

  private forward(port: number, httpPort: number, loadBalancer: Lb, props: ServersLoadBalancerProps) {
    const targetGroup = new LbTargetGroup(this, `target-group-${port}`, {
      name: `${props.name}-${port}`,
      port,
      protocol: "TCP",
      vpcId: props.vpcId,
      targetType: "instance",
      deregistrationDelay: "30",
      // Dataplanes hold their connections: they are to look for another server when this one goes.
      connectionTermination: true,
      healthCheck: {
        protocol: props.tls ? "HTTPS" : "HTTP",
        port: String(httpPort),
        // Needs a leader, and no token: without a token it lists nothing.
        path: "/v1/catalog/service/consul",
        matcher: "200",
        interval: 10,
        timeout: 6,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    const listener = new LbListener(this, `listener-${port}`, {
      loadBalancerArn: loadBalancer.arn,
      port,
      protocol: "TCP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
    });
    return { targetGroup, listener };
  }
}
