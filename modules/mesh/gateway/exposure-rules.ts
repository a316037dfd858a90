import {
  cidr,
  each,
  every,
  fields,
  flag,
  isAmong,
  isKnown,
  length,
  must,
  notEmpty,
  notPattern,
  notTogether,
  pattern,
  required,
  shape,
  verdict,
  type Check,
  type Rule,
} from "../../aws";
import type { GatewayTarget } from "../../consul";
import type { AnyGatewayTaskProps, GatewayLoadBalancer } from "./props";

/** The rules for how a gateway is reached: what the types exclude is refused in plain JavaScript as well. */
export function exposureRules(
  props: AnyGatewayTaskProps,
  proxy: { readonly proxyContainer: string; readonly lanPort: number },
): Rule[] {
  const { loadBalancer, targetGroups, wanAddress } = props;
  return [
    ...notTogether(
      { wanAddress, loadBalancer },
      "cannot be given together with loadBalancer, whose address it would be",
    ),
    ...notTogether(
      { targetGroups, loadBalancer },
      "cannot be given together with loadBalancer, which has its own target group",
    ),
    ...(loadBalancer ? loadBalancerRules(loadBalancer, props) : []),
    ...targetRules(props, proxy),
  ];
}

function loadBalancerRules(loadBalancer: GatewayLoadBalancer, props: AnyGatewayTaskProps): Rule[] {
  const { serviceName, family } = props;
  const { securityGroup, ingressCidrBlocks } = loadBalancer;
  const subnets = "Give public subnets for the load balancer.";
  const ranges = 'Write them like "10.0.0.0/16", or leave it out for anywhere.';
  return [
    ...shape<GatewayLoadBalancer>({
      vpcId: required("Give the VPC of the load balancer."),
      subnetIds: [required(subnets), notEmpty("must name at least one subnet", subnets)],
      securityGroup: securityGroupChoice(),
      ingressCidrBlocks: [notEmpty("must name at least one IPv4 range", ranges), each(cidr({ fix: ranges }))],
      openLanPort: flag(),
      preserveClientIp: flag(),
    })("loadBalancer", loadBalancer),
    ...notTogether(
      { "loadBalancer.ingressCidrBlocks": ingressCidrBlocks, none: securityGroup === "none" },
      "has no security group to open, because loadBalancer.securityGroup is 'none'",
      "Leave it out, or have a security group made or modified.",
    ),
    ...name(securityGroup)(serviceName === undefined ? "family" : "serviceName", serviceName ?? family),
  ];
}

/** The load balancer, its target group and the security group have the name of the service. */
function name(securityGroup: GatewayLoadBalancer["securityGroup"]): Check {
  return every(
    pattern(
      /^[0-9a-zA-Z]([0-9a-zA-Z-]{0,30}[0-9a-zA-Z])?$/,
      "must have 1 to 32 letters, digits and hyphens with a load balancer, which is named after it",
      "Give a shorter serviceName, without underscores.",
    ),
    notPattern(
      makesSecurityGroup(securityGroup) ? /^(internal-|sg-)/ : /^internal-/,
      "must not begin with 'internal-' with a load balancer, nor with 'sg-' where a security group is made",
      "Give another serviceName.",
    ),
  );
}

function makesSecurityGroup(securityGroup: GatewayLoadBalancer["securityGroup"]): boolean {
  return securityGroup === undefined || securityGroup === "create";
}

function securityGroupChoice(): Check {
  return must(
    "must be 'create', 'none', or { modify: <id of a security group> }",
    "Leave it out to have a security group made for the gateway.",
    (given: GatewayLoadBalancer["securityGroup"]) =>
      makesSecurityGroup(given) ||
      given === "none" ||
      (typeof given === "object" && !!given.modify && Object.keys(given).every((key) => key === "modify")),
  );
}

/** AWS's limit for the target groups of a service. */
const MOST_TARGET_GROUPS = 5;

function targetRules(
  { targetGroups, extraContainers = [] }: AnyGatewayTaskProps,
  { proxyContainer, lanPort }: { readonly proxyContainer: string; readonly lanPort: number },
): Rule[] {
  const ports = new Map([
    ...extraContainers.map(({ name, portMappings }) => [name, (portMappings ?? []).map(portOf)] as const),
    [proxyContainer, [lanPort]] as const,
  ]);
  const names = [...ports.keys()];
  return every(
    length(
      0,
      MOST_TARGET_GROUPS,
      `must be ${MOST_TARGET_GROUPS} at the most, which is AWS's limit for a service`,
      "Leave some out.",
    ),
    each(
      fields<GatewayTarget>({
        targetGroupArn: required("Give the ARN of the target group."),
        containerName: (prop, given) =>
          verdict(
            prop,
            given,
            "must name the proxy or one of extraContainers",
            `Use one of ${names.join(", ")}.`,
            isAmong(given, names),
          ),
      }),
      mappedPort(ports),
    ),
  )("targetGroups", targetGroups);
}

/** The port of a target is one that its container maps. Whose ports those of a token are, nobody knows. */
function mappedPort(ports: ReadonlyMap<string, readonly number[]>): Check {
  return (prop, target) => {
    const { containerName, containerPort } = (target ?? {}) as Partial<GatewayTarget>;
    const mapped = containerName === undefined ? undefined : ports.get(containerName);
    return verdict(
      `${prop}.containerPort`,
      containerPort,
      `must be a port that ${containerName} maps`,
      `Use one of ${(mapped ?? []).filter(isKnown).join(", ")}, or change lanPort or the container's portMappings.`,
      mapped === undefined || isAmong(containerPort, mapped),
    );
  };
}

function portOf({ containerPort }: { readonly containerPort: number }): number {
  return containerPort;
}
