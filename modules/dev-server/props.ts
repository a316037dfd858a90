import type { LogConfiguration, ServiceOptions, TaskOptions } from "../aws";
import type { Release, Releases } from "../consul-ecs";

/** HCL: the module dev-server. What only one line has does not compile on the other. */
export type DevServerProps<R extends Release = Release> = {
  [L in R]: CommonDevServerProps<L> & Releases[L]["devServer"];
}[R];

export interface CommonDevServerProps<R extends Release> extends TaskOptions, ServiceOptions {
  /** Release line of Consul on ECS. */
  readonly release: R;
  /** Name of the service, the family and of what belongs to it; 1 to 32 characters. HCL: `name`. @default "server" */
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
  /** HCL: `consul_image`. @default that of the release line */
  readonly consulImage?: string;
  /** HCL: `log_configuration`. @default none */
  readonly logConfiguration?: LogConfiguration;
  /** HCL: `datacenter`. @default "dc1" */
  readonly datacenter?: string;
  /** HCL: `node_name`. @default `name` */
  readonly nodeName?: string;
  /**
   * Private DNS namespace (Cloud Map) of the server: it is found as `<name>.<namespace>`.
   * HCL: `service_discovery_namespace`. @default `datacenter`
   */
  readonly serviceDiscoveryNamespace?: string;
  /** Puts the UI and the HTTP API behind a load balancer. HCL: `lb_enabled` and `lb_*`. @default none */
  readonly loadBalancer?: DevServerLoadBalancer;
  /** HCL: `tls`, `generate_ca = false`, `ca_cert_arn`, `ca_key_arn`, `additional_dns_names`. @default TLS is off */
  readonly tls?: DevServerTls;
  /**
   * Asks for tokens, and denies what no token allows. The bootstrap token is generated, or that of a secret.
   * HCL: `acls`, `generate_bootstrap_token`, `bootstrap_token_arn`. @default false
   */
  readonly acls?: boolean | { readonly bootstrapTokenSecretArn: string };
  /** ARN of the secret with the licence of Consul Enterprise. HCL: `consul_license`, which takes the licence itself. */
  readonly licenseSecretArn?: string;
  /** HCL: `primary_datacenter`. @default none */
  readonly primaryDatacenter?: string;
  /** Servers of other datacenters to join; not together with `primaryGateways`. HCL: `retry_join_wan`. @default none */
  readonly retryJoinWan?: readonly string[];
  /** Mesh gateways of the primary datacenter; not together with `retryJoinWan`. HCL: `primary_gateways`. @default none */
  readonly primaryGateways?: readonly string[];
  /** HCL: `enable_mesh_gateway_wan_federation`. @default true with `primaryGateways`, else false */
  readonly meshGatewayWanFederation?: boolean;
  /** HCL: `enable_cluster_peering`. @default false */
  readonly clusterPeering?: boolean;
  /** ARN of the secret with the token for the replication of ACLs. HCL: `replication_token`, which takes the token itself. */
  readonly replicationTokenSecretArn?: string;
  /**
   * Seconds after its start for which a load balanced server may be unhealthy.
   * @default 600 on line 0.10, as in the HCL module; none on line 0.6
   */
  readonly healthCheckGracePeriodSeconds?: number;
  /** Days for which a deleted secret of the server keeps its name: 0 or 7 to 30. @default 0 */
  readonly secretsRecoveryWindowInDays?: number;
}

export interface DevServerLoadBalancer {
  /** At least two public subnets. HCL: `lb_subnets`. */
  readonly subnetIds: readonly string[];
  /** Who may reach it. HCL: `lb_ingress_rule_cidr_blocks`. @default nobody */
  readonly ingressCidrBlocks?: readonly string[];
  /** HCL: `lb_ingress_rule_security_groups`. @default none */
  readonly ingressSecurityGroupIds?: readonly string[];
}

/** The server makes its certificate when it starts, because its address is in it: it needs the CA with its key. */
export interface DevServerTls {
  /** ARN of the secret with the CA certificate. HCL: `ca_cert_arn`. */
  readonly caCertSecretArn: string;
  /** ARN of the secret with the CA's private key. HCL: `ca_key_arn`. */
  readonly caKeySecretArn: string;
  /** More names for the server's certificate. HCL: `additional_dns_names`. @default none */
  readonly additionalDnsNames?: readonly string[];
}
