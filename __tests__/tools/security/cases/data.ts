import { policy, allow, bucket, fileSystem, onlyTls, closed, type Cases } from "../given";

/** For each rule of data, roles and logs: stacks that break it, and stacks that keep it. */
export const DATA: Cases = {
  "S3.5": {
    breaks: [
      [bucket],
      [bucket, onlyTls("true")],
      [bucket, onlyTls("false", "Allow")],
      [bucket, onlyTls("false", "Deny", { AWS: "arn:aws:iam::123456789012:root" })],
    ],
    keeps: [
      [bucket, onlyTls("false")],
      [bucket, onlyTls("false", "Deny", { AWS: "*" })],
    ],
  },
  "S3.6": {
    breaks: [
      [["aws_s3_bucket_policy", policy({ ...allow("s3:PutBucketPolicy"), Principal: { AWS: "123456789012" } })]],
    ],
    keeps: [[["aws_s3_bucket_policy", policy({ ...allow("s3:GetObject"), Principal: { AWS: "123456789012" } })]]],
  },
  "S3.8": {
    breaks: [[bucket], [bucket, ["aws_s3_bucket_public_access_block", { ...closed, block_public_policy: false }]]],
    keeps: [[bucket, ["aws_s3_bucket_public_access_block", closed]]],
  },
  "S3.9": { breaks: [[bucket]], keeps: [[bucket, ["aws_s3_bucket_logging", { bucket: "b" }]]] },
  "S3.12": { breaks: [[bucket, ["aws_s3_bucket_acl", { bucket: "b" }]]], keeps: [[bucket]] },
  "S3.13": {
    breaks: [
      [bucket],
      [bucket, ["aws_s3_bucket_lifecycle_configuration", { bucket: "b", rule: [{ status: "Disabled" }] }]],
    ],
    keeps: [[bucket, ["aws_s3_bucket_lifecycle_configuration", { bucket: "b", rule: [{ status: "Enabled" }] }]]],
  },
  "EFS.1": {
    breaks: [[["aws_efs_file_system", { encrypted: false }]]],
    keeps: [[fileSystem], [["aws_efs_file_system", { encrypted: true, kms_key_id: "" }]]],
  },
  "EFS.3": {
    breaks: [[["aws_efs_access_point", {}]], [["aws_efs_access_point", { root_directory: [{ path: "/" }] }]]],
    keeps: [[["aws_efs_access_point", { root_directory: [{ path: "/data" }] }]]],
  },
  "EFS.4": {
    breaks: [[["aws_efs_access_point", { posix_user: [] }]]],
    keeps: [[["aws_efs_access_point", { posix_user: [{ uid: 100 }] }]]],
  },
  "EFS.6": {
    breaks: [
      [
        ["aws_efs_mount_target", { subnet_id: "s" }],
        ["aws_subnet", { id: "s", map_public_ip_on_launch: true }],
      ],
    ],
    keeps: [
      [
        ["aws_efs_mount_target", { subnet_id: "s" }],
        ["aws_subnet", { id: "t", map_public_ip_on_launch: true }],
      ],
    ],
  },
  "EFS.7": {
    breaks: [
      [fileSystem],
      [fileSystem, ["aws_efs_backup_policy", { file_system_id: "fs-1", backup_policy: [{ status: "DISABLED" }] }]],
    ],
    keeps: [
      [fileSystem, ["aws_efs_backup_policy", { file_system_id: "fs-1", backup_policy: [{ status: "ENABLED" }] }]],
    ],
  },
  "EFS.8": { breaks: [[["aws_efs_file_system", {}]]], keeps: [[fileSystem]] },
  "IAM.1": {
    breaks: [[["aws_iam_policy", policy(allow("*", "*"))]], [["aws_iam_role_policy", policy(allow(["*"], ["*"]))]]],
    keeps: [[["aws_iam_policy", policy(allow("s3:GetObject", "*"))]]],
  },
  "IAM.21": {
    breaks: [[["aws_iam_policy", policy(allow("s3:*"))]]],
    keeps: [[["aws_iam_policy", policy(allow("s3:Get*"))]]],
  },
  "KMS.1": {
    breaks: [
      [["aws_iam_policy", policy(allow("kms:Decrypt", "*"))]],
      [["aws_iam_policy", policy(allow("kms:*", "arn:aws:kms:us-east-1:123456789012:key/*"))]],
    ],
    keeps: [[["aws_iam_policy", policy(allow("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/1a"))]]],
  },
  "KMS.2": {
    breaks: [[["aws_iam_role_policy", policy(allow("kms:Decrypt", "*"))]]],
    keeps: [[["aws_iam_role_policy", policy({ ...allow("kms:Decrypt", "*"), Effect: "Deny" })]]],
  },
  "SecretsManager.1": {
    breaks: [[["aws_secretsmanager_secret", { id: "s" }]]],
    keeps: [
      [
        ["aws_secretsmanager_secret", { id: "s" }],
        ["aws_secretsmanager_secret_rotation", { secret_id: "s" }],
      ],
    ],
  },
  "mesh.2": {
    breaks: [
      [["aws_iam_policy", policy(allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["*"]))]],
      [["aws_iam_role_policy", policy(allow("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:*"))]],
    ],
    keeps: [
      [["aws_iam_policy", policy(allow("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:mesh:*"))]],
      [["aws_iam_policy", policy(allow("logs:DescribeLogGroups", "*"))]],
    ],
  },
  "CloudWatch.15": {
    breaks: [[["aws_cloudwatch_metric_alarm", { alarm_actions: [] }]]],
    keeps: [[["aws_cloudwatch_metric_alarm", { alarm_actions: ["arn:aws:sns:a"] }]]],
  },
  "CloudWatch.16": {
    breaks: [[["aws_cloudwatch_log_group", { retention_in_days: 180 }]]],
    keeps: [[["aws_cloudwatch_log_group", { retention_in_days: 365 }]], [["aws_cloudwatch_log_group", {}]]],
  },
  "mesh.3": {
    breaks: [[["aws_cloudwatch_log_group", { retention_in_days: 0 }]], [["aws_cloudwatch_log_group", {}]]],
    keeps: [[["aws_cloudwatch_log_group", { retention_in_days: 1 }]]],
  },
  "CloudWatch.17": {
    breaks: [[["aws_cloudwatch_metric_alarm", { actions_enabled: false }]]],
    keeps: [[["aws_cloudwatch_metric_alarm", { actions_enabled: true }]]],
  },
};
