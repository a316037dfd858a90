import { z } from "zod";
import { saysKind } from "./messages";
import { anyText, region, text } from "./values";

/** Where Terraform keeps the state of a stack. */
export const backendSchema = z.discriminatedUnion(
  "type",
  [
    /** A file beside the project, `terraform.<stack>.tfstate`: for one person. */
    z.strictObject({ type: z.literal("local") }),
    /** An S3 bucket, locked by a file beside the state. */
    z.strictObject({
      type: z.literal("s3"),
      bucket: text(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "must be the name of a bucket: 3 to 63 lower case letters, digits, dots and hyphens",
        "Name a bucket that exists: the stack does not make it.",
      ),
      region: region(),
      /** @default "<stack>.tfstate" */
      key: anyText("Leave it out for '<stack>.tfstate'.").optional(),
    }),
    /** A workspace of HCP Terraform (Terraform Cloud) or Terraform Enterprise. */
    z.strictObject({
      type: z.literal("cloud"),
      organization: anyText("Give the name of the organisation, which must exist."),
      workspace: anyText("Give the name of the workspace; `terraform init` makes it."),
      /** @default the organisation's default project */
      project: anyText("Leave it out for the organisation's default project.").optional(),
      /** Of Terraform Enterprise. @default HCP Terraform */
      hostname: text(/^[a-z0-9.-]+$/, "must be the name of a host", "Leave it out for HCP Terraform.").optional(),
    }),
  ],
  { error: saysKind("type", "It says where Terraform keeps the state: in a file, in a bucket, or in a workspace.") },
);

export type Backend = z.output<typeof backendSchema>;
