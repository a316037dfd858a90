import type { Construct } from "constructs";
import { GeneratedSecret } from "../../aws";
import type { Ec2ServersProps } from "./props";

/** The secrets of the servers, by ARN. */
export interface ServersSecrets {
  readonly gossipKeyArn: string;
  readonly bootstrapTokenArn?: string;
  /** Token of the servers' own agents, which may do no more than an agent must. */
  readonly agentTokenArn?: string;
}

/** Those that are given, and those that are made here, each named `<name>-<what it is>`. */
export function serversSecrets(scope: Construct, props: Ec2ServersProps, acls: boolean): ServersSecrets {
  const generated = (kind: "token" | "gossip-key", id: string): string =>
    new GeneratedSecret(scope, id, {
      kind,
      name: `${props.name}-${id}`,
      recoveryWindowInDays: props.secretsRecoveryWindowInDays,
      kmsKeyId: props.secretsKmsKeyArn,
    }).arn;
  const given = typeof props.acls === "object" ? props.acls.bootstrapTokenSecretArn : undefined;
  return {
    gossipKeyArn: props.gossipKeySecretArn ?? generated("gossip-key", "gossip-key"),
    bootstrapTokenArn: acls ? (given ?? generated("token", "bootstrap-token")) : undefined,
    agentTokenArn: acls ? generated("token", "agent-token") : undefined,
  };
}
