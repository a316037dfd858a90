import { Fn, Token, propertyAccess } from "cdktf";
import type { Construct } from "constructs";
import { OwnSecret } from "../../aws";
import type { ClusterAttributes } from "./cluster";
import type { HcpServersProps } from "./props";

/** ARNs of the secrets that the tasks of the mesh read. */
export interface ClusterSecrets {
  readonly bootstrapTokenArn: string;
  /** For client agents. */
  readonly gossipKeyArn?: string;
  /** CA of RPC, for client agents. */
  readonly caCertArn?: string;
}

/**
 * Carries the cluster's secrets over into Secrets Manager, through write-only attributes. That keeps them out of the
 * state of the secrets only: the hcp provider itself stores the root token, the configuration with the gossip key and the
 * CA as attributes of the cluster (or of the data source, or of the root token), and so the state holds them.
 *
 * @param clientAgents whether the tasks run client agents, which take part in gossip and RPC
 */
export function clusterSecrets(
  scope: Construct,
  props: Pick<HcpServersProps, "name" | "secretsRecoveryWindowInDays">,
  cluster: ClusterAttributes,
  clientAgents: boolean,
): ClusterSecrets {
  const secret = (id: string, value: string, changesWith: string): string =>
    new OwnSecret(scope, id, {
      name: `${props.name}-${id}`,
      recoveryWindowInDays: props.secretsRecoveryWindowInDays,
      value,
      version: versionOf(changesWith),
    }).arn;

  const { bootstrapToken, consulCaFile } = cluster;
  return {
    bootstrapTokenArn:
      bootstrapToken.secretArn ?? secret("bootstrap-token", bootstrapToken.value, bootstrapToken.accessorId),
    ...(clientAgents
      ? {
          gossipKeyArn: secret("gossip-key", Token.asString(clientConfig(cluster, "encrypt")), consulCaFile),
          caCertArn: secret("consul-ca-cert", Fn.base64decode(consulCaFile), consulCaFile),
        }
      : {}),
  };
}

/** A field of the configuration that HCP gives to client agents. */
export function clientConfig({ consulConfigFile }: ClusterAttributes, field: "encrypt" | "retry_join") {
  return propertyAccess(Fn.jsondecode(Fn.base64decode(consulConfigFile)), [field]);
}

/**
 * Terraform keeps nothing of a written value that it could compare, and a cluster that is replaced has other secrets. So
 * the version is a number made of something public that changes with them.
 */
function versionOf(changesWith: string): number {
  return Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(changesWith), 0, 8), 16));
}
