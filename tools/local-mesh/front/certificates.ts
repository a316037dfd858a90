import { mkdir, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { generate, type SelfsignedOptions } from "selfsigned";
import { certificateNames } from "./aws-names";

/** The certificate of a server with its key, as PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The front's certificate, and the CA that every container of the run trusts. */
export interface Certificates extends ServerCertificate {
  /** The file with the CA's certificate. Its key is written nowhere. */
  readonly caFile: string;
  readonly ca: string;
  /** Another one of the same CA, for names and for addresses. */
  make(names: readonly string[]): Promise<ServerCertificate>;
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
  const ca = await generate([{ name: "commonName", value: "Consul on ECS - local mesh" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const make = async (names: readonly string[]): Promise<ServerCertificate> => {
    const leaf = await generate([{ name: "commonName", value: "local-mesh" }], {
      ...common,
      ca: { key: ca.private, cert: ca.cert },
      extensions: [
        { name: "basicConstraints", cA: false, critical: true },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
        },
      ],
    });
    return { cert: leaf.cert, key: leaf.private };
  };
  const own = await make([...certificateNames(region), "127.0.0.1"]);
  await mkdir(folder, { recursive: true });
  const caFile = join(folder, "ca.pem");
  // Users of all containers read it.
  await writeFile(caFile, ca.cert, { mode: 0o644 });
  return { caFile, ca: ca.cert, ...own, make };
}
