import { z } from "zod";
import { chosenKind } from "../kinds";
import { isObject, says } from "../messages";
import { flag, ipv4Range, oneOf, secretArn, text } from "../values";
import { commonServers } from "./common";

const replacedToken = z.literal("replace", {
  // What stands there instead may be the token.
  error: says(
    "must be 'replace' or an object with the ARN of the token's secret",
    "Write it as { secretArn: 'arn:aws:secretsmanager:...' }; 'replace' invalidates the token that is in use.",
    { secret: true },
  ),
});
const storedToken = z.strictObject({ secretArn: secretArn() });

/** A cluster that exists already on HCP. */
const existingCluster = z.strictObject({
  clusterId: text(
    /^[a-zA-Z0-9-]{3,36}$/,
    "must be 3 to 36 letters, digits and hyphens",
    "Copy the cluster's id from HCP.",
  ),
  /** The secret with the bootstrap token; or "replace", which invalidates the one that is in use. */
  bootstrapToken: chosenKind([replacedToken, storedToken], (token) => (isObject(token) ? storedToken : replacedToken)),
  /** Whether the peering with the VPC is made. @default true */
  peering: flag().default(true),
});

/** Servers on the HashiCorp Cloud Platform, which ended its Consul on 2025-11-12. */
export const hcpServers = z.strictObject({
  hosting: z.literal("hcp"),
  ...commonServers,
  /** The servers of HCP always ask for tokens. */
  acls: z
    .literal(true, { error: says("must be true", "The servers of HCP always ask for tokens: leave it out.") })
    .default(true),
  /** IPv4 range of the network on HCP; not overlapping the VPC's. @default "172.25.16.0/20" */
  hvnCidr: ipv4Range("Write it as '172.25.16.0/20'.", { largest: 16, smallest: 25 }).default("172.25.16.0/20"),
  /** @default "development" */
  tier: oneOf(["development", "standard", "plus", "premium"], "Leave it out for the smallest.").default("development"),
  /** Whether the UI and the HTTP API are on the internet as well. @default false */
  publicEndpoint: flag().default(false),
  /** Used instead of a cluster that is made: it has its own datacenter, network and tier. */
  existing: existingCluster.optional(),
});
