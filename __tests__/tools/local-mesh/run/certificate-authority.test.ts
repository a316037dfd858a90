import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { caVariables, makeCa } from "../../../../tools/local-mesh/run/certificate-authority";

test("the CA is one that Consul's commands take", async () => {
  const { certificate, key } = await makeCa();
  const x509 = new X509Certificate(certificate);
  expect(x509.ca).toBe(true);
  expect(x509.verify(x509.publicKey)).toBe(true);
  expect(x509.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(key).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
  expect(createPublicKey(certificate).asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  expect(Date.parse(x509.validTo)).toBeGreaterThan(Date.now() + 4 * 365 * 24 * 3600 * 1000);
});

test("a second apply is told the same secrets", async () => {
  const secrets: { Name: string; ARN: string }[] = [];
  const client = {
    // As much of Secrets Manager as is asked.
    send({ input }: { input: { Name?: string } }) {
      if (input.Name === undefined) return Promise.resolve({ SecretList: secrets });
      const secret = { Name: input.Name, ARN: `arn:${input.Name}` };
      secrets.push(secret);
      return Promise.resolve(secret);
    },
  } as unknown as SecretsManagerClient;
  const first = await caVariables(client, "pair");
  expect(Object.values(first)).toEqual(["arn:pair-brought-ca-certificate", "arn:pair-brought-ca-key"]);
  expect(await caVariables(client, "pair")).toEqual(first);
  expect(secrets).toHaveLength(2);
});
