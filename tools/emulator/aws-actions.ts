import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes Terraform's AWS provider log its calls into a file.
 * The file also holds what AWS answered, secrets included: keep it only as long as the run.
 */
export function recordActions(logFile: string): Record<string, string> {
  return { TF_LOG_PROVIDER: "DEBUG", TF_LOG_PATH: logFile };
}

/** The IAM actions, sorted, of the calls in a log of `recordActions`. */
export function usedActions(log: string): string[] {
  const actions = log
    // A record spans lines where it shows a body, and its fields come in any order.
    .split(/^(?=\d{4}-\d\d-\d\dT\S+ \[)/m)
    .filter((record) => record.includes("HTTP Request Sent"))
    .map((record) => {
      const service = /Credential=[^/\s]+\/\d+\/[^/]+\/([a-z0-9-]+)\/aws4_request/.exec(record)?.[1];
      const operation = /\brpc\.method=(\w+)/.exec(record)?.[1];
      if (service === undefined || operation === undefined) {
        throw new Error(`A call in the log does not say its service and operation:\n${record.slice(0, 200)}`);
      }
      return iamAction(service, operation);
    });
  return [...new Set(actions)].sort();
}

/** Writes the actions that the log of a run shows. */
export function keepUsedActions(logFile: string, target: string): string[] {
  const actions = usedActions(readFileSync(logFile, "utf8"));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(actions, null, 2)}\n`);
  return actions;
}

/** Where the name in a signature is not IAM's. */
const SERVICE_PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/** Operations of S3 whose action has another name. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  DeleteObjects: "DeleteObject",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetBucketReplication: "GetReplicationConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  HeadBucket: "ListBucket",
  HeadObject: "GetObject",
  ListBuckets: "ListAllMyBuckets",
  ListObjectVersions: "ListBucketVersions",
  ListObjectsV2: "ListBucket",
  PutBucketEncryption: "PutEncryptionConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

function iamAction(service: string, operation: string): string {
  const action = service === "s3" ? (S3_ACTIONS[operation] ?? operation) : operation;
  return `${SERVICE_PREFIXES[service] ?? service}:${action}`;
}
