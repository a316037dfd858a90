import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";

export interface PublicLoadBalancerProps {
  /** Name of the load balancer and its target group; at most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  /** Who may reach it. */
  readonly ingressCidrBlocks: readonly string[];
  /** Port on which it listens, and on which its targets do. */
  readonly port: number;
  readonly healthCheckPath: string;
}

/** A load balancer that brings HTTP from outside to tasks of the mesh. */
export class PublicLoadBalancer extends Construct {
  readonly dnsName: string;
  readonly securityGroupId: string;
  readonly targetGroupArn: string;
  readonly listener: LbListener;

  constructor(scope: Construct, id: string, props: PublicLoadBalancerProps) {
    super(scope, id);
    const { name, port, vpcId } = props;
    const securityGroup = new SecurityGroup(this, "security-group", {
      name: `${name}-alb`,
      vpcId,
      ingress: [
        {
          description: "Access to example client application.",
          fromPort: port,
          toPort: port,
          protocol: "tcp",
          cidrBlocks: [...props.ingressCidrBlocks],
        },
      ],
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
    });
    const loadBalancer = new Lb(this, "load-balancer", {
      name,
      internal: false,
      loadBalancerType: "application",
      securityGroups: [securityGroup.id],
      subnets: [...props.publicSubnetIds],
    });
    const targetGroup = new LbTargetGroup(this, "target-group", {
      name,
      port,
      protocol: "HTTP",
      vpcId,
      targetType: "ip",
      deregistrationDelay: "10",
      healthCheck: {
        path: props.healthCheckPath,
        healthyThreshold: 2,
        unhealthyThreshold: 10,
        timeout: 30,
        interval: 60,
      },
    });
    this.listener = new LbListener(this, "listener", {
      loadBalancerArn: loadBalancer.arn,
      port,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
    });
    this.dnsName = loadBalancer.dnsName;
    this.securityGroupId = securityGroup.id;
    this.targetGroupArn = targetGroup.arn;
  }
}
