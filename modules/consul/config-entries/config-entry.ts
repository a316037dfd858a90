/**
 * A configuration entry of Consul, as `consul config write` takes it in JSON.
 * https://developer.hashicorp.com/consul/docs/reference/config-entry
 */
export interface ConfigEntry {
  readonly Kind:
    | "exported-services"
    | "mesh"
    | "service-defaults"
    | "service-intentions"
    | "service-resolver"
    | "service-router"
    | "service-splitter";
  /** Name of the service, or `*` for all. Consul refuses one of `mesh`, which a cluster has once. */
  readonly Name?: string;
  readonly [field: string]: unknown;
}

/** The name by which Consul, and Terraform's provider, know an entry. */
export function entryName({ Kind, Name }: ConfigEntry): string {
  return Name ?? Kind;
}

/** What a service speaks. All but `tcp` can be told apart by path and method, split and routed. */
export type Protocol = "tcp" | "http" | "http2" | "grpc";

/** Whether Envoy understands the requests of the protocol. */
export function isLayer7(protocol: Protocol): boolean {
  return protocol !== "tcp";
}

/** Tells all proxies of the mesh what a service speaks. */
export function serviceDefaults(name: string, protocol: Protocol): ConfigEntry {
  return { Kind: "service-defaults", Name: name, Protocol: protocol };
}
