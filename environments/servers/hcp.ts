import { z } from "zod";
import { commonServers } from "./common";

/** A cluster that exists already on HCP. */
const existingCluster = z.strictObject({
  clusterId: z.string(),
  /** The secret with the bootstrap token; or "replace", which invalidates the one that is in use. */
  bootstrapToken: z.union([z.literal("replace"), z.strictObject({ secretArn: z.string() })]),
  /** Whether the peering with the VPC is made. */
  peering: z.boolean().default(true),
});

/** Servers on the HashiCorp Cloud Platform, which ended its Consul on 2025-11-12. */
export const hcpServers = z.strictObject({
  hosting: z.literal("hcp"),
  ...commonServers,
  acls: z.literal(true, "must be true: the servers of HCP always ask for tokens").default(true),
  /** IPv4 range of the network on HCP; not overlapping the VPC's. */
  hvnCidr: z.cidrv4().default("172.25.16.0/20"),
  tier: z.enum(["development", "standard", "plus", "premium"]).default("development"),
  /** Whether the UI and the HTTP API are on the internet as well. */
  publicEndpoint: z.boolean().default(false),
  /** Used instead of a cluster that is made: it has its own datacenter, network and tier. */
  existing: existingCluster.optional(),
});
