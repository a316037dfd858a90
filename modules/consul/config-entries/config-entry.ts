import { enforce, oneOf, type Check } from "../../aws";
import { named } from "./names";

/**
 * The kinds of configuration entries, those first that others build on: Consul checks an entry against what is there.
 * What a service speaks comes before how it is routed, a gateway before its routes.
 */
export const CONFIG_ENTRY_KINDS = [
  "mesh",
  "proxy-defaults",
  "sameness-group",
  "jwt-provider",
  "service-defaults",
  "service-resolver",
  "service-splitter",
  "service-router",
  "inline-certificate",
  "file-system-certificate",
  "terminating-gateway",
  "ingress-gateway",
  "api-gateway",
  "http-route",
  "tcp-route",
  "service-intentions",
  "exported-services",
  "control-plane-request-limit",
] as const;

/**
 * A configuration entry of Consul, as `consul config write` takes it in JSON.
 * https://developer.hashicorp.com/consul/docs/reference/config-entry
 */
export interface ConfigEntry {
  readonly Kind: (typeof CONFIG_ENTRY_KINDS)[number];
  /** Name of the service, or `*` for all. Required, but for `mesh`, which a cluster has once: Consul refuses one there. */
  readonly Name?: string;
  /** Consul Enterprise. */
  readonly Partition?: string;
  /** Consul Enterprise. */
  readonly Namespace?: string;
  readonly [field: string]: unknown;
}

/** The name by which Consul, and Terraform's provider, know an entry. */
export function entryName({ Kind, Name }: ConfigEntry): string {
  return Name ?? Kind;
}

/** What services can speak. */
export const PROTOCOLS = ["tcp", "http", "http2", "grpc"] as const;

/** What a service speaks. All but `tcp` can be told apart by path and method, split and routed. */
export type Protocol = (typeof PROTOCOLS)[number];

/** Whether Envoy understands the requests of the protocol. */
export function isLayer7(protocol: Protocol): boolean {
  return protocol !== "tcp";
}

/** What a service may be said to speak. */
export function speaks(): Check {
  return oneOf(PROTOCOLS, "Leave it out for what is not known, which is 'tcp' to Consul.");
}

/** Tells all proxies of the mesh what a service speaks. */
export function serviceDefaults(name: string, protocol: Protocol): ConfigEntry {
  enforce("The service-defaults", [...named(name), ...speaks()("protocol", protocol ?? null)]);
  return { Kind: "service-defaults", Name: name, Protocol: protocol };
}
