import { z } from "zod";

/** What the tasks of the environment run on: those of the mesh, and the servers where they are tasks too. */
export const tasksSchema = z
  .discriminatedUnion("launchType", [
    z.strictObject({ launchType: z.literal("fargate") }),
    /** EC2 instances that ECS starts and stops as it needs them. Transparent proxy (line 0.10) is possible only there. */
    z.strictObject({
      launchType: z.literal("ec2"),
      architecture: z.enum(["x86_64", "arm64"]).default("x86_64"),
      /** Left out: one that takes two tasks. */
      instanceType: z.string().optional(),
      /** Instances that are always there. */
      minInstances: z.int().min(0).default(0),
      maxInstances: z.int().min(1).default(4),
      /** More tasks per instance, where its type can; a setting of the whole account in its region. */
      eniTrunking: z.boolean().default(false),
    }),
  ])
  .prefault({ launchType: "fargate" });
