import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { Construct } from "constructs";
import { copyList } from "../../aws";
import type { GatewayLoadBalancer } from "./props";

/** The default of `ingressCidrBlocks`. */
export const ANYWHERE: readonly string[] = ["0.0.0.0/0"];

/** The network load balancer in front of a gateway. It has no security group of its own: the gateway's is what lets in. */
export class GatewayNetworkLoadBalancer extends Construct {
  readonly dnsName: string;
  readonly targetGroupArn: string;
  /** What the ECS service must wait for: until a listener forwards to it, ECS refuses a target group. */
  readonly listener: LbListener;
  /** The security group that was made for the gateway, if one was. */
  readonly securityGroupId?: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: {
      readonly settings: GatewayLoadBalancer;
      /** Name of the service, the load balancer, the target group and the security group. */
      readonly name: string;
      readonly lanPort: number;
      readonly wanPort: number;
      /** Whether the LAN port is opened where it is another than the WAN port. */
      readonly opensLanPort: boolean;
    },
  ) {
    super(scope, id);
    const loadBalancer = new Lb(this, "load-balancer", {
      name: props.name,
      internal: false,
      loadBalancerType: "network",
      subnets: copyList(props.settings.subnetIds),
    });
    const targetGroup = this.makeTargetGroup();
    this.dnsName = loadBalancer.dnsName;
    this.targetGroupArn = targetGroup.arn;
    this.listener = this.makeListener(loadBalancer, targetGroup);
    this.securityGroupId = this.openSecurityGroup();
  }

  private makeTargetGroup(): LbTargetGroup {
    const { name, settings, wanPort } = this.props;
    return new LbTargetGroup(this, "target-group", {
      name,
      port: wanPort,
      protocol: "TCP",
      targetType: "ip",
      vpcId: settings.vpcId,
      deregistrationDelay: "120",
      preserveClientIp: settings.preserveClientIp ? "true" : undefined,
      healthCheck: { protocol: "TCP" },
    });
  }

  private makeListener(loadBalancer: Lb, targetGroup: LbTargetGroup): LbListener {
    return new LbListener(this, "listener", {
      loadBalancerArn: loadBalancer.arn,
      port: this.props.wanPort,
      protocol: "TCP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
    });
  }

  /** @returns the security group that was made */
  private openSecurityGroup(): string | undefined {
    const { securityGroup = "create" } = this.props.settings;
    if (securityGroup === "none") return undefined;
    if (securityGroup !== "create") {
      this.allowIngress(securityGroup.modify);
      return undefined;
    }
    const created = this.makeSecurityGroup();
    this.allowIngress(created);
    return created;
  }

  private makeSecurityGroup(): string {
    const { name, settings } = this.props;
    const { id } = new SecurityGroup(this, "security-group", {
      name,
      description: `Security group for ${name}`,
      vpcId: settings.vpcId,
    });
    new SecurityGroupRule(this, "egress", {
      type: "egress",
      description: `Egress rule for ${name}`,
      fromPort: 0,
      toPort: 0,
      protocol: "-1",
      cidrBlocks: ["0.0.0.0/0"],
      ipv6CidrBlocks: ["::/0"],
      securityGroupId: id,
    });
    return id;
  }

  private allowIngress(securityGroupId: string): void {
    const { lanPort, wanPort, opensLanPort } = this.props;
    this.allowPort("ingress", wanPort, securityGroupId);
    if (lanPort !== wanPort && opensLanPort) this.allowPort("ingress-lan", lanPort, securityGroupId);
  }

  private allowPort(id: string, port: number, securityGroupId: string): void {
    const { name, settings } = this.props;
    new SecurityGroupRule(this, id, {
      type: "ingress",
      description: `Ingress rule for ${name}`,
      fromPort: port,
      toPort: port,
      protocol: "tcp",
      cidrBlocks: copyList(settings.ingressCidrBlocks ?? ANYWHERE),
      securityGroupId,
    });
  }
}
