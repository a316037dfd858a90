import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { TerraformElement, TerraformVariable, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { ephemeralOrigin } from "./ephemeral";
import {
  arn,
  contains,
  enforce,
  judge,
  known,
  length,
  mandatory,
  must,
  pattern,
  propRules,
  requires,
  shape,
  together,
  typeRules,
  unshown,
  wholeNumber,
  type Check,
  type Rule,
} from "./rules";

/** Where a construct takes a secret from: one that exists, or a value from which it makes one. */
export type SecretSource =
  | {
      /** ARN of a secret in Secrets Manager, or what only Terraform knows and must look like one. */
      readonly secretArn: string;
      readonly value?: undefined;
      readonly version?: undefined;
    }
  | SecretValue;

/** A value that is written into a new secret. */
export interface SecretValue {
  /**
   * What comes from an ephemeral Terraform variable (`secretVariable`) or an ephemeral resource, by whatever way: a
   * function, a local, text around it. Everything else is refused, because it would be in clear somewhere.
   */
  readonly value: string;
  /** Raise it to have a changed value written: Terraform keeps none to compare with. @default 1 */
  readonly version?: number;
  readonly secretArn?: undefined;
}

export interface SecretProps {
  readonly name: string;
  readonly description?: string;
  /**
   * Days for which a deleted secret can be restored, and its name not used again: 0 or 7 to 30.
   * @default 0, deleted at once, so that destroy and apply can follow each other
   *
   * Departure: the HCL modules leave AWS's 30 days to the bootstrap token, which the next apply then cannot make again.
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
  private readonly secret: SecretsmanagerSecret;

  /**
   * @param props.value a Terraform expression
   * @param props.version changes whenever the value is to be written again
   */
  constructor(scope: Construct, id: string, props: SecretProps & Pick<SecretValue, "value" | "version">) {
    super(scope, id);
    const preconditions = enforce(
      `Secret "${this.node.path}"`,
      together(typeRules("Secret", props), () => [...secretRules(props), ...this.valueRules(props)]),
    );
    this.secret = new SecretsmanagerSecret(this, "secret", {
      name: props.name,
      description: props.description,
      recoveryWindowInDays: props.recoveryWindowInDays ?? 0,
      kmsKeyId: props.kmsKeyId,
      lifecycle: preconditions.length > 0 ? { precondition: preconditions } : undefined,
    });
    const version = new SecretsmanagerSecretVersion(this, "version", {
      secretId: this.secret.id,
      secretStringWo: props.value,
      // Terraform cannot compare what it does not keep: a value is written again when this number changes.
      secretStringWoVersion: props.version ?? 1,
    });
    // The same ARN, but known only with the value: no task starts before there is something to read.
    this.arn = version.arn;
  }

  /** The provider that an aspect gave to the secret. @default the stack's own */
  get provider(): TerraformProvider | undefined {
    return this.secret.provider;
  }

  /** What is refused as the value, and as what says when it is written again. */
  protected valueRules({ value, version }: Pick<SecretValue, "value" | "version">): Rule[] {
    return [...ephemeralValue(this)("value", value), ...wholeNumber(0)("version", version)];
  }
}

/** A secret whose value is no input of anybody: it is made here, or comes from a resource, which keeps it by itself. */
export class OwnSecret extends Secret {
  protected override valueRules(): Rule[] {
    return [];
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
function secretRules(props: SecretProps): Rule[] {
  return propRules(props, {
    name: mandatory(
      pattern(/^[\w/+=.@-]{1,512}$/, "must have 1 to 512 letters, digits and /_+=.@-", "Choose another name."),
    ),
    description: length(0, 2048, "must have 2048 characters at most", "Shorten it."),
    recoveryWindowInDays: (prop, days) => [recoveryWindowRule(prop, days as number | undefined)],
    kmsKeyId: pattern(/^\S+$/, "must be the ARN, the id or the alias of a key, without spaces", "Correct it."),
  });
}

/** How the value of a generated secret is made from a random password. */
const GENERATED = {
  /** Consul's tokens are UUIDs. */
  token: (password: string) => `\${uuidv5("dns", ${password})}`,
  /** `consul keygen` makes 32 random bytes in base64. */
  "gossip-key": (password: string) => `\${base64sha256(${password})}`,
};

const KIND = known("because the value is made by it", "Write it out.");

/** A secret with a random value that only Secrets Manager and the containers that read it ever know. */
export class GeneratedSecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: SecretProps & { readonly kind: keyof typeof GENERATED }) {
    super(scope, id);
    enforce(
      `GeneratedSecret "${this.node.path}"`,
      together(typeRules("GeneratedSecret", props), () => KIND("kind", props.kind)),
    );
    const { kind, ...secret } = props;
    const password = new EphemeralRandomPassword(this, "random", () => made.provider);
    const made: Secret = new OwnSecret(this, "value", { ...secret, value: GENERATED[kind](password.expression) });
    this.arn = made.arn;
  }
}

/** A Terraform variable for a secret: neither the state nor a plan holds it, and Terraform shows it nowhere. */
export function secretVariable(scope: Construct, name: string, description: string): TerraformVariable {
  const variable = new TerraformVariable(scope, name, {
    type: "string",
    nullable: false,
    sensitive: true,
    description,
  });
  // cdktf is older than this argument, which came with Terraform 1.10.
  variable.addOverride("ephemeral", true);
  return variable;
}

/** Where a secret's ARN belongs. The message never shows what was given: it may be the secret itself. */
export function secretArn(): Check {
  return unshown(
    arn(["secretsmanager", "ssm"], {
      rule: "must be the ARN of a secret in Secrets Manager or of an SSM parameter, never the value",
      fix: "Store the value there and give 'arn:aws:secretsmanager:...'.",
    }),
  );
}

/**
 * Where a secret comes from: an ARN, or a value that Terraform never keeps. The messages never show what was given.
 *
 * @param scope the construct that takes the value
 */
export function secretSource(scope: Construct): Check {
  const members = shape<SecretSource>({
    secretArn: secretArn(),
    value: ephemeralValue(scope),
    version: wholeNumber(0),
  });
  return unshown((prop, source) => {
    const { secretArn: named, value, version } = membersOf(source);
    return [
      ...known("because it decides what is made", `Give ${prop}.secretArn or ${prop}.value.`)(prop, source),
      ...members(prop, source),
      ...must<object>(
        "must have either secretArn or value",
        "Name a secret that exists, or give the value of a new one.",
        () => (named === undefined) !== (value === undefined),
      )(prop, source),
      // Whether there is a value, and not what it is: a condition may not ask for what is ephemeral.
      ...requires({ [`${prop}.version`]: version }, { [`${prop}.value`]: value !== undefined }, undefined, NO_VERSION),
    ];
  });
}

const NO_VERSION = "Leave it out: it says when a value is written again.";

function membersOf(source: unknown): { readonly [K in keyof SecretSource]: unknown } {
  return typeof source === "object" && source !== null ? source : {};
}

/** A secret that is written out would be in clear in `cdk.tf.json`, and one that Terraform keeps in the state. */
function ephemeralValue(scope: Construct): Check {
  return (prop, value) => {
    if (value === undefined) return [];
    const origin = ephemeralOrigin(scope, value);
    const isElsewhere = origin === "another stack";
    const rule = isElsewhere
      ? "must not come from another stack, because Terraform hands nothing ephemeral from one to another"
      : "must come from an ephemeral variable or resource: anything else is in clear in cdk.tf.json, the state or a plan";
    const fix = isElsewhere
      ? `Declare the variable in this stack, or store the secret yourself and give ${prop.replace(/value$/, "secretArn")}.`
      : `Declare a variable with secretVariable(...) and give its stringValue, or store the secret yourself and give ${prop.replace(/value$/, "secretArn")}.`;
    return [{ prop, rule, fix, holds: origin === "this stack" }];
  };
}

/** What Secrets Manager accepts. */
export function recoveryWindowRule(prop: string, days: number | undefined): Rule {
  const accepted = [0, ...Array.from({ length: 24 }, (_, index) => index + 7)];
  return {
    prop,
    rule: "must be 0, or 7 to 30",
    got: days,
    fix: "Use 0 to have secrets deleted at once.",
    holds: judge(
      days,
      (value) => accepted.includes(value),
      (value) => contains(accepted, value),
    ),
  };
}

/**
 * `ephemeral "aws_secretsmanager_random_password"`: made anew at every run and never kept.
 * cdktf has no class for ephemeral resources, so this element adds the block by itself. No aspect knows that it could give
 * it a provider, so it takes that of the secret.
 */
class EphemeralRandomPassword extends TerraformElement {
  private static readonly TYPE = "aws_secretsmanager_random_password";

  constructor(
    scope: Construct,
    id: string,
    private readonly provider: () => TerraformProvider | undefined,
  ) {
    super(scope, id);
  }

  get expression(): string {
    return `ephemeral.${EphemeralRandomPassword.TYPE}.${this.friendlyUniqueId}.random_password`;
  }

  override toTerraform(): object {
    // 64 characters of AWS's default alphabet: far more than the 122 bits of a UUID or the 256 of a key can carry.
    const password = { provider: this.provider()?.fqn, password_length: 64 };
    return { ephemeral: { [EphemeralRandomPassword.TYPE]: { [this.friendlyUniqueId]: password } } };
  }
}
