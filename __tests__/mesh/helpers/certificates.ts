import { CreateSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { generate } from "selfsigned";

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** ARNs of the secrets of a CA for Consul's servers: what a server takes as its `tls`. */
export interface BroughtAuthority {
  readonly caCertSecretArn: string;
  readonly caKeySecretArn: string;
}

/** A certificate that signs itself, and may sign others. */
export async function selfSigned(name: string): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, cRLSign: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
    ],
  });
  return { certificate: made.cert, key: made.private };
}

/** Makes a CA, and keeps it where an operator would: in two secrets that no stack made. */
export async function bringAuthority(secrets: SecretsManagerClient): Promise<BroughtAuthority> {
  const { certificate, key } = await selfSigned("consul-ca");
  const keep = async (name: string, value: string): Promise<string> => {
    const { ARN = "" } = await secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
    return ARN;
  };
  return {
    caCertSecretArn: await keep("brought-consul-ca-cert", certificate),
    caKeySecretArn: await keep("brought-consul-ca-key", key),
  };
}
