import type { ITerraformDependable } from "cdktf";

/**
 * What a mesh task, a gateway and the controller must know of the Consul servers, whoever hosts them: the seam between
 * "where the servers are" and everything else.
 *
 * Implemented by the constructs that make servers, and by `ExternalConsulServers` for servers that somebody else runs.
 */
export interface ConsulServers {
  /** Name of the datacenter. HCL: `consul_datacenter`. */
  readonly datacenter: string;
  /** The primary datacenter of a WAN federation, where ACLs are decided. HCL: `consul_primary_datacenter`. */
  readonly primaryDatacenter?: string;
  /**
   * Where the servers are, without a port: a DNS name, an IP address, or `exec=<command>` that prints addresses.
   * Line 0.10 needs it. HCL: `consul_server_hosts`.
   */
  readonly hosts?: string;
  /** Addresses or cloud auto-join strings of the gossip pool. Line 0.6 needs them. HCL: `retry_join`. */
  readonly retryJoin?: readonly string[];
  /** Address of the HTTP API with scheme and port. HCL on line 0.6: `consul_http_addr`, `consul_server_http_addr`. */
  readonly httpAddress?: string;
  /** @default TLS is off */
  readonly tls?: ConsulServersTls;
  /** Departures from `tls` for the HTTP API, line 0.10. HCL: `http_config`. */
  readonly http?: ConsulServersHttp;
  /** Departures from `tls` for gRPC, line 0.10. HCL: `grpc_config`. */
  readonly grpc?: ConsulServersGrpc;
  /** Do not watch for other servers, for example behind a load balancer. Line 0.10. HCL: `skip_server_watch`. @default false */
  readonly skipServerWatch?: boolean;
  /** Whether the servers ask for tokens. HCL: `acls`. @default false */
  readonly acls?: boolean;
  /** ARN of the secret with the bootstrap token, for the controller. HCL: `consul_bootstrap_token_secret_arn`. */
  readonly bootstrapTokenSecretArn?: string;
  /** ARN of the secret with the gossip key. Line 0.6: gossip is encrypted when it is given. HCL: `gossip_key_secret_arn`. */
  readonly gossipKeySecretArn?: string;
  /** Security group of the servers, where this project may open it for the mesh. */
  readonly securityGroupId?: string;
  /** Address ranges of servers that have no security group here, such as those behind a peering: gossip comes from them. */
  readonly cidrBlocks?: readonly string[];
  /** ARN of the customer managed key that encrypts the secrets named here: whoever reads one may decrypt with it. @default AWS's own key */
  readonly secretsKmsKeyArn?: string;
  /**
   * Secret with a token that may write configuration entries, where it is not the bootstrap token: for servers that
   * somebody else runs. @default `bootstrapTokenSecretArn`
   */
  readonly configEntriesTokenSecretArn?: string;
  /**
   * Changes whenever Terraform replaces the servers together with their data. Whoever logged in to them is started again
   * after it. Absent for servers that keep their data.
   */
  readonly generation?: string;
  /** Version of Consul, or an image whose tag says it, where it is known: for what does not go together. @default not known */
  readonly consulVersion?: string;
  /** Number of servers, where they are made here: Consul's autopilot is told how many make a quorum. */
  readonly serverCount?: number;
  /** What must be there before anybody uses the servers, in the stack that makes them. @default nothing */
  readonly ready?: readonly ITerraformDependable[];
}

/** How the servers speak TLS. The certificates are brought as ARNs of secrets, never as values. */
export interface ConsulServersTls {
  /** TLS for HTTP, gRPC and RPC. HCL: `tls`. */
  readonly enabled: boolean;
  /** CA that signed the servers' certificates. HCL: `consul_ca_cert_arn` (0.10), `consul_server_ca_cert_arn` (0.6). */
  readonly caCertSecretArn?: string;
  /** CA of the HTTP API where it is another. HCL: `consul_https_ca_cert_arn`. @default `caCertSecretArn` on line 0.10 */
  readonly httpsCaCertSecretArn?: string;
  /** CA of gRPC where it is another, line 0.10. HCL: `consul_grpc_ca_cert_arn`. @default `caCertSecretArn` */
  readonly grpcCaCertSecretArn?: string;
  /** Server name (SNI) to expect in the certificate, line 0.10. HCL: `tls_server_name`. */
  readonly serverName?: string;
  /** CA file that is in the image already, line 0.10. HCL: `ca_cert_file` of mesh-task. */
  readonly caCertFile?: string;
  /**
   * Whether the certificate of the HTTP API is one of a public CA, so that `caCertSecretArn` is for RPC alone: the
   * controller of line 0.6 trusts no other CA than one that it is given. HCL: a controller without
   * `consul_server_ca_cert_arn`. @default false
   */
  readonly publicHttpsCertificate?: boolean;
}

export interface ConsulServersHttp {
  /** @default 8501 with TLS, 8500 without */
  readonly port?: number;
  /** Whether the address is an `https` one. @default whether TLS is on */
  readonly https?: boolean;
  /** Whether to verify TLS. @default `tls.enabled` */
  readonly tls?: boolean;
  readonly tlsServerName?: string;
  /** Not for the controller, which takes its CA from the environment. */
  readonly caCertFile?: string;
}

export interface ConsulServersGrpc {
  /** @default 8503 with TLS, 8502 without */
  readonly port?: number;
  readonly tls?: boolean;
  readonly tlsServerName?: string;
  /** Not for the controller, which takes its CA from the environment. */
  readonly caCertFile?: string;
}

/** The ports of a Consul server. https://developer.hashicorp.com/consul/docs/reference/architecture/ports */
export const SERVER_PORTS = {
  /** RPC between servers and from client agents. */
  rpc: 8300,
  /** Gossip inside the datacenter, TCP and UDP. */
  serfLan: 8301,
  /** Gossip between datacenters, TCP and UDP. */
  serfWan: 8302,
  http: 8500,
  https: 8501,
  grpc: 8502,
  grpcTls: 8503,
  dns: 8600,
} as const;
