import { blocks, isOn, isValues, texts, type PlannedStack, type Values } from "../plan";
import { rule } from "./rule";
import { actionsOf, statementsOf } from "./statements";

const BUCKET = "aws_s3_bucket";
const FILE_SYSTEM = "aws_efs_file_system";

/** What is said of the bucket by a resource of another type. */
function about(stack: PlannedStack, type: string, bucket: Values): Values | undefined {
  return stack.of(type).find(({ values }) => values.bucket === bucket.id || values.bucket === bucket.bucket)?.values;
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6 */
const NOT_FOR_OTHERS =
  /^(\*|s3:(\*|DeleteBucketPolicy|PutBucketAcl|PutBucketPolicy|PutEncryptionConfiguration|PutObjectAcl))$/;

const isForAll = (principal: unknown): boolean =>
  principal === "*" || (isValues(principal) && texts(principal.AWS).includes("*"));

export const STORAGE = [
  rule("S3.5", "Buckets refuse what comes without TLS", BUCKET, (bucket, stack) => {
    const policy = about(stack, "aws_s3_bucket_policy", bucket)?.policy;
    return !statementsOf(policy).some(
      ({ Effect, Principal, Condition }) =>
        Effect === "Deny" &&
        isForAll(Principal) &&
        blocks(Condition).some(({ Bool }) =>
          blocks(Bool).some((keys) => String(keys["aws:SecureTransport"]) === "false"),
        ),
    );
  }),
  rule("S3.6", "Policies of buckets keep what is dangerous from others", "aws_s3_bucket_policy", ({ policy }) =>
    statementsOf(policy)
      .filter(({ Effect, Principal }) => Effect === "Allow" && Principal !== undefined)
      .flatMap(actionsOf)
      .filter((action) => NOT_FOR_OTHERS.test(action)),
  ),
  rule("S3.8", "Buckets block public access", BUCKET, (bucket, stack) => {
    const block = about(stack, "aws_s3_bucket_public_access_block", bucket) ?? {};
    return ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].filter(
      (name) => !isOn(block[name]),
    );
  }),
  rule("S3.9", "Buckets log who reads them", BUCKET, (bucket, stack) => !about(stack, "aws_s3_bucket_logging", bucket)),
  rule(
    "S3.12",
    "Access to buckets is not managed by ACLs",
    BUCKET,
    (bucket, stack) => about(stack, "aws_s3_bucket_acl", bucket) !== undefined,
  ),
  rule(
    "S3.13",
    "Buckets have a lifecycle",
    BUCKET,
    (bucket, stack) =>
      !blocks(about(stack, "aws_s3_bucket_lifecycle_configuration", bucket)?.rule).some(
        ({ status }) => status === "Enabled",
      ),
  ),
  // Without a key of one's own it is AWS's, which is one of KMS too.
  rule("EFS.1", "File systems are encrypted with a key of KMS", FILE_SYSTEM, ({ encrypted }) => !isOn(encrypted)),
  rule("EFS.3", "Access points show a directory, not the root", "aws_efs_access_point", ({ root_directory }) =>
    blocks(root_directory).every(({ path }) => path === undefined || path === "" || path === "/"),
  ),
  rule(
    "EFS.4",
    "Access points make callers a user",
    "aws_efs_access_point",
    ({ posix_user }) => blocks(posix_user).length === 0,
  ),
  rule("EFS.6", "Mount targets are not in subnets with public addresses", "aws_efs_mount_target", (target, stack) =>
    stack.of("aws_subnet").some(({ values }) => values.id === target.subnet_id && isOn(values.map_public_ip_on_launch)),
  ),
  rule(
    "EFS.7",
    "File systems are backed up by themselves",
    FILE_SYSTEM,
    ({ id }, stack) =>
      !stack
        .of("aws_efs_backup_policy")
        .some(
          ({ values }) =>
            values.file_system_id === id && blocks(values.backup_policy).some(({ status }) => isOn(status)),
        ),
  ),
  rule("EFS.8", "File systems are encrypted", FILE_SYSTEM, ({ encrypted }) => !isOn(encrypted)),
];
