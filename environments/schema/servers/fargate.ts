import { z } from "zod";
import { flag, oneOf } from "../values";
import { commonServers, COUNT_FIX, SERVER_COUNTS, TLS_FIX, TLS_SOURCES } from "./common";

/** Servers as tasks of ECS: on Fargate, or on the EC2 instances of the cluster where `tasks` says so. */
export const fargateServers = z
  .strictObject({
    hosting: z.literal("fargate"),
    /** Number of servers: one for development, three or five that survive the loss of one or two. @default 1 */
    count: oneOf(SERVER_COUNTS, COUNT_FIX).default(1),
    /**
     * Keeps the servers' data on a file system (EFS), where it outlives their tasks. With false a server whose task is
     * replaced has lost everything: tokens, auth methods, configuration entries and the CA. @default true
     */
    persistent: flag().default(true),
    /** Saves the state of the cluster to the file system, every hour. Refused: true with `persistent: false`. @default as `persistent` */
    snapshots: flag().optional(),
    /** Where the CA comes from. @default "none" */
    tls: oneOf(TLS_SOURCES, TLS_FIX).default("none"),
    ...commonServers,
  })
  .transform((servers) => ({ ...servers, snapshots: servers.snapshots ?? servers.persistent }));
