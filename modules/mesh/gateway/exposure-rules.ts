import * as ipaddr from "ipaddr.js";
import { Fn } from "cdktf";
import { isKnown, judge, onlyKeys, type Rule } from "../../aws";
import type { AnyGatewayTaskProps, GatewayLoadBalancer } from "./props";

/** The rules for how a gateway is reached: what the types exclude is refused in plain JavaScript as well. */
export function exposureRules(
  props: AnyGatewayTaskProps,
  proxy: { readonly proxyContainer: string; readonly lanPort: number },
): Rule[] {
  const { loadBalancer, targetGroups, wanAddress } = props;
  return [
    {
      prop: "wanAddress",
      rule: "cannot be given together with loadBalancer, whose address it would be",
      got: wanAddress,
      fix: "Give one of them.",
      holds: loadBalancer === undefined || wanAddress === undefined,
    },
    {
      prop: "targetGroups",
      rule: "cannot be given together with loadBalancer, which has its own target group",
      got: targetGroups,
      fix: "Give one of them.",
      holds: loadBalancer === undefined || !targetGroups?.length,
    },
    ...(loadBalancer ? loadBalancerRules(loadBalancer, props) : []),
    ...targetRules(props, proxy),
  ];
}

function loadBalancerRules(loadBalancer: GatewayLoadBalancer, props: AnyGatewayTaskProps): Rule[] {
  return [
    ...onlyKeys("loadBalancer", loadBalancer, [
      "vpcId",
      "subnetIds",
      "securityGroup",
      "ingressCidrBlocks",
      "openLanPort",
      "preserveClientIp",
    ]),
    {
      prop: "loadBalancer.vpcId",
      rule: "is required",
      got: loadBalancer.vpcId,
      fix: "Give the VPC of the load balancer.",
      holds: !!loadBalancer.vpcId,
    },
    {
      prop: "loadBalancer.subnetIds",
      rule: "must name at least one subnet",
      got: loadBalancer.subnetIds,
      fix: "Give public subnets for the load balancer.",
      holds: loadBalancer.subnetIds !== undefined && judge(loadBalancer.subnetIds, (ids) => ids.length > 0),
    },
    ...nameRules(props, loadBalancer.securityGroup),
    securityGroupRule(loadBalancer.securityGroup),
    ...ingressRules(loadBalancer),
  ];
}

/** The load balancer, its target group and the security group have the name of the service. */
function nameRules(
  { family, serviceName }: AnyGatewayTaskProps,
  securityGroup: GatewayLoadBalancer["securityGroup"],
): Rule[] {
  const prop = serviceName === undefined ? "family" : "serviceName";
  const name = serviceName ?? family;
  return [
    {
      prop,
      rule: "must have 1 to 32 letters, digits and hyphens with a load balancer, which is named after it",
      got: name,
      fix: "Give a shorter serviceName, without underscores.",
      holds: judge(
        name,
        (value) => /^[0-9a-zA-Z]([0-9a-zA-Z-]{0,30}[0-9a-zA-Z])?$/.test(value),
        (value) => Fn.can(Fn.regex("^[0-9a-zA-Z]([0-9a-zA-Z-]{0,30}[0-9a-zA-Z])?$", value)),
      ),
    },
    {
      prop,
      rule: "must not begin with 'internal-' with a load balancer, nor with 'sg-' where a security group is made",
      got: name,
      fix: "Give another serviceName.",
      holds: judge(
        name,
        (value) => !value.startsWith("internal-") && !(value.startsWith("sg-") && makesSecurityGroup(securityGroup)),
      ),
    },
  ];
}

function makesSecurityGroup(securityGroup: GatewayLoadBalancer["securityGroup"]): boolean {
  return securityGroup === undefined || securityGroup === "create";
}

function securityGroupRule(securityGroup: GatewayLoadBalancer["securityGroup"]): Rule {
  return {
    prop: "loadBalancer.securityGroup",
    rule: "must be 'create', 'none', or { modify: <id of a security group> }",
    got: securityGroup,
    fix: "Leave it out to have a security group made for the gateway.",
    holds:
      makesSecurityGroup(securityGroup) ||
      securityGroup === "none" ||
      (typeof securityGroup === "object" &&
        !!securityGroup.modify &&
        Object.keys(securityGroup).every((key) => key === "modify")),
  };
}

function ingressRules({ ingressCidrBlocks, securityGroup }: GatewayLoadBalancer): Rule[] {
  return [
    {
      prop: "loadBalancer.ingressCidrBlocks",
      rule: "has no security group to open, because loadBalancer.securityGroup is 'none'",
      got: ingressCidrBlocks,
      fix: "Leave it out, or have a security group made or modified.",
      holds: securityGroup !== "none" || ingressCidrBlocks === undefined,
    },
    {
      prop: "loadBalancer.ingressCidrBlocks",
      rule: "must name at least one IPv4 range, each in CIDR notation with no bit set after the prefix",
      got: ingressCidrBlocks,
      fix: 'Write them like "10.0.0.0/16", or leave it out for anywhere.',
      holds: judge(ingressCidrBlocks, (blocks) => blocks.length > 0 && blocks.every(isNetwork)),
    },
  ];
}

function isNetwork(block: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(block)) return false;
  const [, prefix] = ipaddr.IPv4.parseCIDR(block);
  return block === `${ipaddr.IPv4.networkAddressFromCIDR(block).toString()}/${prefix}`;
}

/** AWS's limit for the target groups of a service. */
const MOST_TARGET_GROUPS = 5;

function targetRules(
  { targetGroups = [], extraContainers = [] }: AnyGatewayTaskProps,
  { proxyContainer, lanPort }: { readonly proxyContainer: string; readonly lanPort: number },
): Rule[] {
  const ports = new Map([
    ...extraContainers.map(({ name, portMappings }) => [name, (portMappings ?? []).map(portOf)] as const),
    [proxyContainer, [lanPort]] as const,
  ]);
  return [
    {
      prop: "targetGroups",
      rule: `must be ${MOST_TARGET_GROUPS} at the most, which is AWS's limit for a service`,
      got: targetGroups.length,
      fix: "Leave some out.",
      holds: targetGroups.length <= MOST_TARGET_GROUPS,
    },
    ...targetGroups.flatMap(({ targetGroupArn, containerName, containerPort }, index): Rule[] => {
      const prop = `targetGroups[${index}]`;
      return [
        {
          prop: `${prop}.targetGroupArn`,
          rule: "is required",
          fix: "Give the ARN of the target group.",
          holds: !!targetGroupArn,
        },
        {
          prop: `${prop}.containerName`,
          rule: "must name the proxy or one of extraContainers",
          got: containerName,
          fix: `Use one of ${[...ports.keys()].join(", ")}.`,
          holds: judge(containerName, (name) => ports.has(name)),
        },
        {
          prop: `${prop}.containerPort`,
          rule: `must be a port that ${containerName} maps`,
          got: containerPort,
          fix: `Use one of ${(ports.get(containerName) ?? []).filter(isKnown).join(", ")}, or change lanPort or the container's portMappings.`,
          holds: judge([containerPort, ...(ports.get(containerName) ?? [containerPort])], ([port, ...mapped]) =>
            mapped.includes(port as number),
          ),
        },
      ];
    }),
  ];
}

function portOf({ containerPort }: { readonly containerPort: number }): number {
  return containerPort;
}
