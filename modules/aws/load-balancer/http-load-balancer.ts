import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerDefaultAction } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup, type SecurityGroupIngress } from "@cdktf/provider-aws/lib/security-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { copyList } from "../merge";
import { numberText } from "../number-text";
import { enforce, givenProps, known, verdict, type Precondition, type Rule, together, typeRules } from "../rules";
import { rangesByFamily } from "../security-group";
import type { FurtherTargetProps, HttpLoadBalancerProps } from "./props";
import { freeRule, furtherTargetRules, loadBalancerRules } from "./rules";
import type { ServiceTarget } from "./service-target";
import { drainTargets, makeTargetGroup } from "./target-group";

/** The default of `sslPolicy`: TLS 1.2 and 1.3, which AWS recommends. */
const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/**
 * A load balancer, open as far as its security group lets it be, that brings HTTP or HTTPS to the tasks of a service, and
 * with `addTarget` to those of others.
 */
export class HttpLoadBalancer extends Construct implements ServiceTarget {
  readonly dnsName: string;
  /** Where callers find it, without a path: `https://<dnsName>`, with the port where it is not the usual one. */
  readonly url: string;
  readonly port: number;
  readonly entrancePort: number;
  readonly containerPort?: number;
  readonly securityGroupId: string;
  readonly targetGroupArn: string;
  /**
   * What the ECS service must wait for: until a listener forwards to it, a target group belongs to no load balancer,
   * and ECS refuses it.
   */
  readonly listener: LbListener;
  readonly dependsOn: readonly ITerraformDependable[];
  private readonly props: HttpLoadBalancerProps;
  private readonly securityGroup: SecurityGroup;
  private readonly loadBalancer: Lb;
  private readonly targetGroup: LbTargetGroup;
  private readonly ports: number[];
  private readonly priorities: number[] = [];
  private furtherTargets?: Construct;

  constructor(scope: Construct, id: string, given: HttpLoadBalancerProps) {
    super(scope, id);
    const props = givenProps(this.subject, given);
    const preconditions = enforce(
      this.subject,
      together(typeRules("HttpLoadBalancer", props), () => loadBalancerRules(props)),
    );
    this.props = props;
    const { port, redirectPort } = props;
    this.port = port;
    this.entrancePort = port;
    this.containerPort = props.containerPort;
    this.ports = redirectPort === undefined ? [port] : [port, redirectPort];
    this.securityGroup = this.makeSecurityGroup();
    this.securityGroupId = this.securityGroup.id;
    this.targetGroup = makeTargetGroup(this, props);
    this.targetGroupArn = this.targetGroup.arn;
    this.loadBalancer = this.makeLoadBalancer(preconditions);
    this.listener = this.makeListener(this, port, this.targetGroupArn);
    this.dependsOn = [this.listener];
    if (redirectPort !== undefined) this.redirect(redirectPort);
    this.dnsName = this.loadBalancer.dnsName;
    this.url = this.urlOf(port);
  }

  /** The time of its own targets follows from that of the service that is exposed, unless the props say one. */
  readonly drain = (seconds: number): void => drainTargets(this.subject, this.targetGroup, this.props, seconds);

  /**
   * Brings a further service behind the balancer. What none of these targets takes goes to the balancer's own target
   * group, so give the service of that `exposeThrough(loadBalancer)` itself.
   *
   * @param id part of the target group's name
   */
  addTarget(id: string, given: FurtherTargetProps): ServiceTarget {
    const subject = `${this.subject}.addTarget("${id}")`;
    const target = givenProps(subject, given);
    const { name = `${this.props.name}-${id}` } = target;
    const preconditions = enforce(subject, [
      ...typeRules("HttpLoadBalancer.addTarget", target),
      ...this.idRules(id),
      ...furtherTargetRules(name, target, this.props.certificateArn),
      ...freeRule("port", target.port, this.ports),
      ...freeRule("priority", target.priority, this.priorities),
    ]);
    this.furtherTargets ??= new Construct(this, "targets");
    const scope = new Construct(this.furtherTargets, id);
    const { vpcId, tags } = this.props;
    const entrancePort = target.port ?? this.port;
    const group = makeTargetGroup(scope, { ...target, name, port: entrancePort, vpcId, tags, preconditions });
    const { arn } = group;
    const { containerPort } = target;
    const forwarded =
      target.port === undefined ? this.addRule(scope, arn, target) : this.addPort(scope, arn, target.port);
    const { securityGroupId } = this;
    return {
      targetGroupArn: arn,
      containerPort,
      securityGroupId,
      owner: this,
      entrancePort,
      drain: (seconds) => drainTargets(subject, group, target, seconds),
      dependsOn: [forwarded],
    };
  }

  private idRules(id: string): Rule[] {
    const isNew = typeof id === "string" && this.furtherTargets?.node.tryFindChild(id) === undefined;
    return [
      ...known("because it is part of the addresses in Terraform", "Write it out.")("id", id),
      ...verdict("id", id ?? null, "must be a text that no other target has", "Choose another one.", isNew),
    ];
  }

  private addPort(scope: Construct, targetGroupArn: string, port: number): LbListener {
    this.ports.push(port);
    this.securityGroup.putIngress(this.ingress());
    return this.makeListener(scope, port, targetGroupArn);
  }

  private addRule(scope: Construct, targetGroupArn: string, target: FurtherTargetProps): LbListenerRule {
    const { paths, hosts, priority } = target;
    if (priority !== undefined) this.priorities.push(priority);
    return new LbListenerRule(scope, "rule", {
      listenerArn: this.listener.arn,
      priority,
      condition: [
        ...(paths ? [{ pathPattern: { values: copyList(paths) } }] : []),
        ...(hosts ? [{ hostHeader: { values: copyList(hosts) } }] : []),
      ],
      action: [{ type: "forward", targetGroupArn }],
      tags: this.props.tags,
    });
  }

  private get subject(): string {
    return `HttpLoadBalancer "${this.node.path}"`;
  }

  private urlOf(port: number): string {
    const [scheme, usual] = this.props.certificateArn === undefined ? ["http", 80] : ["https", 443];
    return `${scheme}://${this.dnsName}${port === usual ? "" : `:${numberText(port)}`}`;
  }

  private makeLoadBalancer(precondition: Precondition[]): Lb {
    const { name, internal, subnetIds, deletionProtection, accessLogs, idleTimeout, tags } = this.props;
    return new Lb(this, "load-balancer", {
      name,
      internal: internal ?? false,
      loadBalancerType: "application",
      securityGroups: [this.securityGroup.id],
      subnets: copyList(subnetIds),
      enableDeletionProtection: deletionProtection,
      accessLogs: accessLogs && { ...accessLogs, enabled: true },
      idleTimeout,
      tags,
      lifecycle: precondition.length > 0 ? { precondition } : undefined,
    });
  }

  private makeListener(scope: Construct, port: number, targetGroupArn: string): LbListener {
    const { certificateArn, sslPolicy } = this.props;
    const action: LbListenerDefaultAction = { type: "forward", targetGroupArn };
    return new LbListener(scope, "listener", {
      loadBalancerArn: this.loadBalancer.arn,
      port,
      protocol: certificateArn === undefined ? "HTTP" : "HTTPS",
      certificateArn,
      sslPolicy: certificateArn === undefined ? undefined : (sslPolicy ?? SSL_POLICY),
      defaultAction: [action],
      tags: this.props.tags,
    });
  }

  private redirect(port: number): void {
    const redirect = { port: numberText(this.port), protocol: "HTTPS", statusCode: "HTTP_301" };
    new LbListener(this, "redirect", {
      loadBalancerArn: this.loadBalancer.arn,
      port,
      protocol: "HTTP",
      defaultAction: [{ type: "redirect", redirect }],
      tags: this.props.tags,
    });
  }

  private makeSecurityGroup(): SecurityGroup {
    return new SecurityGroup(this, "security-group", {
      name: this.props.securityGroupName,
      vpcId: this.props.vpcId,
      ingress: this.ingress(),
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
      tags: this.props.tags,
    });
  }

  private ingress(): SecurityGroupIngress[] {
    const { description, ingressCidrBlocks, ingressSecurityGroupIds } = this.props;
    return this.ports.map((port) => ({
      description,
      fromPort: port,
      toPort: port,
      protocol: "tcp",
      ...rangesByFamily(ingressCidrBlocks ?? []),
      securityGroups: ingressSecurityGroupIds && copyList(ingressSecurityGroupIds),
    }));
  }
}
