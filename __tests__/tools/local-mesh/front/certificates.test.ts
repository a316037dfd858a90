import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { awsNames } from "../../../../tools/local-mesh/front";
import { makeCertificates } from "../../../../tools/local-mesh/front/certificates";

const REGION = "eu-west-1";
const folder = mkdtempSync(join(tmpdir(), "certificates-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a client says that trusts the CA and nothing else. */
async function judge(name: string): Promise<string> {
  const { ca, cert, key } = await made;
  const server = createServer({ cert, key }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const client = connect({ host: "127.0.0.1", port, servername: name, ca });
    const answer = await new Promise<string>((resolve) => {
      client.on("secureConnect", () => resolve("trusted"));
      client.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    client.destroy();
    return answer;
  } finally {
    server.close();
  }
}

const made = makeCertificates(REGION, folder);

test("AWS's names are there with and without the region", () => {
  expect(awsNames(REGION)).toEqual(expect.arrayContaining(["sts.amazonaws.com", "sts.eu-west-1.amazonaws.com"]));
  expect(awsNames(REGION)).toEqual(expect.arrayContaining(["iam.amazonaws.com", "ecs.eu-west-1.amazonaws.com"]));
  expect(new Set(awsNames(REGION)).size).toBe(awsNames(REGION).length);
});

test("whoever trusts the CA trusts each of AWS's names, and no other", async () => {
  for (const name of [...awsNames(REGION), "bucket.s3.eu-west-1.amazonaws.com", "glue.eu-west-1.amazonaws.com"]) {
    expect([name, await judge(name)]).toEqual([name, "trusted"]);
  }
  expect(await judge("example.com")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
});

test("the certificate is what TLS clients in Go ask for: names as SANs, an issuer that may sign, nothing out of date", async () => {
  const { caFile, cert } = await made;
  const ca = new X509Certificate(readFileSync(caFile));
  const leaf = new X509Certificate(cert);
  expect(ca.ca).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.verify(ca.publicKey)).toBe(true);
  expect(leaf.subjectAltName).toContain("DNS:sts.eu-west-1.amazonaws.com");
  expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(Date.parse(leaf.validFrom)).toBeLessThan(Date.now());
  const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000;
  expect(days).toBeLessThan(825);
});

test("the file holds no key", async () => {
  expect(readFileSync((await made).caFile, "utf8")).not.toContain("PRIVATE");
});
