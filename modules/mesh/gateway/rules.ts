import {
  ANY_LAUNCH_TYPE,
  distinct,
  each,
  every,
  fields,
  flag,
  isAmong,
  must,
  notEmpty,
  notPattern,
  oneOf,
  pattern,
  portNumber,
  propRules,
  quoteList,
  required,
  requires,
  roleNameRule,
  shape,
  trueOrFalse,
  unique,
  wholeNumber,
  type Check,
  type Rule,
} from "../../aws";
import { listenerPortRules, loginRules, type GatewayKind, type GatewayVolume } from "../../consul";
import { containerRules, meshMountRules, meshVolumeRules, portRules as containerPortRules, sizeRules } from "../common";
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
const SERVICE_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** Every rule about the props of a gateway but for those of the line itself. */
export function gatewayRules(props: AnyGatewayTaskProps, around: GatewaySurroundings): Rule[] {
  const { family, serviceName, volumes } = props;
  const subnets = "Give the subnets of the gateway.";
  return [
    ...propRules(props, {
      kind: kind(around),
      family: pattern(/^[\w-]+$/, "must have letters, digits, hyphens and underscores only", "Choose another name."),
      serviceTags: unique(
        "must not name anything twice, which consul-ecs refuses when the task starts",
        "Remove what is there twice.",
      ),
      clusterArn: required("Give the ARN of the ECS cluster."),
      subnetIds: [required(subnets), notEmpty("must name at least one subnet", subnets)],
      desiredCount: wholeNumber(0, Infinity, "Leave it out for one gateway."),
      wanPort: portNumber(),
      lanAddress: address("lanPort"),
      wanAddress: address("wanPort"),
      consulEcsConfig: shape<NonNullable<AnyGatewayTaskProps["consulEcsConfig"]>>({ consulLogin: [] }),
      volumes: mounts(),
    }),
    roleNameRule("family", family, "-execution"),
    ...name()(serviceName === undefined ? "family" : "serviceName", serviceName ?? family),
    ...listenerPortRules("lanPort", around.lanPort, around.reservedPorts),
    ...federationRules(props),
    ...exposureRules(props, around),
    ...extraContainerRules(props, around),
    ...meshVolumeRules<GatewayVolume>(volumes, props.compatibilities ?? ANY_LAUNCH_TYPE, {
      containerPath: [],
      readOnly: trueOrFalse(),
    }),
    ...loginRules("consulEcsConfig", props.consulEcsConfig?.consulLogin),
  ];
}

function kind({ kinds, release }: GatewaySurroundings): Check {
  const several = kinds.length > 1;
  return oneOf(
    kinds,
    several ? "Choose one of them." : "Use line 0.10 for terminating and API gateways.",
    `must be ${several ? "one of " : ""}${quoteList(kinds)} on release line ${release}`,
  );
}

/** Unlike mesh tasks, gateways take the family as it is: one in upper case needs a name beside it. */
function name(): Check {
  return pattern(
    SERVICE_NAME,
    `must be lower case and match ${SERVICE_NAME.source}, because consul-ecs takes no other name for the gateway`,
    "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends, or give another serviceName.",
  );
}

function address(portProp: string): Check {
  return notPattern(
    /^$|:\/\/|\/|^[^:]*:\d+$|\s/,
    "must be a host name or an IP address, without scheme and port",
    `Give the host alone, and the port in ${portProp}; leave it out for the address of the task.`,
  );
}

function federationRules({ wanFederation, servers, kind: given }: AnyGatewayTaskProps): Rule[] {
  return [
    ...flag()("wanFederation", wanFederation),
    ...requires(
      { wanFederation },
      { "servers.tls.enabled": servers.tls?.enabled },
      "needs TLS (servers.tls.enabled)",
      "Use servers with TLS, or leave it out.",
    ),
    {
      prop: "wanFederation",
      rule: "is possible with kind 'mesh-gateway' only",
      got: wanFederation,
      fix: "Leave it out: other gateways do not lead to the servers.",
      holds: !wanFederation || isAmong(given, ["mesh-gateway"]),
    },
  ];
}

function extraContainerRules(props: AnyGatewayTaskProps, around: GatewaySurroundings): Rule[] {
  const { extraContainers: containers = [] } = props;
  const sidecarPorts = [...around.reservedPorts, ...around.listenerPorts, around.lanPort];
  const rules = [
    // The proxy of a gateway is essential.
    ...containerRules(containers, {
      sidecarNames: around.sidecarNames,
      sidecarsEssential: true,
      proxyName: around.proxyContainer,
      compatibilities: props.compatibilities,
    }),
    ...containerPortRules(true, undefined, { port: 0, containers, upstreams: [], sidecarPorts }),
    ...meshMountRules(containers, props.volumes),
  ];
  return [...(containers.length > 0 ? rules.map(ofExtraContainers) : []), ...sizeRules(around.size, containers, props)];
}

/** The same rule, under the name that the containers have here. */
function ofExtraContainers(rule: Rule): Rule {
  return { ...rule, prop: rule.prop.replace(/^containers/, "extraContainers") };
}

function mounts(): Check {
  const rule = "must be an absolute path, not '/consul', and not that of another volume";
  const fix = "Choose a path of its own, such as '/certs', or false to keep the volume from the proxy.";
  const isPath = (path: string | false) =>
    path === false || (path.startsWith("/") && path.replace(/\/+$/, "") !== "/consul");
  return every(
    each(fields<GatewayVolume>({ containerPath: must(rule, fix, isPath) })),
    distinct<GatewayVolume>(({ containerPath }) => containerPath || undefined, ".containerPath", rule, fix),
  );
}
