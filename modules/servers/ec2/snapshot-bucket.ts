import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { closeBucket } from "../../aws";
import { providerFacts } from "../../aws/grants";
import type { Snapshots } from "./props";

/** Where snapshots of the cluster are kept. Destroy refuses while there are any: empty it first. */
export class SnapshotBucket extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: Snapshots & { readonly prefix: string }) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", { bucket: props.bucketName ?? this.defaultName(props.prefix) });
    closeBucket(this, bucket);
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    this.expire(bucket, props.retentionDays ?? 30, versioning);
    this.name = bucket.id;
    this.arn = bucket.arn;
  }

  /** The names of buckets are those of the whole world. */
  private defaultName(prefix: string): string {
    return `${prefix}-snapshots-${providerFacts(this).accountId}`;
  }

  private expire(bucket: S3Bucket, days: number, versioning: S3BucketVersioningA): void {
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.id,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days }],
          // What was deleted or written over can be had back for a week.
          noncurrentVersionExpiration: [{ noncurrentDays: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
