import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import {
  allProps,
  enforce,
  givenProps,
  lifecycleWith,
  mandatory,
  nothingEphemeral,
  pattern,
  recoveryWindowRule,
  OwnSecret,
  together,
  type Rule,
} from "../../aws";

export interface GeneratedCertificateAuthorityProps {
  /** The secrets are named `<name>-ca-cert` and `<name>-ca-key`; 1 to 504 letters, digits and `/_+=.@-`. HCL: `name`. */
  readonly name: string;
  /** Days for which a deleted secret keeps its name: 0 or 7 to 30. @default 0 */
  readonly recoveryWindowInDays?: number;
  /** KMS key that encrypts the secrets. @default AWS's own key for Secrets Manager */
  readonly kmsKeyId?: string;
}

/**
 * A certificate authority for Consul, made by the tls provider, for **development only**: the provider keeps the private
 * key in Terraform's state, in clear, and who reads the state can sign certificates. In production bring a CA of your own
 * by the ARNs of its secrets.
 *
 * It is what the HCL module dev-server makes with `generate_ca`, and may be given as the `tls` of a `DevServer`. The
 * stack needs a `TlsProvider`.
 */
export class GeneratedCertificateAuthority extends Construct {
  /** HCL: the output `ca_cert_arn`. */
  readonly caCertSecretArn: string;
  /** HCL: the output `ca_key_arn`. */
  readonly caKeySecretArn: string;

  constructor(scope: Construct, id: string, given: GeneratedCertificateAuthorityProps) {
    super(scope, id);
    const subject = `GeneratedCertificateAuthority "${this.node.path}"`;
    const props = givenProps(subject, given);
    const lifecycle = lifecycleWith(enforce(subject, rules(this, props)));
    const key = new PrivateKey(this, "key", { algorithm: "ECDSA", ecdsaCurve: "P384", lifecycle });
    const cert = this.makeCert(key);
    this.caCertSecretArn = this.store("cert", cert.certPem, cert, props);
    this.caKeySecretArn = this.store("key", key.privateKeyPem, cert, props);
  }

  private makeCert(key: PrivateKey): SelfSignedCert {
    return new SelfSignedCert(this, "cert", {
      privateKeyPem: key.privateKeyPem,
      subject: [{ commonName: "Consul Agent CA", organization: "HashiCorp Inc." }],
      validityPeriodHours: FIVE_YEARS,
      isCaCertificate: true,
      setSubjectKeyId: true,
      allowedUses: ["digital_signature", "cert_signing", "crl_signing"],
    });
  }

  private store(
    what: "cert" | "key",
    value: string,
    cert: SelfSignedCert,
    { name, ...options }: GeneratedCertificateAuthorityProps,
  ): string {
    // The number of the value changes with the CA, so that both secrets are written again when there is a new one.
    const version = Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(cert.certPem), 0, 8), 16));
    return new OwnSecret(this, `${what}-secret`, { ...options, name: `${name}-ca-${what}`, value, version }).arn;
  }
}

const FIVE_YEARS = 43800;

function rules(scope: Construct, props: GeneratedCertificateAuthorityProps): Rule[] {
  const own = allProps(props, {
    name: mandatory(
      pattern(
        /^[\w/+=.@-]{1,504}$/,
        "must have 1 to 504 letters, digits and '/_+=.@-', because the secrets are named '<name>-ca-cert' and '<name>-ca-key'",
        "Choose the name of the server.",
      ),
    ),
    recoveryWindowInDays: (prop, days) => [recoveryWindowRule(prop, days as number | undefined)],
    kmsKeyId: pattern(
      /^(arn:[a-z][a-z0-9-]*:kms:\S+|alias\/\S+|(mrk-)?[0-9a-f-]{32,36})$/,
      "must be the ARN, the id or the alias of a KMS key",
      "Give it, such as 'alias/consul', or leave it out for AWS's own key.",
    ),
  });
  return together(own, () => nothingEphemeral(scope, props));
}
