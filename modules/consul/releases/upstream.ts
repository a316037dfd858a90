/**
 * A service that an application calls through its sidecar proxy. The proxy listens on `localhost:<localBindPort>` in the
 * task and forwards to an instance of `destinationName`: that is why the application's own configuration says
 * `http://localhost:<port>` while Consul is told a name.
 *
 * The names are those of CONSUL_ECS_CONFIG_JSON. HCL: `upstreams`.
 */
export interface Upstream {
  /** Name of the service in Consul's catalog. */
  readonly destinationName: string;
  /** Port on which the sidecar listens for the application, in this task only. */
  readonly localBindPort: number;
  /** @default "127.0.0.1" */
  readonly localBindAddress?: string;
  /** @default "service" */
  readonly destinationType?: "service" | "prepared_query";
  /** Consul Enterprise. */
  readonly destinationNamespace?: string;
  /** Consul Enterprise. */
  readonly destinationPartition?: string;
  /** @default the datacenter of this task */
  readonly datacenter?: string;
  /** Opaque configuration for the proxy, such as `{ protocol: "http" }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly meshGateway?: MeshGatewayMode;
}

/** How traffic to another datacenter leaves: not through a gateway, through a local one, or through a remote one. */
export interface MeshGatewayMode {
  readonly mode: "none" | "local" | "remote";
}

/** The keys of an upstream, in the order of the HCL modules' message. */
export const UPSTREAM_KEYS = [
  "destinationType",
  "destinationNamespace",
  "destinationPartition",
  "destinationName",
  "datacenter",
  "localBindAddress",
  "localBindPort",
  "config",
  "meshGateway",
] as const;
