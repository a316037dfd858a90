import type { Construct } from "constructs";
import { Fn } from "cdktf";
import { GeneratedSecret, Secret, type SecretProps, type SecretSource } from "../../aws";
import type { ServerSecrets } from "./container";
import type { AnyServerProps } from "./props";

/** The secrets of a server: those that are given, and those that it makes, each named `<name>-<what it is>`. */
export function serverSecrets(scope: Construct, name: string, props: AnyServerProps): ServerSecrets {
  const secret = (id: string): SecretProps => ({
    name: `${name}-${id}`,
    recoveryWindowInDays: props.secretsRecoveryWindowInDays,
    kmsKeyId: props.secretsKmsKeyArn,
  });
  const generated = (kind: "token" | "gossip-key", id: string): string =>
    new GeneratedSecret(scope, id, { kind, ...secret(id) }).arn;
  const given = (id: string, source: SecretSource): string =>
    source.value === undefined
      ? source.secretArn
      : new Secret(scope, id, { ...secret(id), value: Fn.chomp(source.value), version: source.version }).arn;

  const { license, replicationToken } = props;
  const acls = props.acls || undefined;
  const gossip = props.gossipEncryption || undefined;
  return {
    bootstrapTokenArn:
      acls === true ? generated("token", "bootstrap-token") : acls && given("bootstrap-token", acls.bootstrapToken),
    gossipKeyArn: gossip === true ? generated("gossip-key", "gossip-key") : gossip?.keySecretArn,
    licenseArn: license && given("consul-license", license),
    replicationTokenArn: replicationToken && given("replication-token", replicationToken),
  };
}
