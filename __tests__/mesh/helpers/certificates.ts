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
