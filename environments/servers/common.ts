import { z } from "zod";

/** What can be said of the servers wherever they are. */
export const commonServers = {
  /** Name of Consul's datacenter. */
  datacenter: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "must be lower case letters, digits, hyphens and underscores")
    .default("dc1"),
  /** Asks for tokens and runs the controller, which hands them out. */
  acls: z.boolean().default(true),
};
