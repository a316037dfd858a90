import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate, type SelfsignedOptions } from "selfsigned";
import { certificateNames } from "./aws-names";

/** The front's certificate, and the CA that every container of the run trusts. */
export interface Certificates {
  /** The file with the CA's certificate. Its key was never written, and is forgotten. */
  readonly caFile: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const DAY = 24 * 3600 * 1000;
/** A run that is kept may go on for weeks. Apple's and Go's limit for a certificate of a server is 825 days. */
const LIFETIME_DAYS = 365;

/** Makes a CA for the run, and with it the certificate for AWS's names. */
export async function makeCertificates(region: string, folder: string, now = new Date()): Promise<Certificates> {
  const common: SelfsignedOptions = {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    // The clock of a virtual machine may be behind.
    notBeforeDate: new Date(now.getTime() - DAY),
    notAfterDate: new Date(now.getTime() + LIFETIME_DAYS * DAY),
  };
  const ca = await generate([{ name: "commonName", value: "Consul on ECS, local mesh" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: "local-mesh" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...certificateNames(region).map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true });
  const caFile = join(folder, "ca.pem");
  // Users of all containers read it.
  await writeFile(caFile, ca.cert, { mode: 0o644 });
  return { caFile, ca: ca.cert, cert: leaf.cert, key: leaf.private };
}
