import {
  ANY_LAUNCH_TYPE,
  distinct,
  each,
  every,
  fields,
  isAmong,
  must,
  requires,
  roleNameRule,
  trueOrFalse,
  writtenOut,
  type Check,
  type Rule,
} from "../../aws";
import { listenerPortRules, type GatewayVolume } from "../../consul";
import { containerRules, meshMountRules, meshVolumeRules, portRules as containerPortRules, sizeRules } from "../common";
import { exposureRules } from "./exposure-rules";
import { gatewayName } from "./prop-rules";
import type { AnyGatewayTaskProps } from "./props";

/** What the rules need to know of the line, and of the defaults that were filled in. */
export interface GatewaySurroundings {
  readonly proxyContainer: string;
  readonly sidecarNames: readonly string[];
  readonly reservedPorts: readonly number[];
  /** Ports on which the proxy listens beside the LAN port and the reserved ones. */
  readonly listenerPorts: readonly number[];
  readonly lanPort: number;
  readonly size: { readonly cpu: number; readonly memory: number };
}

/** What is asked of several props together, but for what the line asks. */
export function gatewayRules(props: AnyGatewayTaskProps, around: GatewaySurroundings): Rule[] {
  const { family, serviceName, volumes } = props;
  return [
    roleNameRule("family", family, "-execution"),
    ...(serviceName === undefined ? gatewayName()("family", family) : []),
    ...listenerPortRules("lanPort", around.lanPort, around.reservedPorts),
    ...federationRules(props),
    ...exposureRules(props, around),
    ...extraContainerRules(props, around),
    ...meshVolumeRules<GatewayVolume>(volumes, props.compatibilities ?? ANY_LAUNCH_TYPE, {
      containerPath: [],
      readOnly: trueOrFalse(),
    }),
    ...mounts()("volumes", volumes),
  ];
}

function federationRules({ wanFederation, servers, kind: given }: AnyGatewayTaskProps): Rule[] {
  return [
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
  const asToken = writtenOut()("extraContainers", containers);
  if (asToken.length > 0) return asToken;
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
