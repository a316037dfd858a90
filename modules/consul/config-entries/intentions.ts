import { enforce, together, typeRules } from "../../aws";
import { sourceKey, type AllowedSource, type Permission } from "./allowed-source";
import type { ConfigEntry } from "./config-entry";
import { intentionRules } from "./intention-rules";

/**
 * Nobody may call anybody. Servers with ACLs deny by default; said explicitly it holds without them too, and shows in
 * the UI.
 */
export const DENY_ALL: ConfigEntry = {
  Kind: "service-intentions",
  Name: "*",
  Sources: [{ Name: "*", Action: "deny", Type: "consul", Precedence: 5 }],
};

/** The intentions of one service, or of all (`*`): those who may call it, at least one, in a fixed order. */
export function allowIntentions(
  destination: { readonly service: string; readonly partition?: string; readonly namespace?: string },
  sources: readonly AllowedSource[],
): ConfigEntry {
  enforce(
    "The intentions",
    together(typeRules("allowIntentions", { destination, sources }), () => intentionRules(destination, sources)),
  );
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
