import { z } from "zod";
import { RELEASES, type Release } from "../modules/consul";
import { backendSchema } from "./backend";
import { networkSchema } from "./network";
import { serversSchema, type Hosting, type ServersOf } from "./servers";
import { tasksSchema } from "./tasks";

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
  network: networkSchema("10.0.0.0/16"),
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
