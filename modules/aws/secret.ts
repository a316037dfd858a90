import { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";

export interface SecretProps {
  readonly name: string;
  readonly description?: string;
  /**
   * Days for which a deleted secret can be restored, and its name not used again: 0 or 7 to 30.
   * @default 0, deleted at once, so that destroy and apply can follow each other
   */
  readonly recoveryWindowInDays?: number;
  /** Key that encrypts it. @default AWS's own key for Secrets Manager */
  readonly kmsKeyId?: string;
}

/**
 * A secret in Secrets Manager whose value Terraform writes and never keeps: it goes through a write-only attribute, so
 * neither the state nor a plan holds it. Needs Terraform 1.11.
 */
export class Secret extends Construct {
  readonly arn: string;

  /** @param value a Terraform expression with an ephemeral value */
  constructor(scope: Construct, id: string, props: SecretProps & { readonly value: string }) {
    super(scope, id);
    const secret = new SecretsmanagerSecret(this, "secret", {
      name: props.name,
      description: props.description,
      recoveryWindowInDays: props.recoveryWindowInDays ?? 0,
      kmsKeyId: props.kmsKeyId,
    });
    new SecretsmanagerSecretVersion(this, "version", {
      secretId: secret.id,
      secretStringWo: props.value,
      // Terraform cannot compare what it does not keep: a value is written again when this number changes.
      secretStringWoVersion: 1,
    });
    this.arn = secret.arn;
  }
}

/** How the value of a generated secret is made from a random password. */
const GENERATED = {
  /** Consul's tokens are UUIDs. */
  token: (password: string) => `\${uuidv5("dns", ${password})}`,
  /** `consul keygen` makes 32 random bytes in base64. */
  "gossip-key": (password: string) => `\${base64sha256(${password})}`,
};

/** A secret with a random value that only Secrets Manager and the containers that read it ever know. */
export class GeneratedSecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: SecretProps & { readonly kind: keyof typeof GENERATED }) {
    super(scope, id);
    const { kind, ...secret } = props;
    const password = new EphemeralRandomPassword(this, "random");
    this.arn = new Secret(this, "value", { ...secret, value: GENERATED[kind](password.expression) }).arn;
  }
}

/**
 * `ephemeral "aws_secretsmanager_random_password"`: made anew at every run and never kept.
 * cdktf has no class for ephemeral resources, so this element adds the block by itself.
 */
class EphemeralRandomPassword extends TerraformElement {
  private static readonly TYPE = "aws_secretsmanager_random_password";

  constructor(scope: Construct, id: string) {
    super(scope, id);
  }

  get expression(): string {
    return `ephemeral.${EphemeralRandomPassword.TYPE}.${this.friendlyUniqueId}.random_password`;
  }

  override toTerraform(): object {
    // 64 characters of AWS's default alphabet: far more than the 122 bits of a UUID or the 256 of a key can carry.
    return { ephemeral: { [EphemeralRandomPassword.TYPE]: { [this.friendlyUniqueId]: { password_length: 64 } } } };
  }
}
