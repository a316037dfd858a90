import {
  ANY_LAUNCH_TYPE,
  enforce,
  mergeMaps,
  serviceOptionRules,
  taskSizeRules,
  together,
  type ContainerDefinition,
  type LaunchType,
  type Precondition,
  typeRules,
} from "../../aws";
import { releaseLine, type GatewayTaskInput, type Release, type Releases } from "../../consul";
import type { MeshIdentity } from "../common";
import type { CommonGatewayTaskProps, GatewayExposure, GatewayTaskProps } from "./props";
import { propsByThemselves, WAN_FEDERATION } from "./prop-rules";
import { gatewayRules } from "./rules";

/** HCL: `launch_type`. */
export const DEFAULT_LAUNCH_TYPE: LaunchType = "FARGATE";
/** The port of gateways in Consul. */
const DEFAULT_PORT = 8443;

/** What a gateway is made of, with its defaults filled in. */
export interface GatewayPlan {
  readonly identity: MeshIdentity;
  readonly roleTags: Readonly<Record<string, string>>;
  readonly iamRolePath: string;
  readonly lanPort: number;
  readonly wanPort: number;
  /** Name of the container that a load balancer sends its traffic to. */
  readonly proxyContainer: string;
  readonly secretArns: readonly string[];
  readonly preconditions: Precondition[];
  /**
   * The containers of the gateway itself.
   *
   * @param wanAddress empty for the address of the task
   */
  containers(wanAddress: string): ContainerDefinition[];
}

/**
 * Fills in the defaults and refuses what cannot work.
 *
 * @param subject what is being made, for the message
 */
export function planGateway<R extends Release>(subject: string, props: GatewayTaskProps<R>): GatewayPlan {
  const common: CommonGatewayTaskProps<R> & Releases[R]["gatewayTask"] & GatewayExposure = props;
  const line = releaseLine(common.release);
  const gateway = line.gatewayTask;
  const input = gatewayInput<R>(common, line.consulEcsImage);
  const iamRolePath = common.iamRolePath ?? "/consul-ecs/";
  const preconditions = enforce(
    subject,
    together([...propsByThemselves<R>(common), ...typeRules("GatewayTask", common)], () => [
      ...taskSizeRules(common, size(common)),
      ...serviceOptionRules(common, {
        defaultLaunchType: DEFAULT_LAUNCH_TYPE,
        compatibilities: input.compatibilities,
      }),
      ...gatewayRules(common, {
        proxyContainer: gateway.proxyContainer,
        sidecarNames: Object.values(line.meshTask.sidecarNames),
        reservedPorts: line.meshTask.reservedPorts,
        listenerPorts: gateway.listenerPorts(input.options),
        lanPort: input.lanAddress.port,
        size: size(common),
      }),
      ...gateway.rules(input),
    ]),
  );
  return {
    identity: { ...input, moduleVersion: line.moduleVersion },
    roleTags: gateway.roleTags(common.kind),
    iamRolePath,
    lanPort: input.lanAddress.port,
    wanPort: input.wanAddress.port,
    proxyContainer: gateway.proxyContainer,
    secretArns: gateway.secretArns(common.servers),
    preconditions,
    containers: (address) => gateway.containers({ ...input, wanAddress: { ...input.wanAddress, address } }),
  };
}

function gatewayInput<R extends Release>(
  props: CommonGatewayTaskProps<R> & Releases[R]["gatewayTask"] & GatewayExposure,
  consulEcsImage: string,
): GatewayTaskInput<Releases[R]> {
  const lanPort = props.lanPort ?? DEFAULT_PORT;
  const partition = props.partition ?? "";
  return {
    servers: props.servers,
    serviceName: props.serviceName ?? props.family,
    serviceTags: props.serviceTags ?? [],
    serviceMeta: mergeMaps(props.serviceMeta, props.wanFederation ? WAN_FEDERATION : undefined),
    // Consul Enterprise has gateways in the default namespace of a partition only.
    namespace: partition ? "default" : "",
    partition,
    lanAddress: { address: props.lanAddress ?? "", port: lanPort },
    wanAddress: { address: props.wanAddress ?? "", port: props.wanPort ?? lanPort },
    serviceTokenAuthMethodName: props.serviceTokenAuthMethodName ?? "iam-ecs-service-token",
    consulLogin: props.consulEcsConfig?.consulLogin,
    consulEcsImage: props.consulEcsImage ?? consulEcsImage,
    compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
    logConfiguration: props.logConfiguration,
    likeHclModule: props.likeHclModule,
    options: props,
  };
}

/** The task's size with its defaults. */
export function size({ cpu = 256, memory = 512 }: { readonly cpu?: number; readonly memory?: number }) {
  return { cpu, memory };
}
