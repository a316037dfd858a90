import type { Compatibility, ContainerDefinition, LogConfiguration, Rule } from "../../aws";
import type { LoginExtras } from "./config-extras";
import type { ConsulServers } from "../consul-servers";
import type { Volume } from "../../aws/volumes";
import type { Release, Releases } from "./releases";
import type { SidecarOptions } from "./sidecar-options";

/**
 * What a gateway is for: traffic between datacenters, partitions or peers (mesh), to services outside of the mesh
 * (terminating), or from clients outside of the mesh (API).
 */
export type GatewayKind = "mesh-gateway" | "terminating-gateway" | "api-gateway";

/** What every line lets a gateway say; `undefined` where a line does not have it. */
export interface GatewayTaskLineOptions extends SidecarOptions {
  readonly kind: GatewayKind;
  readonly desiredCount?: number;
  readonly targetGroups?: readonly GatewayTarget[];
  readonly volumes?: readonly GatewayVolume[];
  readonly extraContainers?: readonly ContainerDefinition[];
}

/** Where a load balancer that somebody else makes sends its traffic. */
export interface GatewayTarget {
  /** HCL: `target_group_arn`. */
  readonly targetGroupArn: string;
  /** The proxy, "consul-dataplane", or one of the extra containers. HCL: `container_name`. */
  readonly containerName: string;
  /** A port that the container maps: the proxy's is `lanPort`. HCL: `container_port`. */
  readonly containerPort: number;
}

/** A volume of a gateway's task, and where the proxy sees it. */
export interface GatewayVolume extends Volume {
  /**
   * Where the proxy sees the volume; false keeps it from the proxy, for volumes of the extra containers.
   * HCL: `host_path` of the volume, which is not a path of the host there. @default a mount without a path, as in the
   * HCL module
   */
  readonly containerPath?: string | false;
  /** Whether the proxy may only read it. HCL: `read_only` of the volume. @default true */
  readonly readOnly?: boolean;
}

/** An address of a gateway. */
export interface GatewayAddress {
  /** Empty for the task's own. */
  readonly address: string;
  readonly port: number;
}

/** A gateway with its defaults filled in. */
export interface GatewayTaskInput<R extends Release> {
  readonly servers: ConsulServers;
  readonly serviceName: string;
  readonly serviceTags: readonly string[];
  readonly serviceMeta: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly partition: string;
  readonly lanAddress: GatewayAddress;
  readonly wanAddress: GatewayAddress;
  readonly serviceTokenAuthMethodName: string;
  readonly consulLogin?: LoginExtras;
  readonly consulEcsImage: string;
  readonly compatibilities: readonly Compatibility[];
  readonly logConfiguration?: LogConfiguration;
  readonly options: Releases[R]["gatewayTask"];
}

/** What a line makes of a gateway. */
export interface GatewayTaskLine<R extends Release> {
  readonly kinds: readonly GatewayKind[];
  /** Name of the container that a load balancer sends its traffic to. */
  readonly proxyContainer: string;
  /** Ports on which the proxy listens beside the LAN port and the reserved ones. */
  listenerPorts(options: Releases[R]["gatewayTask"]): readonly number[];
  /** Tags of the task role, beside those of every task of the mesh. */
  roleTags(kind: GatewayKind): Readonly<Record<string, string>>;
  rules(input: GatewayTaskInput<R>): Rule[];
  containers(input: GatewayTaskInput<R>): ContainerDefinition[];
  /** ARNs that the execution role must be able to read. */
  secretArns(servers: ConsulServers): string[];
}

/** The `gateway` part of CONSUL_ECS_CONFIG_JSON, with every key that the HCL modules write, empty or not. */
export function gatewayRegistration(input: GatewayTaskInput<Release>): object {
  return {
    kind: input.options.kind,
    name: input.serviceName,
    tags: input.serviceTags,
    meta: input.serviceMeta,
    namespace: input.namespace,
    partition: input.partition,
    lanAddress: input.lanAddress,
    wanAddress: input.wanAddress,
  };
}

/** The port on which other proxies reach the gateway. */
export function gatewayPort(input: Pick<GatewayTaskInput<Release>, "lanAddress">): ContainerDefinition["portMappings"] {
  const { port } = input.lanAddress;
  return [{ containerPort: port, hostPort: port, protocol: "tcp" }];
}
