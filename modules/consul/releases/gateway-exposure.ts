import type { Volume } from "../../aws";

/**
 * What a gateway is for: traffic between datacenters, partitions or peers (mesh), to services outside of the mesh
 * (terminating), or from clients outside of the mesh (API).
 */
export type GatewayKind = "mesh-gateway" | "terminating-gateway" | "api-gateway";

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
