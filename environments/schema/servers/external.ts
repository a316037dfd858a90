import { z } from "zod";
import { anyText, flag, hiddenText, ipv4Range, kmsKeyArn, list, port, secretArn, text } from "../values";
import { commonServers } from "./common";

/** How the servers speak TLS: the CA is brought as the ARN of its secret. */
const tls = z.strictObject({
  caCertSecretArn: secretArn().optional(),
  /** Name in the servers' certificate, where it is not their address. Line 0.10. */
  serverName: anyText("Give a DNS name, such as 'server.dc1.consul'.").optional(),
  /** Whether the HTTP API's certificate is one of a public CA. @default false */
  publicHttpsCertificate: flag().default(false),
});

/**
 * Servers that somebody else runs: self-managed, in another account, or whatever follows HCP. Line 0.10 needs `hosts`,
 * line 0.6 `retryJoin`, and `httpAddress` with ACLs. With both, the line can be changed alone.
 */
export const externalServers = z.strictObject({
  hosting: z.literal("external"),
  ...commonServers,
  /** One address without a port. */
  hosts: text(
    /^(exec=.+|[^\s:/@]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:]*)$/,
    "must be one address without scheme and port",
    "Give the host alone, such as 'consul.example.com', and the ports in httpPort and grpcPort.",
  ).optional(),
  /** Addresses, or strings of cloud auto-join, which may hold credentials. */
  retryJoin: list(
    hiddenText(/\S/, "must be an address, or a string of Consul's cloud auto-join", "Remove the empty one."),
    1,
    "Write it as ['consul.example.com'].",
  ).optional(),
  /** With scheme and port. */
  httpAddress: hiddenText(
    /^(https?:\/\/)?[^/\s@]+\/?$/,
    "must be a host, with 'http://' or 'https://' before it and a port after it where they are not Consul's own",
    "Give the whole address, such as 'https://consul.example.com:8501', without a user.",
  ).optional(),
  httpPort: port().optional(),
  grpcPort: port().optional(),
  tls: tls.optional(),
  bootstrapTokenSecretArn: secretArn().optional(),
  /** Secret with a token that may write configuration entries. @default `bootstrapTokenSecretArn` */
  configEntriesTokenSecretArn: secretArn().optional(),
  gossipKeySecretArn: secretArn().optional(),
  /** The customer managed key that encrypts these secrets, for the right to decrypt. @default AWS's own key */
  secretsKmsKeyArn: kmsKeyArn().optional(),
  /** Ranges that the servers gossip from, line 0.6. */
  cidrBlocks: list(ipv4Range("Write each as '10.8.0.0/16'."), 1, "Write it as ['10.8.0.0/16'].").optional(),
});
