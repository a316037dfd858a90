import {
  ANY_LAUNCH_TYPE,
  flag,
  hclModuleSwitch,
  iamPath,
  imageName,
  known,
  logConfiguration,
  mandatory,
  notPattern,
  once,
  oneOf,
  pattern,
  placeOf,
  policyArns,
  portNumber,
  propRules,
  quoteList,
  shape,
  tagMap,
  inTurn,
  type AllChecks,
  type Check,
  type Rule,
} from "../../aws";
import {
  authMethodName,
  loginExtras,
  propsOfLineRules,
  releaseLine,
  serviceMeta,
  serviceTags,
  tenancyName,
  type GatewayTaskLineOptions,
  type Release,
  type Releases,
} from "../../consul";
import { OWN_TASK_TAGS, serviceTaskChecks } from "../common";
import { gatewayLoadBalancer } from "./load-balancer-check";
import type { AnyGatewayTaskProps, CommonGatewayTaskProps } from "./props";

type OwnProps = Omit<AnyGatewayTaskProps, keyof GatewayTaskLineOptions>;

/** By this, servers know the gateways that lead to the servers of other datacenters. Consul takes its key of them only. */
export const WAN_FEDERATION = { "consul-wan-federation": "1" };

/** What is checked of each prop by itself, but for what depends on the line. */
const COMMON_CHECKS = once((): AllChecks<OwnProps> => ({
  ...serviceTaskChecks(),
  release: [],
  // Whoever uses servers judges them first.
  servers: [],
  family: mandatory(
    pattern(/^[\w-]+$/, "must have letters, digits, hyphens and underscores only", "Choose another name."),
  ),
  serviceName: gatewayName(),
  serviceTags: serviceTags(),
  serviceMeta: serviceMeta(Object.keys(WAN_FEDERATION)),
  partition: tenancyName(),
  // With the launch types, which offer sizes.
  cpu: [],
  memory: [],
  lanAddress: address("lanPort"),
  // With the reserved ports.
  lanPort: [],
  wanAddress: address("wanPort"),
  wanPort: portNumber(),
  wanFederation: flag(),
  iamRolePath: iamPath(),
  taskRolePolicyArns: policyArns(),
  executionRolePolicyArns: policyArns(),
  consulEcsImage: imageName(),
  // With the launch types, which have drivers.
  logConfiguration: [],
  serviceTokenAuthMethodName: authMethodName(),
  consulEcsConfig: [
    known("because it is put over what is there", "Write it out; its values may be tokens."),
    shape<NonNullable<CommonGatewayTaskProps<Release>["consulEcsConfig"]>>({ consulLogin: loginExtras() }),
  ],
  executeCommand: flag(),
  likeHclModule: hclModuleSwitch(),
  tags: tagMap(OWN_TASK_TAGS),
  loadBalancer: gatewayLoadBalancer(),
}));

/** The pattern of consul-ecs for the name of a gateway. */
const SERVICE_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** Unlike mesh tasks, gateways take the family as it is: one in upper case needs a name beside it. */
export function gatewayName(): Check {
  return pattern(
    SERVICE_NAME,
    `must be lower case and match ${SERVICE_NAME.source}, because consul-ecs takes no other name for the gateway`,
    "Use lower case letters, digits, hyphens and underscores, with a letter or digit at both ends, or give another serviceName.",
  );
}

function address(portProp: string): Check {
  const fix = `Give the host alone, and the port in ${portProp}; leave it out for the address of the task.`;
  return inTurn(
    pattern(/^[^\s/]+$/, "must be a host name or an IP address, without scheme and port", fix),
    notPattern(/^[^:]*:\d+$/, "must be a host name or an IP address, without scheme and port", fix),
  );
}

/** What a gateway is for, of what its line has. */
function kind(release: Release): Check {
  const { kinds } = releaseLine(release).gatewayTask;
  const several = kinds.length > 1;
  return mandatory(
    inTurn(
      known("because it decides what is made", "Decide it in the environment's data."),
      oneOf(
        kinds,
        several ? "Choose one of them." : "Use line 0.10 for terminating and API gateways.",
        `must be ${several ? "one of " : ""}${quoteList(kinds)} on release line ${release}`,
      ),
    ),
  );
}

/** The names of the props of a gateway that both lines have. */
export const gatewayPropNames = once((): readonly string[] => Object.keys(COMMON_CHECKS()));

/** The rules about each prop by itself: those of the line too. Another prop, or one of another line, is refused. */
export function propsByThemselves<R extends Release>(
  props: CommonGatewayTaskProps<R> & Releases[R]["gatewayTask"] & AnyGatewayTaskProps,
): Rule[] {
  const { release, compatibilities = ANY_LAUNCH_TYPE } = props;
  return [
    ...propsOfLineRules(release, "gatewayTask", props, gatewayPropNames()),
    ...kind(release)("kind", props.kind),
    ...propRules<OwnProps>(props, COMMON_CHECKS()),
    ...propRules<Releases[R]["gatewayTask"]>(props, releaseLine<R>(release).gatewayTask.optionChecks()),
    ...logConfiguration(placeOf(compatibilities))("logConfiguration", props.logConfiguration),
  ];
}
