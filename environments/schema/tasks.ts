import { z } from "zod";
import { saysKind } from "./messages";
import { flag, oneOf, text, wholeNumber } from "./values";

export const ARCHITECTURES = ["x86_64", "arm64"] as const;

export function instanceType() {
  return text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "must be an instance type of EC2", "Give for example 'm6i.large'.");
}

/** What the tasks of the environment run on: those of the mesh, and the servers where they are tasks too. */
export const tasksSchema = z
  .discriminatedUnion(
    "launchType",
    [
      z.strictObject({ launchType: z.literal("fargate") }),
      /** EC2 instances that ECS starts and stops as it needs them. Transparent proxy (line 0.10) is possible only there. */
      z.strictObject({
        launchType: z.literal("ec2"),
        /** @default "x86_64" */
        architecture: oneOf(ARCHITECTURES, "Use 'arm64' for Graviton.").default("x86_64"),
        /** @default one that takes two tasks */
        instanceType: instanceType().optional(),
        /** Instances that are always there. @default 0 */
        minInstances: wholeNumber(0, Infinity, "Leave it out for none.").default(0),
        /** @default 4 */
        maxInstances: wholeNumber(1, Infinity, "Leave it out for 4.").default(4),
        /** More tasks per instance, where its type can; a setting of the whole account in its region. @default false */
        eniTrunking: flag().default(false),
      }),
    ],
    { error: saysKind("launchType", "Leave tasks out for Fargate.") },
  )
  .prefault({ launchType: "fargate" });
