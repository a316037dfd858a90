import { Lazy, type IResolvable } from "cdktf";
import { enforce } from "../../aws";
import { configEntriesRules, type ConfigEntry } from "../../consul/config-entries";
import { isAtLeast, type DevServerLine } from "../../consul";
import type { AnyServerProps, ServerTls } from "./props";
import { rejoinConfig } from "./rejoin";

/** What the configuration of a server depends on. */
export interface ServerSettings {
  readonly nodeName: string;
  readonly datacenter: string;
  /** Where the server keeps its data, in the container. */
  readonly dataDirectory: string;
  /** The servers that it is one of. @default it is alone */
  readonly cluster?: { readonly serverCount: number; readonly retryJoin: readonly string[] };
  readonly tls?: ServerTls;
  /** Where the CA and the server's certificate are. @default where tls-init writes them */
  readonly tlsDirectory?: string;
  readonly acls: boolean;
  readonly gossipEncryption: boolean;
  readonly replicationToken: boolean;
  /** gRPC for dataplanes without TLS. */
  readonly plainGrpc: boolean;
  /** Whether its data outlives its task, and it comes back to a cluster that knows it. */
  readonly rejoins?: ReturnType<typeof rejoinConfig>;
  /** @default Consul's own */
  readonly raftMultiplier?: number;
  /** Whether the image has a port for gRPC with TLS of its own: Consul 1.14 and newer. */
  readonly grpcTlsPort: boolean;
  readonly primaryDatacenter?: string;
  readonly retryJoinWan: readonly string[];
  readonly primaryGateways: readonly string[];
  readonly meshGatewayWanFederation: boolean;
  readonly clusterPeering: boolean;
  /** What Consul is told at its first start; asked when the stack is synthesized. */
  readonly configEntries?: () => readonly ConfigEntry[];
}

/** The settings of a server that is alone; it keeps nothing, unless it has a `dataDirectory` that is kept. */
export function serverSettings(
  props: AnyServerProps,
  resolved: {
    readonly nodeName: string;
    readonly datacenter: string;
    readonly line: DevServerLine;
    readonly version: string;
    readonly dataDirectory?: string;
  },
): ServerSettings {
  const primaryGateways = props.primaryGateways ?? [];
  return {
    nodeName: resolved.nodeName,
    datacenter: resolved.datacenter,
    // Not on the volume, which only carries configuration and certificates from tls-init to the server.
    dataDirectory: resolved.dataDirectory ?? "/tmp/consul-data",
    tls: props.tls,
    acls: !!props.acls,
    gossipEncryption: !!props.gossipEncryption,
    replicationToken: props.replicationToken !== undefined,
    plainGrpc: resolved.line.plainGrpc,
    grpcTlsPort: isAtLeast(resolved.version, 1, 14),
    rejoins: props.persistence ? rejoinConfig(resolved.version) : undefined,
    raftMultiplier: props.raftMultiplier,
    primaryDatacenter: props.primaryDatacenter,
    retryJoinWan: props.retryJoinWan ?? [],
    primaryGateways,
    meshGatewayWanFederation: !!props.meshGatewayWanFederation || primaryGateways.length > 0,
    clusterPeering: props.clusterPeering ?? false,
    configEntries: props.configEntries,
  };
}

/** Files of the server's certificate, beside the CA, where tls-init writes them. */
export const TLS_DIR = "/consul";

/** What is known of a server's configuration before its task runs. https://developer.hashicorp.com/consul/docs/reference/agent/configuration-file */
export function staticServerConfig(settings: ServerSettings): object {
  const { primaryDatacenter, retryJoinWan, primaryGateways } = settings;
  return {
    server: true,
    ...(settings.cluster ? clusterConfig(settings.cluster) : { bootstrap: true }),
    ui_config: { enabled: true },
    client_addr: "0.0.0.0",
    data_dir: settings.dataDirectory,
    ...settings.rejoins,
    ...(settings.raftMultiplier === undefined ? {} : { performance: { raft_multiplier: settings.raftMultiplier } }),
    node_name: settings.nodeName,
    datacenter: settings.datacenter,
    enable_central_service_config: true,
    connect: {
      enabled: true,
      ...(settings.meshGatewayWanFederation ? { enable_mesh_gateway_wan_federation: true } : {}),
    },
    ...ports(settings),
    ...(settings.tls ? tlsConfig(settings.datacenter, settings.tlsDirectory) : {}),
    ...(settings.acls ? { acl: aclConfig(settings) } : {}),
    ...(primaryDatacenter ? { primary_datacenter: primaryDatacenter } : {}),
    ...(retryJoinWan.length > 0 ? { retry_join_wan: retryJoinWan } : {}),
    ...(primaryGateways.length > 0 ? { primary_gateways: primaryGateways } : {}),
    ...(settings.clusterPeering ? { peering: { enabled: true } } : {}),
    ...(settings.configEntries ? { config_entries: { bootstrap: later(settings.configEntries) } } : {}),
  };
}

function clusterConfig({ serverCount, retryJoin }: NonNullable<ServerSettings["cluster"]>): object {
  return {
    bootstrap_expect: serverCount,
    retry_join: retryJoin,
    // As long as an answer of Cloud Map is good for.
    retry_interval: "10s",
    // A server that stops comes back with its data: if it left, each restart would shrink the quorum for good.
    leave_on_terminate: false,
    // A dead server makes room for one that came instead of it, and never before: the quorum stays that of all servers.
    autopilot: { cleanup_dead_servers: true, min_quorum: serverCount },
  };
}

/** The graph of the mesh still grows after its servers are made. */
function later(configEntries: () => readonly ConfigEntry[]): IResolvable {
  return Lazy.anyValue({
    produce: () => {
      const entries = configEntries();
      enforce("What the servers have from their first start", configEntriesRules("configEntries", entries));
      return entries;
    },
  });
}

function ports({ tls, plainGrpc, grpcTlsPort }: ServerSettings): object {
  if (tls) return { ports: { https: 8501, ...(grpcTlsPort ? { grpc_tls: 8503 } : { grpc: 8502 }) } };
  return plainGrpc ? { ports: { grpc: 8502 } } : {};
}

function tlsConfig(datacenter: string, directory = TLS_DIR): object {
  return {
    auto_encrypt: { allow_tls: true },
    tls: {
      defaults: {
        ca_file: `${directory}/consul-agent-ca.pem`,
        cert_file: `${directory}/${datacenter}-server-consul-0.pem`,
        key_file: `${directory}/${datacenter}-server-consul-0-key.pem`,
        verify_outgoing: true,
      },
      internal_rpc: { verify_incoming: true, verify_server_hostname: true },
    },
  };
}

function aclConfig({ meshGatewayWanFederation }: ServerSettings): object {
  return {
    enabled: true,
    default_policy: "deny",
    down_policy: "extend-cache",
    enable_token_persistence: true,
    ...(meshGatewayWanFederation ? { enable_token_replication: true } : {}),
  };
}

/**
 * What only the running task knows, as jq expressions over its environment.
 *
 * Departure: the HCL modules write the bootstrap and the replication token into the command, where everybody who may
 * describe a task reads them. Here they come as ECS secrets and go into the configuration file.
 */
export function runtimeServerConfig(settings: ServerSettings): string[] {
  return [
    "{advertise_addr: env.ECS_IPV4}",
    ...(settings.gossipEncryption ? ["{encrypt: env.CONSUL_GOSSIP_ENCRYPTION_KEY}"] : []),
    ...(settings.acls
      ? ["{acl: {tokens: {initial_management: env.CONSUL_HTTP_TOKEN, agent: env.CONSUL_HTTP_TOKEN}}}"]
      : []),
    ...(settings.replicationToken ? ["{acl: {tokens: {replication: env.CONSUL_REPLICATION_TOKEN}}}"] : []),
  ];
}
