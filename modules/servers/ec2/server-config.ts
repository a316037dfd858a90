import { isKnown } from "../../aws";
import type { ConfigEntry } from "../../consul/config-entries";
import { isAtLeast, type DevServerLine } from "../../consul";
import { rejoinConfig, staticServerConfig, type ServerTls } from "../common";
import type { Ec2ServersProps } from "./props";

/** User and group of Consul. */
export const CONSUL_USER = "consul";

/** Where a server keeps its Raft data: the mount point of its own volume. */
export const DATA_DIR = "/opt/consul";
export const CONFIG_DIR = "/etc/consul.d";
export const TLS_DIR = `${CONFIG_DIR}/tls`;
export const LOG_DIR = "/var/log/consul";

/** Tag of everything that belongs to one cluster, by which the servers find each other and their volumes. */
export const CLUSTER_TAG = "consul-servers";
/** Tag of a data volume, of the group, and so of the instance that belong to one server: its name. */
export const NODE_TAG = "consul-node";
/** Tag of an instance: how many servers there were to be when it started. A change of it replaces nothing. */
export const COUNT_TAG = "consul-server-count";

/** What the configuration of the servers depends on. */
export interface ClusterSettings {
  /** Value of the tag by which the servers find each other. */
  readonly name: string;
  readonly datacenter: string;
  readonly version: string;
  readonly line: Pick<DevServerLine, "plainGrpc">;
  readonly tls?: ServerTls;
  readonly acls: boolean;
  readonly logFile: boolean;
  /** @default Consul's own, 5 */
  readonly raftMultiplier?: number;
  readonly configEntries?: () => readonly ConfigEntry[];
  readonly extraConfig?: object;
}

/** What is known of a server's configuration before its instance runs. */
export function clusterConfig(settings: ClusterSettings): object {
  const { ports, ...shared } = sharedConfig(settings);
  return {
    ...shared,
    retry_join: [`provider=aws tag_key=${CLUSTER_TAG} tag_value=${settings.name}`],
    // A server that is stopped comes back with its data: it must stay a peer, or a restart would shrink the quorum.
    leave_on_terminate: false,
    ...rejoinConfig(settings.version),
    ...(settings.raftMultiplier === undefined ? {} : { performance: { raft_multiplier: settings.raftMultiplier } }),
    ports: {
      ...ports,
      // No federation over gossip: one port less to open.
      serf_wan: -1,
      ...(settings.tls ? { http: -1 } : {}),
    },
    ...(settings.logFile
      ? { log_file: `${LOG_DIR}/`, log_rotate_bytes: 100 * 1024 * 1024, log_rotate_max_files: 5 }
      : {}),
    ...settings.extraConfig,
  };
}

/**
 * What only the running instance knows, as jq expressions over its environment. The number of servers is one of it: were
 * it written out, a cluster that grows would replace the servers that it has.
 */
export function instanceConfig({ acls }: Pick<ClusterSettings, "acls">): string[] {
  return [
    "{advertise_addr: env.IP, node_name: env.NODE, encrypt: env.GOSSIP_KEY}",
    // A dead server makes room for one that came instead of it, and never before: the quorum stays that of all servers.
    "(env.SERVERS | tonumber | {bootstrap_expect: ., autopilot: {cleanup_dead_servers: true, min_quorum: .}})",
    ...(acls ? ["{acl: {tokens: {initial_management: env.BOOTSTRAP_TOKEN, agent: env.AGENT_TOKEN}}}"] : []),
  ];
}

/** Instance types whose processor is not always theirs. */
const BURSTABLE = /^t\d/;

/**
 * How patient the servers are with their leader. 1 is what Consul recommends for production; a burstable instance without
 * credits is too slow for that, and would elect one leader after the other. So is, for all we know, a type that only
 * Terraform knows.
 */
export function raftMultiplier(props: Pick<Ec2ServersProps, "raftMultiplier" | "instanceType">): number | undefined {
  const { raftMultiplier, instanceType = "" } = props;
  return raftMultiplier ?? (isKnown(instanceType) && !BURSTABLE.test(instanceType) ? 1 : undefined);
}

interface SharedConfig {
  readonly [key: string]: unknown;
  readonly ports?: object;
}

/** What a server on ECS is told and these are not: that it is alone, and its name, which the data volume has. */
const OF_A_LONE_SERVER = ["bootstrap", "node_name"];

/** What these servers have in common with those on ECS. */
function sharedConfig(settings: ClusterSettings): SharedConfig {
  const config = staticServerConfig({
    nodeName: settings.name,
    datacenter: settings.datacenter,
    dataDirectory: DATA_DIR,
    tls: settings.tls,
    tlsDirectory: TLS_DIR,
    acls: settings.acls,
    gossipEncryption: true,
    replicationToken: false,
    plainGrpc: settings.line.plainGrpc,
    grpcTlsPort: isAtLeast(settings.version, 1, 14),
    retryJoinWan: [],
    primaryGateways: [],
    meshGatewayWanFederation: false,
    clusterPeering: false,
    configEntries: settings.configEntries,
  });
  return Object.fromEntries(Object.entries(config).filter(([key]) => !OF_A_LONE_SERVER.includes(key)));
}
