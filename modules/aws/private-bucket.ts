import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import type { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { terraformJson } from "./terraform-json";

/**
 * Closes a bucket: nothing of it is public, what is in it is encrypted, and nobody reads or writes it in clear.
 *
 * @param scope where the bucket stands: what is made has fixed ids there
 */
export function closeBucket(scope: Construct, bucket: S3Bucket): TerraformElement[] {
  const access = new S3BucketPublicAccessBlock(scope, "private", {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const encryption = new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    bucket: bucket.id,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  const policy = new S3BucketPolicy(scope, "only-tls", {
    bucket: bucket.id,
    policy: terraformJson(onlyTls(bucket.arn)),
    // S3 refuses two changes of a bucket's access at once.
    dependsOn: [access],
  });
  return [access, encryption, policy];
}

/** A policy of a bucket that refuses whoever comes without TLS. It allows nobody anything. */
export function onlyTls(bucketArn: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
