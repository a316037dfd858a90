import {
  arn,
  each,
  every,
  isAmong,
  isKnown,
  itemsOf,
  known,
  length,
  unlessAttribute,
  mandatory,
  notPattern,
  notTogether,
  object,
  pattern,
  portNumber,
  verdict,
  whole,
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
  const { securityGroup, ingressCidrBlocks, openLanPort } = loadBalancer;
  const isUntouched = securityGroup === "none";
  const leave = "Leave it out, or have a security group made or modified.";
  const none = "has no security group to open, because loadBalancer.securityGroup is 'none'";
  return [
    ...notTogether({ "loadBalancer.ingressCidrBlocks": ingressCidrBlocks, isUntouched }, none, leave),
    ...notTogether({ "loadBalancer.openLanPort": openLanPort, isUntouched }, none, leave),
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

/** AWS's limit for the target groups of a service. */
const MOST_TARGET_GROUPS = 5;

function targetRules(
  { targetGroups, extraContainers }: AnyGatewayTaskProps,
  { proxyContainer, lanPort }: { readonly proxyContainer: string; readonly lanPort: number },
): Rule[] {
  const ports = new Map([
    ...itemsOf(extraContainers).map(({ name, portMappings }) => [name, itemsOf(portMappings).map(portOf)] as const),
    [proxyContainer, [lanPort]] as const,
  ]);
  const names = [...ports.keys()];
  return every(
    known("because each is looked for among the containers", "Write it out; what the targets say may be tokens."),
    whole(
      length(
        0,
        MOST_TARGET_GROUPS,
        `must be ${MOST_TARGET_GROUPS} at the most, which is AWS's limit for a service`,
        "Leave some out.",
      ),
    ),
    each(
      object<GatewayTarget>({
        targetGroupArn: mandatory(
          unlessAttribute(
            arn("elasticloadbalancing", { resource: "targetgroup/", rule: "must be the ARN of a target group" }),
          ),
        ),
        containerName: mandatory((prop, given) =>
          verdict(
            prop,
            given,
            "must name the proxy or one of extraContainers",
            `Use one of ${names.join(", ")}.`,
            isAmong(given, names),
          ),
        ),
        containerPort: mandatory(portNumber()),
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
