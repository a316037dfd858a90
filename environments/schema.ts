import { z } from "zod";
import { RELEASES, type Release } from "../modules/consul-ecs";
import { backendSchema } from "./backend";
import { serversSchema, type Hosting, type ServersOf } from "./servers";
import { tasksSchema } from "./tasks";

const networkSchema = z.strictObject({
  /** IPv4 range of the VPC, /16 to /26. */
  cidr: z.cidrv4().default("10.0.0.0/16"),
  /** Number of availability zones, each with a public and a private subnet. */
  availabilityZones: z.int().min(2).max(6).default(3),
  /** One NAT gateway for all zones, or one in each, which survives the loss of a zone and costs as much more. */
  natGateways: z.enum(["single", "one-per-zone"]).default("single"),
});

const existingNetworkSchema = z.strictObject({
  vpcId: z.string(),
  publicSubnetIds: z.array(z.string()).min(2),
  privateSubnetIds: z.array(z.string()).min(1),
  /** The range and the route tables are for servers behind a peering, which needs routes. */
  vpcCidr: z.cidrv4().optional(),
  publicRouteTableIds: z.array(z.string()).min(1).optional(),
  privateRouteTableIds: z.array(z.string()).min(1).optional(),
});

/** What is deployed, and where: plain data. What a single run must be told is a Terraform variable of the stack. */
export const environmentSchema = z.strictObject({
  /** Prefix of all names: 1 to 13 lower case letters, digits and hyphens. Two environments of an account differ in it. */
  name: z
    .string()
    .regex(
      /^[a-z]([a-z0-9-]{0,11}[a-z0-9])?$/,
      "must be 1 to 13 lower case letters, digits and hyphens, the first a letter",
    ),
  /** AWS region. */
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region, such as 'us-east-1'"),
  /** Release line of Consul on ECS. */
  release: z.enum(RELEASES as [Release, ...Release[]]),
  servers: serversSchema,
  tasks: tasksSchema,
  network: z.union([networkSchema, existingNetworkSchema]).prefault({}),
  /**
   * How Consul gets the intentions and other configuration entries of the mesh: from its servers' first start, by
   * Terraform's Consul provider, or by hand from the files that `npm run config-entries` writes.
   */
  configEntries: z.enum(["bootstrap", "terraform", "files"]).default("files"),
  backend: backendSchema,
});

/** An environment as it is written. */
export type EnvironmentData = z.input<typeof environmentSchema>;

/** An environment with its defaults, and the name of its file, which is the name of its stack. */
export type Environment = z.output<typeof environmentSchema> & { readonly stack: string };

/** An environment whose servers have this hosting. */
export type EnvironmentOf<H extends Hosting> = Environment & { readonly servers: ServersOf<H> };
