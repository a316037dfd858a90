import { each, every, fields, notEmpty, oneOf, pattern, type Rule } from "../../aws";
import { isLayer7, type ConfigEntry, type Protocol } from "./config-entry";

/** What a caller may ask of a service that speaks HTTP or gRPC; a request must match all that is given. */
export interface Permission {
  /** Paths that start with one of these. @default any path */
  readonly paths?: readonly string[];
  /** Such as "GET". @default any method */
  readonly methods?: readonly string[];
}

/** Somebody who may call. */
export interface AllowedSource {
  /** Name of the calling service. */
  readonly service: string;
  /** Peer cluster in which it runs. @default this one */
  readonly peer?: string;
  /** Consul Enterprise. */
  readonly partition?: string;
  /** Consul Enterprise. */
  readonly namespace?: string;
  /** @default everything */
  readonly permissions?: readonly Permission[];
}

/**
 * Nobody may call anybody. Servers with ACLs deny by default; said explicitly it holds without them too, and shows in
 * the UI.
 */
export const DENY_ALL: ConfigEntry = {
  Kind: "service-intentions",
  Name: "*",
  Sources: [{ Name: "*", Action: "deny", Type: "consul", Precedence: 5 }],
};

/** The intentions of one service: those who may call it, in a fixed order. */
export function allowIntentions(
  destination: { readonly service: string; readonly partition?: string; readonly namespace?: string },
  sources: readonly AllowedSource[],
): ConfigEntry {
  const { service, partition, namespace } = destination;
  const ordered = [...sources].sort((a, b) => (sourceKey(a) < sourceKey(b) ? -1 : 1));
  return {
    Kind: "service-intentions",
    Name: service,
    ...(partition ? { Partition: partition } : {}),
    ...(namespace ? { Namespace: namespace } : {}),
    Sources: ordered.map(renderSource),
  };
}

/** What tells two sources apart. */
export function sourceKey({ service, peer = "", partition = "", namespace = "" }: AllowedSource): string {
  return [peer, partition, namespace, service].join("/");
}

function renderSource({ service, peer, partition, namespace, permissions = [] }: AllowedSource): object {
  return {
    Name: service,
    ...(peer ? { Peer: peer } : {}),
    ...(partition ? { Partition: partition } : {}),
    ...(namespace ? { Namespace: namespace } : {}),
    // With permissions, what matches none of them is denied.
    ...(permissions.length > 0 ? { Permissions: permissions.flatMap(renderPermission) } : { Action: "allow" }),
    // Consul fills these two in; written out, Terraform sees no difference afterwards.
    Type: "consul",
    Precedence: 9,
  };
}

/** Consul takes one path a permission. */
function renderPermission({ paths, methods }: Permission): object[] {
  const http = methods ? { Methods: methods } : {};
  return (paths ?? ["/"]).map((path) => ({ Action: "allow", HTTP: { PathPrefix: path, ...http } }));
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/** The rules for permissions on calls to a service that speaks `protocol`. */
export function permissionRules(prop: string, permissions: readonly Permission[], protocol: Protocol): Rule[] {
  const asked = "Write the path as the client asks for it.";
  const all = "Leave it out for all of them.";
  return [
    {
      prop,
      rule: "are possible only for a service whose protocol is 'http', 'http2' or 'grpc'",
      got: protocol,
      fix: "Give the service its protocol, or leave the permissions out.",
      holds: permissions.length === 0 || isLayer7(protocol),
    },
    ...each(
      fields<Permission>({
        paths: every(
          notEmpty("must name at least one path", asked),
          each(pattern(/^\//, "must begin with '/'", asked)),
        ),
        methods: every(
          notEmpty("must name at least one method", all),
          each(oneOf(METHODS, all, `must be an HTTP method in upper case: ${METHODS.join(", ")}`)),
        ),
      }),
    )(prop, permissions),
  ];
}
