import { z } from "zod";
import { commonServers } from "./common";

/** Servers as tasks of ECS on Fargate. */
export const fargateServers = z.strictObject({ hosting: z.literal("fargate"), ...commonServers });
