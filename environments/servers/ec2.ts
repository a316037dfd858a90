import { z } from "zod";
import { commonServers } from "./common";

/** Servers on EC2 instances, each with a volume of its own. */
export const ec2Servers = z.strictObject({
  hosting: z.literal("ec2"),
  ...commonServers,
  /** 1, 3 or 5 servers. */
  count: z.union([z.literal(1), z.literal(3), z.literal(5)]).default(3),
  architecture: z.enum(["x86_64", "arm64"]).default("x86_64"),
  /** Of the Nitro system. Left out: one of 2 vCPU and 8 GiB, as Consul recommends for production. */
  instanceType: z.string().optional(),
  /** Where the CA comes from: from variables of the run, or, for development only, made by Terraform, which keeps its key. */
  tls: z.enum(["none", "brought", "generated"]).default("none"),
  /** Ranges within the network that may reach the UI and the HTTP API at the internal load balancer. */
  uiCidrBlocks: z.array(z.cidrv4()).default([]),
  /** Saves the state of the cluster to S3 every hour. */
  snapshots: z.boolean().default(false),
  /** Alarms about a missing leader or server. */
  alarms: z.boolean().default(false),
});
