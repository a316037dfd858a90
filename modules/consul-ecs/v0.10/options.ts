import type { ConfigExtras, ServiceExtras } from "../config-extras";
import type { DevServerLineOptions, LineOptions, MeshTaskLineOptions } from "../release-line";
import type { Upstream } from "../upstream";

/** What only line 0.10 lets you say. */
export interface Options010 extends LineOptions {
  readonly meshTask: MeshTaskOptions010;
  readonly devServer: DevServerOptions010;
}

export interface DevServerOptions010 extends DevServerLineOptions {
  /** Nothing but the servers gossips on this line. */
  readonly gossipEncryption?: undefined;
}

export interface MeshTaskOptions010 extends MeshTaskLineOptions {
  /** The services that the application calls. HCL: `upstreams`. @default none */
  readonly upstreams?: readonly PeeredUpstream[];
  /** HCL: `consul_dataplane_image`. @default "hashicorp/consul-dataplane:2.0.1" */
  readonly dataplaneImage?: string;
  /** Port on which Envoy says that it is ready, 1 to 65535. HCL: `envoy_readiness_port`. @default 22000 */
  readonly envoyReadinessPort?: number;
  /** Redirects the task's traffic into the proxy. Only on the EC2 launch type. */
  readonly transparentProxy?: TransparentProxy;
  /** HCL: `consul_ecs_config`, but for `transparentProxy`, which has a prop of its own. */
  readonly consulEcsConfig?: ConfigExtras010;
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
