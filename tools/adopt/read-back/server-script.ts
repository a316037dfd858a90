import { scriptOf, type Container } from "./task";

/** What the start script of a dev server says and nothing else does. It holds secrets, of which nothing is handed on. */
export interface ServerScript {
  readonly nodeName?: string | undefined;
  readonly datacenter?: string | undefined;
  readonly primaryDatacenter?: string | undefined;
  readonly retryJoinWan: readonly string[];
  readonly primaryGateways: readonly string[];
  readonly meshGatewayWanFederation: boolean;
  readonly clusterPeering: boolean;
  /** Whether there is a replication token: in clear in the script, and in no secret. */
  readonly hasReplicationToken: boolean;
}

/** Reads the command of a dev server, whose configuration is in `-hcl` options. */
export function readServerScript(server: Container): ServerScript {
  const script = scriptOf(server);
  return {
    nodeName: option(script, "node_name"),
    datacenter: option(script, "datacenter"),
    primaryDatacenter: option(script, "primary_datacenter"),
    retryJoinWan: optionList(script, "retry_join_wan"),
    primaryGateways: optionList(script, "primary_gateways"),
    meshGatewayWanFederation: /-hcl[ =]'connect\s*\{\s*enable_mesh_gateway_wan_federation\s*=\s*true/.test(script),
    clusterPeering: /-hcl[ =]'peering\s*\{\s*enabled\s*=\s*true/.test(script),
    hasReplicationToken: /-hcl[ =]'acl\s*=?\s*\{\s*tokens\s*=?\s*\{\s*replication\s*=/.test(script),
  };
}

function option(script: string, name: string): string | undefined {
  return new RegExp(`-hcl[ =]'${name}\\s*=\\s*"([^"]*)"`).exec(script)?.[1];
}

function optionList(script: string, name: string): string[] {
  const items = new RegExp(`-hcl[ =]'${name}\\s*=\\s*\\[([^\\]']*)\\]`).exec(script)?.[1] ?? "";
  return [...items.matchAll(/"([^"]*)"/g)].map(([, item = ""]) => item);
}

/** The names that the server's certificate has, as the script that makes it says. */
export function certificateNames(init: Container): string[] {
  const script = scriptOf(init);
  return [...script.matchAll(/-additional-dnsname="([^"]*)"/g)].map(([, name = ""]) => name);
}
