import { z } from "zod";
import { commonServers } from "./common";

/** Servers as tasks of ECS: on Fargate, or on the EC2 instances of the cluster where `tasks` says so. */
export const fargateServers = z.strictObject({
  hosting: z.literal("fargate"),
  /** Number of servers: one for development, three or five that survive the loss of one or two. */
  count: z.literal([1, 3, 5]).default(1),
  /** Keeps the servers' data on a file system (EFS), where it outlives their tasks. */
  persistent: z.boolean().default(false),
  ...commonServers,
});
