import { Fn, Op } from "cdktf";
import { judge, onlyKeys, quoteList, roleNameRule, type Rule } from "../../aws";
import { listenerPortRules, loginRules, portRule, type GatewayKind } from "../../consul";
import { containerRules } from "../common/container-rules";
import { portRules as containerPortRules } from "../common/port-rules";
import { sizeRules } from "../common/size-rules";
import { meshMountRules, meshVolumeRules } from "../common/volumes";
import { exposureRules } from "./exposure-rules";
import type { AnyGatewayTaskProps } from "./props";

/** What the rules need to know of the line, and of the defaults that were filled in. */
export interface GatewaySurroundings {
  readonly release: string;
  readonly kinds: readonly GatewayKind[];
  readonly proxyContainer: string;
  readonly sidecarNames: readonly string[];
  readonly reservedPorts: readonly number[];
  /** Ports on which the proxy listens beside the LAN port and the reserved ones. */
  readonly listenerPorts: readonly number[];
  readonly lanPort: number;
  readonly size: { readonly cpu: number; readonly memory: number };
}

/** The pattern of consul-ecs for the name of a gateway. */
const SERVICE_NAME = "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$";

/** Every rule about the props of a gateway but for those of the line itself. */
export function gatewayRules(props: AnyGatewayTaskProps, around: GatewaySurroundings): Rule[] {
  return [
    kindRule(props.kind, around),
    roleNameRule("family", props.family, "-execution"),
    ...nameRules(props),
    ...registrationRules(props),
    ...placementRules(props),
    ...addressRules(props, around),
    ...federationRules(props),
    ...exposureRules(props, around),
    ...extraContainerRules(props, around),
    ...meshVolumeRules(props.volumes, props.compatibilities ?? ["EC2", "FARGATE"]),
    ...mountRules(props),
    ...onlyKeys("consulEcsConfig", props.consulEcsConfig, ["consulLogin"]),
    ...loginRules("consulEcsConfig", props.consulEcsConfig?.consulLogin),
  ];
}

function kindRule(kind: GatewayKind, { kinds, release }: GatewaySurroundings): Rule {
  return {
    prop: "kind",
    rule: `must be ${kinds.length > 1 ? "one of " : ""}${quoteList(kinds)} on release line ${release}`,
    got: kind,
    fix: kinds.length > 1 ? "Choose one of them." : "Use line 0.10 for terminating and API gateways.",
    holds: judge(
      kind,
      (value) => kinds.includes(value),
      (value) => Fn.can(Fn.regex(`^(${kinds.join("|")})$`, value)),
    ),
  };
}

/** Unlike mesh tasks, gateways take the family as it is: one in upper case needs a name beside it. */
function nameRules({ family, serviceName }: AnyGatewayTaskProps): Rule[] {
  return [
    {
      prop: serviceName === undefined ? "family" : "serviceName",
      rule: `must be lower case and match ${SERVICE_NAME}, because consul-ecs takes no other name for the gateway`,
      got: serviceName ?? family,
      fix: "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends, or give another serviceName.",
      holds: judge(
        serviceName ?? family,
        (value) => new RegExp(SERVICE_NAME).test(value),
        (value) => Fn.can(Fn.regex(SERVICE_NAME, value)),
      ),
    },
    {
      prop: "family",
      rule: "must have letters, digits, hyphens and underscores only",
      got: family,
      fix: "Choose another name.",
      holds: judge(
        family,
        (value) => /^[\w-]+$/.test(value),
        (value) => Fn.can(Fn.regex("^[0-9A-Za-z_-]+$", value)),
      ),
    },
  ];
}

function registrationRules({ serviceTags }: AnyGatewayTaskProps): Rule[] {
  return [
    {
      prop: "serviceTags",
      rule: "must not name anything twice, which consul-ecs refuses when the task starts",
      got: serviceTags,
      fix: "Remove what is there twice.",
      holds: judge(serviceTags, (tags) => new Set(tags).size === tags.length),
    },
  ];
}

function placementRules({ clusterArn, subnetIds, desiredCount }: AnyGatewayTaskProps): Rule[] {
  return [
    {
      prop: "clusterArn",
      rule: "is required",
      fix: "Give the ARN of the ECS cluster.",
      holds: !!clusterArn,
    },
    {
      prop: "subnetIds",
      rule: "must name at least one subnet",
      got: subnetIds,
      fix: "Give the subnets of the gateway.",
      holds: judge(subnetIds, (ids) => ids.length > 0),
    },
    {
      prop: "desiredCount",
      rule: "must be a whole number, 0 or more",
      got: desiredCount,
      fix: "Leave it out for one gateway.",
      holds: judge(
        desiredCount,
        (count) => Number.isInteger(count) && count >= 0,
        (count) => Op.gt(count, -1),
      ),
    },
  ];
}

function addressRules(props: AnyGatewayTaskProps, around: GatewaySurroundings): Rule[] {
  return [
    ...listenerPortRules("lanPort", around.lanPort, around.reservedPorts),
    portRule("wanPort", props.wanPort),
    addressRule("lanAddress", props.lanAddress),
    addressRule("wanAddress", props.wanAddress),
  ];
}

function addressRule(prop: string, address: string | undefined): Rule {
  return {
    prop,
    rule: "must be a host name or an IP address, without scheme and port",
    got: address,
    fix: `Give the host alone, and the port in ${prop.replace("Address", "Port")}; leave it out for the address of the task.`,
    holds: judge(address, (value) => value !== "" && !/:\/\/|\/|^[^:]*:\d+$|\s/.test(value)),
  };
}

function federationRules({ wanFederation, servers, kind }: AnyGatewayTaskProps): Rule[] {
  return [
    {
      prop: "wanFederation",
      rule: "needs TLS (servers.tls.enabled)",
      got: wanFederation,
      fix: "Use servers with TLS, or leave it out.",
      holds: !wanFederation || servers.tls?.enabled === true,
    },
    {
      prop: "wanFederation",
      rule: "is possible with kind 'mesh-gateway' only",
      got: wanFederation,
      fix: "Leave it out: other gateways do not lead to the servers.",
      holds: !wanFederation || judge(kind, (value) => value === "mesh-gateway"),
    },
  ];
}

function extraContainerRules(props: AnyGatewayTaskProps, around: GatewaySurroundings): Rule[] {
  const { extraContainers: containers = [] } = props;
  const sidecarPorts = [...around.reservedPorts, ...around.listenerPorts, around.lanPort];
  const rules = [
    // The proxy of a gateway is essential.
    ...containerRules(containers, { sidecarNames: around.sidecarNames, sidecarsEssential: true }),
    ...containerPortRules(true, undefined, { port: 0, containers, upstreams: [], sidecarPorts }),
    ...meshMountRules(containers, props.volumes),
  ];
  return [...(containers.length > 0 ? rules.map(ofExtraContainers) : []), ...sizeRules(around.size, containers, props)];
}

/** The same rule, under the name that the containers have here. */
function ofExtraContainers(rule: Rule): Rule {
  return { ...rule, prop: rule.prop.replace(/^containers/, "extraContainers") };
}

function mountRules({ volumes = [] }: AnyGatewayTaskProps): Rule[] {
  return volumes.flatMap(({ containerPath }, index) => ({
    prop: `volumes[${index}].containerPath`,
    rule: "must be an absolute path, not '/consul', and not that of another volume",
    got: containerPath,
    fix: "Choose a path of its own, such as '/certs', or false to keep the volume from the proxy.",
    holds:
      containerPath === false ||
      judge(
        containerPath,
        (path) =>
          path.startsWith("/") &&
          path.replace(/\/+$/, "") !== "/consul" &&
          volumes.slice(0, index).every((other) => other.containerPath !== path),
      ),
  }));
}
