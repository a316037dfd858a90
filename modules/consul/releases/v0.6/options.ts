import { namesOf } from "../../../aws";
import type { DevServerLineOptions, GatewayTaskLineOptions, LineOptions, MeshTaskLineOptions } from "../options";

/** What only line 0.6 lets you say. */
export interface Options06 extends LineOptions {
  readonly meshTask: MeshTaskOptions06;
  readonly gatewayTask: GatewayTaskOptions06;
  readonly devServer: DevServerOptions06;
}

export interface DevServerOptions06 extends DevServerLineOptions {
  /**
   * Encrypts the gossip between servers and client agents, with a generated key or with that of a secret.
   * HCL: `gossip_encryption_enabled`, `generate_gossip_encryption_key`, `gossip_key_secret_arn`. @default false
   */
  readonly gossipEncryption?: boolean | { readonly keySecretArn: string };
}

/** The client agent that each task of the line runs. */
export interface ClientAgentOptions {
  /** HCL: `consul_image`. @default "hashicorp/consul:1.15.10" */
  readonly consulImage?: string;
  /** Auth method by which the client agent logs in. HCL: `client_token_auth_method_name`. @default "iam-ecs-client-token" */
  readonly clientTokenAuthMethodName?: string;
  /** For a datacenter that replicates ACLs from a primary one; needs ACLs. HCL: `enable_acl_token_replication`. @default false */
  readonly enableAclTokenReplication?: boolean;
  /**
   * More configuration of the agent, in HCL. The shell expands `$ECS_IPV4`, `$AGENT_TOKEN` and anything else with a
   * dollar or a backtick in a plain string, as in the HCL module, but nothing in a value that only Terraform knows; give
   * `{ verbatim }` to have all of it left alone.
   * HCL: `consul_agent_configuration`. @default none
   */
  readonly agentConfiguration?: string | { readonly verbatim: string };
  /** Writes the agent's audit log to the container's log; Consul Enterprise, needs ACLs. HCL: `audit_logging`. @default false */
  readonly auditLogging?: boolean;
}

export interface MeshTaskOptions06 extends MeshTaskLineOptions, ClientAgentOptions {
  /** HCL: `envoy_image`. @default "envoyproxy/envoy-distroless:v1.23.10" */
  readonly envoyImage?: string;
  /**
   * Health checks that the client agent runs. With any of them, ECS health checks are not carried over into Consul.
   * HCL: `checks`. @default none
   */
  readonly checks?: readonly ConsulCheck[];
}

export interface GatewayTaskOptions06 extends GatewayTaskLineOptions, ClientAgentOptions {
  /** The line has no other gateway. HCL: `kind`. */
  readonly kind: "mesh-gateway";
  /** HCL: `envoy_image`. @default "envoyproxy/envoy-distroless:v1.23.10" */
  readonly envoyImage?: string;
  /** There is one gateway. */
  readonly desiredCount?: undefined;
  readonly targetGroups?: undefined;
  readonly volumes?: undefined;
  readonly extraContainers?: undefined;
}

/** A health check of a client agent. https://developer.hashicorp.com/consul/docs/services/configuration/checks-configuration-reference */
export interface ConsulCheck {
  readonly checkId?: string;
  readonly name?: string;
  readonly args?: readonly string[];
  readonly items?: readonly unknown[];
  /** A duration, such as "5s". */
  readonly interval?: string;
  readonly timeout?: string;
  readonly ttl?: string;
  readonly http?: string;
  readonly header?: Readonly<Record<string, readonly string[]>>;
  readonly method?: string;
  readonly body?: string;
  readonly tcp?: string;
  readonly status?: string;
  readonly notes?: string;
  readonly tlsServerName?: string;
  readonly tlsSkipVerify?: boolean;
  readonly grpc?: string;
  readonly grpcUseTls?: boolean;
  readonly h2ping?: string;
  readonly h2pingUseTls?: boolean;
  readonly aliasNode?: string;
  readonly aliasService?: string;
  readonly successBeforePassing?: number;
  readonly failuresBeforeCritical?: number;
}

const CLIENT_AGENT_NAMES = {
  consulImage: true,
  clientTokenAuthMethodName: true,
  enableAclTokenReplication: true,
  agentConfiguration: true,
  auditLogging: true,
} as const;

export const OPTION_NAMES = {
  meshTask: namesOf<MeshTaskOptions06>({
    ...CLIENT_AGENT_NAMES,
    envoyImage: true,
    checks: true,
    consulEcsConfig: true,
    sidecarResources: true,
    sidecarsEssential: true,
    sidecarsReadonlyRootFilesystem: true,
    sidecarStopTimeoutSeconds: true,
  }),
  gatewayTask: namesOf<GatewayTaskOptions06>({
    ...CLIENT_AGENT_NAMES,
    kind: true,
    envoyImage: true,
    desiredCount: true,
    targetGroups: true,
    volumes: true,
    extraContainers: true,
    sidecarResources: true,
    sidecarsEssential: true,
    sidecarsReadonlyRootFilesystem: true,
    sidecarStopTimeoutSeconds: true,
  }),
  devServer: namesOf<DevServerOptions06>({ gossipEncryption: true }),
};
