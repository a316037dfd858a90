import { z } from "zod";

const name = z.string().min(1);

/** Where Terraform keeps the state of a stack. */
export const backendSchema = z.discriminatedUnion("type", [
  /** A file beside the project, `terraform.<stack>.tfstate`: for one person. */
  z.strictObject({ type: z.literal("local") }),
  /** An S3 bucket, locked by a file beside the state. */
  z.strictObject({ type: z.literal("s3"), bucket: name, region: name, key: name.optional() }),
  /** A workspace of HCP Terraform (Terraform Cloud) or Terraform Enterprise. */
  z.strictObject({
    type: z.literal("cloud"),
    organization: name,
    workspace: name,
    project: name.optional(),
    hostname: name.optional(),
  }),
]);

export type Backend = z.output<typeof backendSchema>;
