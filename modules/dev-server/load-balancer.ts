import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { SERVER_PORTS, type DevServerLine } from "../consul-ecs";
import type { DevServerLoadBalancer } from "./props";

/** The load balancer in front of a server's UI and HTTP API. */
export class ServerLoadBalancer extends Construct {
  readonly dnsName: string;
  readonly securityGroupId: string;
  readonly targetGroupArn: string;
  /**
   * What the ECS service must wait for: until a listener forwards to it, a target group belongs to no load balancer,
   * and ECS refuses it.
   */
  readonly listener: LbListener;

  constructor(
    scope: Construct,
    id: string,
    props: DevServerLoadBalancer & {
      readonly name: string;
      readonly vpcId: string;
      readonly healthCheck: DevServerLine["targetHealthCheck"];
    },
  ) {
    super(scope, id);
    const { name, vpcId } = props;
    const securityGroup = this.makeSecurityGroup(props);
    const targetGroup = new LbTargetGroup(this, "target-group", {
      name,
      port: SERVER_PORTS.http,
      protocol: "HTTP",
      vpcId,
      targetType: "ip",
      deregistrationDelay: "10",
      healthCheck: { path: "/v1/status/leader", healthyThreshold: 2, unhealthyThreshold: 10, ...props.healthCheck },
    });
    const loadBalancer = new Lb(this, "load-balancer", {
      name,
      internal: false,
      loadBalancerType: "application",
      securityGroups: [securityGroup.id],
      subnets: [...props.subnetIds],
    });
    this.listener = new LbListener(this, "listener", {
      loadBalancerArn: loadBalancer.arn,
      port: SERVER_PORTS.http,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
    });
    this.dnsName = loadBalancer.dnsName;
    this.securityGroupId = securityGroup.id;
    this.targetGroupArn = targetGroup.arn;
  }

  private makeSecurityGroup(
    props: DevServerLoadBalancer & { readonly name: string; readonly vpcId: string },
  ): SecurityGroup {
    return new SecurityGroup(this, "security-group", {
      name: `${props.name}-lb-sg`,
      vpcId: props.vpcId,
      ingress: [
        {
          description: "Access to Consul dev server HTTP API and UI.",
          fromPort: SERVER_PORTS.http,
          toPort: SERVER_PORTS.http,
          protocol: "tcp",
          cidrBlocks: props.ingressCidrBlocks ? [...props.ingressCidrBlocks] : undefined,
          securityGroups: props.ingressSecurityGroupIds ? [...props.ingressSecurityGroupIds] : undefined,
        },
      ],
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
    });
  }
}
