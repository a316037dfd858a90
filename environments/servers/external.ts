import { z } from "zod";
import { commonServers } from "./common";

const port = z.int().min(1).max(65535);
const text = z.string().min(1);

/** How the servers speak TLS: the CA is brought as the ARN of its secret. */
const tls = z.strictObject({
  caCertSecretArn: text.optional(),
  /** Name in the servers' certificate, where it is not their address. Line 0.10. */
  serverName: text.optional(),
  /** Whether the HTTP API's certificate is one of a public CA. */
  publicHttpsCertificate: z.boolean().default(false),
});

/**
 * Servers that somebody else runs: self-managed, in another account, or whatever follows HCP. Line 0.10 needs `hosts`,
 * line 0.6 `retryJoin`, and `httpAddress` with ACLs. With both, the line can be changed alone.
 */
export const externalServers = z.strictObject({
  hosting: z.literal("external"),
  ...commonServers,
  /** One address without a port. */
  hosts: text.optional(),
  retryJoin: z.array(text).min(1).optional(),
  /** With scheme and port. */
  httpAddress: text.optional(),
  httpPort: port.optional(),
  grpcPort: port.optional(),
  tls: tls.optional(),
  bootstrapTokenSecretArn: text.optional(),
  gossipKeySecretArn: text.optional(),
  /** Ranges that the servers gossip from, line 0.6. */
  cidrBlocks: z.array(z.cidrv4()).min(1).optional(),
});
