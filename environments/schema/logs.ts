import { z } from "zod";
import { kmsKeyArn, oneOf } from "./values";

/** What CloudWatch Logs can be told. It could also keep them for ever, which nobody reads and everybody pays for. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The log groups of an environment. */
export const logsSchema = z
  .strictObject({
    /** Days after which a line is deleted. @default 365, the least that AWS's control CloudWatch.16 asks for */
    retentionDays: oneOf(RETENTION_DAYS, "Leave it out for a year.").default(365),
    /** Key that encrypts them; its policy must let CloudWatch Logs use it. @default AWS's own */
    kmsKeyArn: kmsKeyArn().optional(),
  })
  .prefault({});
