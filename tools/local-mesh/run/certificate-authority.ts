import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateSecretCommand, ListSecretsCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { generate } from "selfsigned";

/** The variables of a stack that is brought its CA, each with the ARN of a secret. */
export const CA_VARIABLES = ["ca_cert_secret_arn", "ca_key_secret_arn"] as const;

/** A CA in PEM. */
export interface CertificateAuthority {
  readonly certificate: string;
  readonly key: string;
}

/** Whether a synthesized stack is told its CA by the run. */
export async function bringsCa(stackFolder: string): Promise<boolean> {
  const stack = JSON.parse(await readFile(join(stackFolder, "cdk.tf.json"), "utf8")) as { variable?: object };
  return CA_VARIABLES.every((name) => Object.hasOwn(stack.variable ?? {}, name));
}

/** A CA as `consul tls ca create` makes it: EC on P-256, for five years. */
export async function makeCa(): Promise<CertificateAuthority> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "Consul Agent CA" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + FIVE_YEARS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  // `consul tls cert create -key` reads no PKCS #8.
  return { certificate: cert, key: createPrivateKey(key).export({ type: "sec1", format: "pem" }).toString() };
}

/**
 * The values of the variables of a stack that is brought its CA: secrets with a CA, which is made for the first apply and
 * kept for those after it.
 */
export async function caVariables(
  client: SecretsManagerClient,
  environment: string,
): Promise<Record<(typeof CA_VARIABLES)[number], string>> {
  const names = [`${environment}-brought-ca-certificate`, `${environment}-brought-ca-key`] as const;
  const { SecretList = [] } = await client.send(
    new ListSecretsCommand({ Filters: [{ Key: "name", Values: [...names] }] }),
  );
  const kept = names.map((name) => SecretList.find(({ Name }) => Name === name)?.ARN);
  const [certificateArn, keyArn] = kept;
  if (certificateArn !== undefined && keyArn !== undefined)
    return { ca_cert_secret_arn: certificateArn, ca_key_secret_arn: keyArn };
  const { certificate, key } = await makeCa();
  return {
    ca_cert_secret_arn: await store(client, names[0], certificate),
    ca_key_secret_arn: await store(client, names[1], key),
  };
}

async function store(client: SecretsManagerClient, Name: string, SecretString: string): Promise<string> {
  const { ARN } = await client.send(new CreateSecretCommand({ Name, SecretString }));
  if (ARN === undefined) throw new Error(`Secrets Manager gave no ARN for the secret ${Name}.`);
  return ARN;
}

const FIVE_YEARS = 5 * 365 * 24 * 60 * 60 * 1000;
