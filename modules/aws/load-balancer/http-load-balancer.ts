import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ServiceTarget } from "./service-target";

export interface HttpLoadBalancerProps {
  /** Name of the load balancer and of its target group; at most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  /** At least two, in different zones. */
  readonly subnetIds: readonly string[];
  /** Name of its security group. */
  readonly securityGroupName: string;
  /** What its port is for, in the security group. */
  readonly description: string;
  readonly ingressCidrBlocks?: readonly string[];
  readonly ingressSecurityGroupIds?: readonly string[];
  /** Port on which it listens, and on which its targets do. */
  readonly port: number;
  readonly healthCheck: {
    readonly path: string;
    /** Seconds. */
    readonly timeout: number;
    /** Seconds. */
    readonly interval: number;
  };
  readonly tags?: Readonly<Record<string, string>>;
}

/** A load balancer, open to the internet as far as its security group lets it be, that brings HTTP to the tasks of one service. */
export class HttpLoadBalancer extends Construct implements ServiceTarget {
  readonly dnsName: string;
  readonly port: number;
  readonly entrancePort: number;
  readonly securityGroupId: string;
  readonly targetGroupArn: string;
  /**
   * What the ECS service must wait for: until a listener forwards to it, a target group belongs to no load balancer,
   * and ECS refuses it.
   */
  readonly listener: LbListener;
  readonly dependsOn: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: HttpLoadBalancerProps) {
    super(scope, id);
    const { name, port, tags } = props;
    const securityGroup = this.makeSecurityGroup(props);
    const targetGroup = new LbTargetGroup(this, "target-group", {
      name,
      port,
      protocol: "HTTP",
      vpcId: props.vpcId,
      targetType: "ip",
      deregistrationDelay: "10",
      healthCheck: { healthyThreshold: 2, unhealthyThreshold: 10, ...props.healthCheck },
      tags,
    });
    const loadBalancer = new Lb(this, "load-balancer", {
      name,
      internal: false,
      loadBalancerType: "application",
      securityGroups: [securityGroup.id],
      subnets: [...props.subnetIds],
      tags,
    });
    this.listener = new LbListener(this, "listener", {
      loadBalancerArn: loadBalancer.arn,
      port,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      tags,
    });
    this.dependsOn = [this.listener];
    this.dnsName = loadBalancer.dnsName;
    this.port = port;
    this.entrancePort = port;
    this.securityGroupId = securityGroup.id;
    this.targetGroupArn = targetGroup.arn;
  }

  private makeSecurityGroup(props: HttpLoadBalancerProps): SecurityGroup {
    return new SecurityGroup(this, "security-group", {
      name: props.securityGroupName,
      vpcId: props.vpcId,
      ingress: [
        {
          description: props.description,
          fromPort: props.port,
          toPort: props.port,
          protocol: "tcp",
          cidrBlocks: props.ingressCidrBlocks && [...props.ingressCidrBlocks],
          securityGroups: props.ingressSecurityGroupIds && [...props.ingressSecurityGroupIds],
        },
      ],
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
      tags: props.tags,
    });
  }
}
