import type { ConfigExtras, ServiceExtras } from "../config-extras";
import { namesOf, type ContainerDefinition } from "../../../aws";
import type { GatewayKind, GatewayTarget, GatewayVolume } from "../gateway-exposure";
import type { DevServerLineOptions, GatewayTaskLineOptions, LineOptions, MeshTaskLineOptions } from "../options";
import type { SidecarOptions } from "../sidecar-options";
import type { Upstream } from "../upstream";

/** What only line 0.10 lets you say. */
export interface Options010 extends LineOptions {
  readonly upstream: PeeredUpstream;
  readonly meshTask: MeshTaskOptions010;
  readonly gatewayTask: GatewayTaskOptions010;
  readonly devServer: DevServerOptions010;
}

export interface DevServerOptions010 extends DevServerLineOptions {
  /** Nothing but the servers gossips on this line. */
  readonly gossipEncryption?: undefined;
}

export interface MeshTaskOptions010 extends MeshTaskLineOptions {
  /** HCL: `consul_dataplane_image`. @default "hashicorp/consul-dataplane:2.0.1" */
  readonly dataplaneImage?: string;
  /** Port on which Envoy says that it is ready, 1 to 65535. HCL: `envoy_readiness_port`. @default 22000 */
  readonly envoyReadinessPort?: number;
  /**
   * Has the proxy close its listeners when it is told to stop, and go on with the calls that it has for so many seconds,
   * 0 to 100. The HCL module cannot say it. @default it stops at once
   */
  readonly proxyDrainSeconds?: number;
  /** Redirects the task's traffic into the proxy. Only on the EC2 launch type. */
  readonly transparentProxy?: TransparentProxy;
  /** HCL: `consul_ecs_config`, but for `transparentProxy`, which has a prop of its own. */
  readonly consulEcsConfig?: ConfigExtras010;
  /** CPU and memory per sidecar. The HCL module cannot say it. @default none: they share what the task has */
  readonly sidecarResources?: SidecarOptions<"meshInit" | "proxy" | "healthSync">["sidecarResources"];
}

export interface GatewayTaskOptions010 extends GatewayTaskLineOptions {
  /** HCL: `kind`. */
  readonly kind: GatewayKind;
  /** Number of gateways, 0 or more. HCL: `gateway_count`. @default 1 */
  readonly desiredCount?: number;
  /** HCL: `consul_dataplane_image`. @default "hashicorp/consul-dataplane:1.9.6", older than that of mesh tasks */
  readonly dataplaneImage?: string;
  /** Port on which Envoy says that it is ready, 1 to 65535. HCL: `envoy_readiness_port`. @default 22000 */
  readonly envoyReadinessPort?: number;
  /**
   * Target groups of load balancers that you make, for API gateways above all; at most 5, not with `loadBalancer`.
   * HCL: `custom_load_balancer_config`. @default none
   */
  readonly targetGroups?: readonly GatewayTarget[];
  /** Volumes beside the two of the sidecars. HCL: `volumes`. @default none */
  readonly volumes?: readonly GatewayVolume[];
  /** Containers beside the gateway's own. HCL: `extra_container_definitions`. @default none */
  readonly extraContainers?: readonly ContainerDefinition[];
  /**
   * Written as the HCL module does it, and only on the EC2 launch type; consul-ecs itself leaves the traffic of a
   * gateway's task alone.
   */
  readonly transparentProxy?: TransparentProxy;
  /** CPU and memory per sidecar. The HCL module cannot say it. @default none: they share what the task has */
  readonly sidecarResources?: SidecarOptions<"meshInit" | "proxy" | "healthSync">["sidecarResources"];
  /** A gateway's proxy is essential. */
  readonly sidecarsEssential?: undefined;
}

export interface PeeredUpstream extends Upstream {
  /** Name of the peer cluster that has the service. */
  readonly destinationPeer?: string;
}

export interface TransparentProxy {
  /**
   * HCL: `enable_transparent_proxy`, which is on by default and then refuses the module's own default of launch types.
   * @default on where it can work: when `compatibilities` is EC2 alone
   */
  readonly enabled?: boolean;
  /** Answers the task's DNS queries from Consul's catalog. HCL: `enable_consul_dns`. @default false */
  readonly consulDns?: boolean;
  /** HCL: `exclude_inbound_ports`. @default none */
  readonly excludeInboundPorts?: readonly number[];
  /** HCL: `exclude_outbound_ports`. @default none */
  readonly excludeOutboundPorts?: readonly number[];
  /** HCL: `exclude_outbound_cidrs`. @default none */
  readonly excludeOutboundCidrs?: readonly string[];
  /** User ids whose traffic stays outside. HCL: `exclude_uids`. @default none */
  readonly excludeUids?: readonly string[];
}

export interface ConfigExtras010 extends ConfigExtras {
  readonly service?: ServiceExtras010;
}

export interface ServiceExtras010 extends ServiceExtras {
  /** Takes instances that fail out of the proxies' load balancing. */
  readonly networkResilienceConfig?: {
    readonly enabled?: boolean;
    readonly outlierDetection?: OutlierDetection;
  };
}

/** https://github.com/hashicorp/consul-ecs/blob/v0.10.0/config/schema.json */
export interface OutlierDetection {
  /** Nanoseconds. */
  readonly interval?: number;
  readonly maxFailures?: number;
  /** Percent. */
  readonly enforcingConsecutive5xx?: number;
  readonly consecutive5xx?: number;
  /** Percent. */
  readonly enforcingConsecutiveGatewayFailure?: number;
  readonly consecutiveGatewayFailure?: number;
  /** Percent. */
  readonly maxEjectionPercent?: number;
}

export const OPTION_NAMES = {
  meshTask: namesOf<MeshTaskOptions010>({
    dataplaneImage: true,
    envoyReadinessPort: true,
    proxyDrainSeconds: true,
    transparentProxy: true,
    consulEcsConfig: true,
    sidecarResources: true,
    sidecarsEssential: true,
    sidecarsReadonlyRootFilesystem: true,
    sidecarStopTimeoutSeconds: true,
  }),
  gatewayTask: namesOf<GatewayTaskOptions010>({
    kind: true,
    desiredCount: true,
    dataplaneImage: true,
    envoyReadinessPort: true,
    targetGroups: true,
    volumes: true,
    extraContainers: true,
    transparentProxy: true,
    sidecarResources: true,
    sidecarsEssential: true,
    sidecarsReadonlyRootFilesystem: true,
    sidecarStopTimeoutSeconds: true,
  }),
  // What its type has is what it has not.
  devServer: [],
};
