import type { LogConfiguration, SecretSource, ServiceOptions, Tags, TaskOptions } from "../../aws";
import type { ConfigEntry } from "../../consul/config-entries";
import type { DevServerLineOptions, Release, Releases } from "../../consul";
import type { Persistence } from "../storage";

/** The release line of a server, and what only that line lets it say. */
export type ServerLine<R extends Release> = {
  /** Release line of Consul on ECS. */
  readonly release: R;
} & Releases[R]["devServer"];

/** What is common to the props of servers on all lines: what the parts in this folder are made from. */
export type AnyServerProps = ServerTaskProps & DevServerLineOptions & { readonly release: Release };

/** What can be said of every server that is a task, whatever its line. */
export interface ServerTaskProps extends TaskOptions, ServiceOptions {
  /**
   * Name of the service, the family and of what belongs to it; 1 to 54 letters, digits, hyphens and underscores; at most
   * 32, without underscores, with a load balancer. HCL: `name`. @default "server"
   */
  readonly name?: string;
  /** HCL: `ecs_cluster_arn`. */
  readonly clusterArn: string;
  /** HCL: `vpc_id`. */
  readonly vpcId: string;
  /** Subnets of the task. HCL: `subnet_ids`. */
  readonly subnetIds: readonly string[];
  /** CPU units, 1024 to a vCPU. HCL: `cpu`. @default 256 */
  readonly cpu?: number;
  /** MiB. HCL: `memory`. @default 512 */
  readonly memory?: number;
  /**
   * Its tag says which Consul it is, such as `hashicorp/consul:1.15.10`; what has no such tag needs `consulVersion`.
   * HCL: `consul_image`. @default that of the release line
   */
  readonly consulImage?: string;
  /**
   * Version of Consul in `consulImage`, such as "1.15.10", where the image does not say it (`:latest`, a digest, a token).
   * The HCL modules refuse such an image. @default the version in the tag of `consulImage`
   */
  readonly consulVersion?: string;
  /** HCL: `log_configuration`. @default none */
  readonly logConfiguration?: LogConfiguration;
  /**
   * Lets an operator in, by `aws ecs execute-command`, which a restore needs. The HCL module always does.
   * @default true; false in a `ServerCluster`
   */
  readonly executeCommand?: boolean;
  /** HCL: `datacenter`. @default "dc1" */
  readonly datacenter?: string;
  /**
   * Private DNS namespace (Cloud Map) that is made for the server: it is found as `<name>.<namespace>`.
   * HCL: `service_discovery_namespace`. @default `datacenter`
   */
  readonly serviceDiscoveryNamespace?: string;
  /** Keeps the data on a file system (EFS), so that it outlives the task; needs a list of subnets that is written out. */
  readonly persistence?: boolean | Persistence;
  /**
   * Snapshots of what the servers know, saved by the leader's task into a directory of its own on the file system, where
   * they outlive the servers; needs `persistence`. Restored by `consul-restore`. The HCL module cannot say it.
   * @default one an hour, the newest 48 are kept
   */
  readonly snapshots?: false | ServerSnapshots;
  /**
   * Multiplies Consul's times for elections and lost leaders, 1 to 10: with 1 another leader is there sooner, and a slow
   * disk or processor costs leaders that were well. The HCL module cannot say it. @default Consul's own, 5
   */
  readonly raftMultiplier?: number;
  /** Puts the UI and the HTTP API behind a load balancer. HCL: `lb_enabled` and `lb_*`. @default none */
  readonly loadBalancer?: ServerLoadBalancer;
  /** HCL: `tls`, `generate_ca`, `ca_cert_arn`, `ca_key_arn`, `additional_dns_names`. @default TLS is off */
  readonly tls?: ServerTls;
  /**
   * Asks for tokens, and denies what no token allows. The bootstrap token is generated, that of a secret, or a value.
   * HCL: `acls`, `generate_bootstrap_token`, `bootstrap_token`, `bootstrap_token_arn`. @default false
   */
  readonly acls?: boolean | { readonly bootstrapToken: SecretSource };
  /** Licence of Consul Enterprise, for an Enterprise image. HCL: `consul_license`. @default none */
  readonly license?: SecretSource;
  /** HCL: `primary_datacenter`. @default none */
  readonly primaryDatacenter?: string;
  /** Servers of other datacenters to join; not together with `primaryGateways`. HCL: `retry_join_wan`. @default none */
  readonly retryJoinWan?: readonly string[];
  /**
   * Addresses of the mesh gateways of the primary datacenter; not together with `retryJoinWan`; needs `tls`.
   * HCL: `primary_gateways`. @default none
   */
  readonly primaryGateways?: readonly string[];
  /**
   * Joins datacenters by mesh gateways; needs `tls`. With `primaryGateways` it is always on.
   * HCL: `enable_mesh_gateway_wan_federation`. @default false
   */
  readonly meshGatewayWanFederation?: boolean;
  /** Switches cluster peering on, which Consul 1.14 and newer do by themselves. HCL: `enable_cluster_peering`. @default false */
  readonly clusterPeering?: boolean;
  /**
   * Configuration entries, such as intentions, that Consul has from its first start. A function, because the graph of the
   * mesh grows after its servers are made. The HCL module cannot say it. @default none
   */
  readonly configEntries?: () => readonly ConfigEntry[];
  /** Token with which a secondary datacenter replicates ACLs; needs `acls`. HCL: `replication_token`. @default none */
  readonly replicationToken?: SecretSource;
  /**
   * Seconds after its start for which a load balanced server may be unhealthy; needs `loadBalancer`.
   * @default 600 on line 0.10, as in the HCL module; none on line 0.6
   */
  readonly healthCheckGracePeriodSeconds?: number;
  /** Days for which a deleted secret of the server keeps its name: 0 or 7 to 30. The HCL modules cannot say it. @default 0 */
  readonly secretsRecoveryWindowInDays?: number;
  /**
   * ARN of the KMS key that encrypts the secrets that are made; the task may decrypt with it. The HCL modules cannot say
   * it. @default AWS's own key
   */
  readonly secretsKmsKeyArn?: string;
  /** Tags of everything that is made here. HCL: `tags`, which the module does not use. @default none */
  readonly tags?: Tags;
}

/** Snapshots of the servers' state. */
export interface ServerSnapshots {
  /** Minutes between two of them, 5 to 1440. @default 60 */
  readonly everyMinutes?: number;
  /** Number of the newest that are kept, 1 to 1000. @default 48 */
  readonly keep?: number;
}

export interface ServerLoadBalancer {
  /** At least two public subnets, in different zones. HCL: `lb_subnets`. */
  readonly subnetIds: readonly string[];
  /** Who may reach it; that or `ingressSecurityGroupIds`, or both. HCL: `lb_ingress_rule_cidr_blocks`. @default nobody */
  readonly ingressCidrBlocks?: readonly string[];
  /** HCL: `lb_ingress_rule_security_groups`. @default none */
  readonly ingressSecurityGroupIds?: readonly string[];
  /**
   * Has the apply wait until a server leads the datacenter, so that what follows (`leader`) can write to it.
   * Asks the load balancer, with `curl`, from where Terraform runs. HCL of line 0.10: always, for
   * `consul_server_startup_timeout`. @default false
   */
  readonly waitForLeader?: boolean | { /** 1 to 86400. */ readonly timeoutSeconds: number };
}

/** The server makes its certificate when it starts, because its address is in it: it needs the CA with its key. */
export interface ServerTls {
  /** ARN of the secret with the CA certificate. HCL: `ca_cert_arn`. */
  readonly caCertSecretArn: string;
  /** ARN of the secret with the CA's private key. HCL: `ca_key_arn`. */
  readonly caKeySecretArn: string;
  /** More names for the server's certificate. HCL: `additional_dns_names`. @default none */
  readonly additionalDnsNames?: readonly string[];
}
