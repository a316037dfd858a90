import {
  flag,
  imageName,
  mandatory,
  nestedJson,
  object,
  text,
  type AllChecks,
  type ContainerDefinition,
  type ContainerSecret,
  type Rule,
} from "../../../aws";
import type { ConsulServers } from "../../consul-servers";
import { httpAddressRule } from "../../server-rules";
import { authMethodName } from "../registration-checks";
import { BINARY_VOLUME, BOOTSTRAP_DIR, DATA_MOUNT_READ_WRITE } from "../sidecar";
import { HTTPS_CA_FILE } from "./config-document";
import { clientAgentScript } from "./client-agent-script";
import type { ClientAgentOptions } from "./options";

export const CLIENT_AGENT = "consul-client";
export const CONSUL_IMAGE = "hashicorp/consul:1.15.10";

/** What a client agent is made from, in a mesh task and in a gateway. */
export interface ClientAgentInput {
  readonly servers: ConsulServers;
  readonly partition: string;
  readonly options: ClientAgentOptions;
  readonly logConfiguration?: ContainerDefinition["logConfiguration"];
}

/** The Consul client agent: joins the gossip pool, and gives the other containers of the task their API. */
export function clientAgent(input: ClientAgentInput): ContainerDefinition {
  return {
    name: CLIENT_AGENT,
    image: input.options.consulImage ?? CONSUL_IMAGE,
    essential: false,
    entryPoint: ["/bin/sh", "-ec"],
    command: [clientAgentScript(scriptInput(input))],
    environment: [{ name: "CONSUL_DATACENTER", value: input.servers.datacenter }],
    secrets: secrets(input.servers),
    mountPoints: [DATA_MOUNT_READ_WRITE, { sourceVolume: BINARY_VOLUME, containerPath: "/bin/consul-inject" }],
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: input.logConfiguration,
  };
}

function scriptInput({ servers, partition, options }: ClientAgentInput): Parameters<typeof clientAgentScript>[0] {
  const tls = servers.tls?.enabled ?? false;
  const acls = servers.acls ?? false;
  return {
    staticConfig: nestedJson(staticConfig({ servers, partition, options })),
    gossipEncryption: servers.gossipKeySecretArn !== undefined,
    tls,
    httpsCaFile: servers.tls?.httpsCaCertSecretArn ? HTTPS_CA_FILE : undefined,
    login: acls
      ? {
          httpAddress: servers.httpAddress ?? "",
          authMethod: options.clientTokenAuthMethodName ?? "iam-ecs-client-token",
          partition: partition || undefined,
        }
      : undefined,
    extraConfig: options.agentConfiguration,
  };
}

/** What is known of the agent's configuration before its task runs. */
export function staticConfig({
  servers,
  partition,
  options,
}: Pick<ClientAgentInput, "servers" | "partition" | "options">): object {
  const tls = servers.tls?.enabled ?? false;
  return {
    addresses: { dns: "127.0.0.1", grpc: "127.0.0.1", http: "127.0.0.1" },
    advertise_reconnect_timeout: "15m",
    client_addr: "0.0.0.0",
    enable_central_service_config: true,
    leave_on_terminate: true,
    ports: { grpc: 8502 },
    retry_join: servers.retryJoin ?? [],
    ...(tls ? { tls: { defaults: { ca_file: `${BOOTSTRAP_DIR}/consul-ca-cert.pem`, verify_outgoing: true } } } : {}),
    ...(servers.acls
      ? {
          acl: {
            enabled: true,
            default_policy: "deny",
            down_policy: "async-cache",
            enable_token_replication: options.enableAclTokenReplication ?? false,
          },
        }
      : {}),
    ...(partition ? { partition } : {}),
    ...(servers.primaryDatacenter ? { primary_datacenter: servers.primaryDatacenter } : {}),
    ...(options.auditLogging ? { audit: AUDIT_TO_STDOUT } : {}),
  };
}

const AUDIT_TO_STDOUT = {
  enabled: true,
  sink: { stdout: { type: "file", format: "json", path: "/dev/stdout", delivery_guarantee: "best-effort" } },
};

function secrets({ tls, gossipKeySecretArn }: ConsulServers): ContainerSecret[] {
  const ca = tls?.enabled ? tls.caCertSecretArn : undefined;
  return [
    ...(ca ? [{ name: "CONSUL_CACERT_PEM", valueFrom: ca }] : []),
    ...(tls?.httpsCaCertSecretArn ? [{ name: "CONSUL_HTTPS_CACERT_PEM", valueFrom: tls.httpsCaCertSecretArn }] : []),
    ...(gossipKeySecretArn ? [{ name: "CONSUL_GOSSIP_ENCRYPTION_KEY", valueFrom: gossipKeySecretArn }] : []),
  ];
}

/**
 * ARNs that the execution role reads for a task of the line.
 * Departure: the HCL modules forget the CA of the HTTP API, so that a task with a CA of its own there cannot start.
 */
export function executionRoleSecrets({ tls, gossipKeySecretArn }: ConsulServers): string[] {
  const ca = tls?.enabled ? tls.caCertSecretArn : undefined;
  const https = tls?.httpsCaCertSecretArn === ca ? undefined : tls?.httpsCaCertSecretArn;
  return [ca, https, gossipKeySecretArn].filter((arn) => arn !== undefined);
}

/** What is checked of each of the agent's options by itself. */
export function clientAgentChecks(): AllChecks<ClientAgentOptions> {
  const verbatim = object<{ readonly verbatim: string }>({ verbatim: mandatory(text()) });
  return {
    consulImage: imageName(),
    clientTokenAuthMethodName: authMethodName(),
    enableAclTokenReplication: flag(),
    agentConfiguration: (prop, given) =>
      (typeof given === "object" ? verbatim : text("Give the configuration as a text, or as { verbatim }."))(
        prop,
        given,
      ),
    auditLogging: flag(),
  };
}

/** What a client agent needs of the servers. */
export function clientAgentRules({ servers, options }: Pick<ClientAgentInput, "servers" | "options">): Rule[] {
  return [
    {
      prop: "servers.retryJoin",
      rule: "is required on release line 0.6, unless agentConfiguration says how to join",
      got: servers.retryJoin,
      fix: "Give the addresses of the servers, or servers that have them.",
      holds: (servers.retryJoin ?? []).length > 0 || options.agentConfiguration !== undefined,
    },
    {
      prop: "servers.tls.caCertSecretArn",
      rule: "is required when TLS is on",
      fix: "Give the ARN of the secret with the CA certificate of the servers.",
      holds: !servers.tls?.enabled || !!servers.tls.caCertSecretArn,
    },
    {
      prop: "servers.httpAddress",
      rule: "is required when ACLs are on, because the client agent logs in there",
      fix: "Give the address of the servers' HTTP API, such as 'https://consul.example.com:8501'.",
      holds: !servers.acls || !!servers.httpAddress,
    },
    httpAddressRule("servers.httpAddress", servers.httpAddress || undefined),
    {
      prop: "servers.tls.httpsCaCertSecretArn",
      rule: "needs servers.httpAddress: without an address there is nothing to check with it",
      fix: "Give the address of the servers' HTTP API, or leave the CA out.",
      holds: !servers.tls?.httpsCaCertSecretArn || !!servers.httpAddress,
    },
    {
      prop: "auditLogging",
      rule: "needs ACLs",
      got: options.auditLogging,
      fix: "Use servers with ACLs, or leave it out.",
      holds: !options.auditLogging || !!servers.acls,
    },
    {
      prop: "enableAclTokenReplication",
      rule: "needs ACLs",
      got: options.enableAclTokenReplication,
      fix: "Use servers with ACLs, or leave it out.",
      holds: !options.enableAclTokenReplication || !!servers.acls,
    },
  ];
}
