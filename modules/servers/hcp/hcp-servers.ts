import { Fn, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { enforce, givenProps, warn } from "../../aws";
import {
  releaseLine,
  SERVER_PORTS,
  vouchFor,
  type ConsulServers,
  type ConsulServersGrpc,
  type ConsulServersHttp,
  type ConsulServersTls,
} from "../../consul";
import { consulCluster, type ClusterAttributes } from "./cluster";
import { HvnPeering } from "./peering";
import type { HcpServersProps } from "./props";
import { hasPeering, hcpServersRules } from "./rules";
import { clientConfig, clusterSecrets, type ClusterSecrets } from "./secrets";

/** HCP serves the HTTP API on the port of the web, with a certificate of a public CA. */
const HTTPS_PORT = 443;

const END_OF_HCP_CONSUL =
  "HCP Consul Dedicated ended on 2025-11-12: no cluster can be made or reached there any more. Use servers of your own: hosting 'ec2' or 'fargate', or ExternalConsulServers.fromAttributes() for those that somebody else runs.";

/**
 * Consul servers on the HashiCorp Cloud Platform, reached over a peering of its network (HVN) with the VPC.
 *
 * HCP Consul Dedicated ended on 2025-11-12: this is for what is left of it, and for reading.
 *
 * Secrets: the state holds the root token, the gossip key and the CA, because the hcp provider stores them as attributes of
 * the cluster. Nothing else does: they reach Secrets Manager through write-only attributes. Encrypt the state, and let
 * few read it.
 */
export class HcpServers extends Construct implements ConsulServers {
  readonly datacenter: string;
  readonly hosts: string;
  readonly retryJoin: readonly string[];
  readonly httpAddress: string;
  readonly tls: ConsulServersTls;
  readonly http: ConsulServersHttp = { port: HTTPS_PORT };
  // HCP's gRPC speaks TLS on the port that a server of one's own has for plain gRPC.
  readonly grpc: ConsulServersGrpc = { port: SERVER_PORTS.grpc };
  /** HCP's servers always ask for tokens. */
  readonly acls = true;
  readonly bootstrapTokenSecretArn: string;
  readonly gossipKeySecretArn?: string;
  /** The range of the HVN, from which the servers gossip. */
  readonly cidrBlocks: readonly string[];
  /** Address of the UI on the internet; empty without a public endpoint. */
  readonly publicUrl: string;
  /** What must be there before anything reaches the servers, and may go only after it: the routes of the peering. */
  readonly ready: readonly ITerraformDependable[];

  /** @throws InputError with everything that is wrong in the props */
  constructor(scope: Construct, id: string, given: HcpServersProps) {
    super(scope, id);
    const subject = `HcpServers "${this.node.path}"`;
    const props = givenProps(subject, given);
    const line = releaseLine(props.release);
    warn(this, END_OF_HCP_CONSUL);
    const preconditions = enforce(subject, hcpServersRules(this, props));
    const cluster = consulCluster(this, props, preconditions);
    this.ready = this.peer(props, cluster);
    // Whoever gossips is a client agent.
    const clientAgents = line.agentPorts.length > 0;
    const secrets = clusterSecrets(this, props, cluster, clientAgents);

    this.datacenter = cluster.datacenter;
    this.retryJoin = Token.asList(clientConfig(cluster, "retry_join"));
    this.hosts = Token.asString(Fn.element(this.retryJoin, 0));
    this.httpAddress = cluster.consulPrivateEndpointUrl;
    this.publicUrl = cluster.consulPublicEndpointUrl;
    this.tls = hcpTls(secrets);
    this.bootstrapTokenSecretArn = secrets.bootstrapTokenArn;
    this.gossipKeySecretArn = secrets.gossipKeyArn;
    this.cidrBlocks = [cluster.hvn.cidrBlock];
    vouchFor(this);
  }

  private peer({ name, region, network, cluster = {} }: HcpServersProps, { hvn, hvnCidr }: ClusterAttributes) {
    return hasPeering(cluster) ? new HvnPeering(this, "peering", { name, region, hvn, hvnCidr, network }).routes : [];
  }
}

/** A public CA signs for HTTP and gRPC, HCP's own for RPC, which only client agents speak. */
function hcpTls({ caCertArn }: ClusterSecrets): ConsulServersTls {
  return { enabled: true, caCertSecretArn: caCertArn, publicHttpsCertificate: true };
}
