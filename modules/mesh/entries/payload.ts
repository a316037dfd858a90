import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Fn, Lazy, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import {
  closeBucket,
  gzippedJson,
  whenNeeded,
  type ContainerDefinition,
  type PolicyStatement,
  type Precondition,
} from "../../aws";

/**
 * Characters of JSON that travel in the task definition. They are compressed there, but how well is not asked: whether
 * there is a bucket must not depend on it. A definition holds 64 KiB, of which the program takes 30.
 */
const FITS = 20_000;
/** Characters that a task definition has room for, and those that the environment of a process has room for. */
const ROOM = { definition: 28_000, file: 1_000_000 };
/** ECS reads no line of a file that is longer than 64 KiB. */
const LINE = 60_000;

/** What the container delivers, and how it gets in: in its definition, or in a file in S3 where it is much. */
export class EntriesPayload extends Construct {
  private readonly compressed: TerraformLocal;
  private readonly file: S3Object;
  private readonly bucket: S3Bucket;

  /** @param props.document what is delivered, as far as the stack is built */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: { readonly document: () => unknown; readonly bucketName?: string; readonly prefix: string },
  ) {
    super(scope, id);
    this.compressed = new TerraformLocal(this, "compressed", gzippedJson(props.document));
    this.bucket = this.makeBucket();
    this.file = this.makeFile();
  }

  /** The part of the container's definition that carries the entries. */
  get container(): Pick<ContainerDefinition, "environmentFiles"> & Required<Pick<ContainerDefinition, "environment">> {
    if (this.fits) return { environment: [{ name: "CONFIG_ENTRIES_0", value: this.compressed.asString }] };
    return {
      // A change of the file makes another definition, which rolls the task.
      environment: [{ name: "CONFIG_ENTRIES_HASH", value: Fn.sha256(this.compressed.asString) }],
      environmentFiles: [{ type: "s3", value: this.file.arn }],
    };
  }

  /** What ECS may do to fetch the file. */
  get executionStatements(): PolicyStatement[] {
    if (this.fits) return [];
    return [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [this.file.arn] },
      { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: [this.bucket.arn] },
    ];
  }

  /** Names may be tokens, so only Terraform knows how long it gets. */
  get precondition(): Precondition {
    const room = (): number => (this.fits ? ROOM.definition : ROOM.file);
    return {
      condition: Lazy.anyValue({ produce: () => `\${length(${this.compressed.fqn}) <= ${room()}}` }),
      errorMessage:
        "The configuration entries are more than a container can be given. Spread them over several meshes.",
    };
  }

  private get fits(): boolean {
    return JSON.stringify(this.props.document()).length <= FITS;
  }

  private makeBucket(): S3Bucket {
    const bucket = this.whenMany(
      new S3Bucket(this, "bucket", { bucket: this.props.bucketName ?? this.defaultName(), forceDestroy: true }),
    );
    for (const element of closeBucket(this, bucket)) this.whenMany(element);
    return bucket;
  }

  private makeFile(): S3Object {
    const text = this.compressed.fqn;
    const line = `"CONFIG_ENTRIES_\${part}=\${substr(${text}, part * ${LINE}, ${LINE})}\\n"`;
    return this.whenMany(
      new S3Object(this, "file", {
        bucket: this.bucket.id,
        key: "config-entries.env",
        content: `\${join("", [for part in range(ceil(length(${text}) / ${LINE})) : ${line}])}`,
      }),
    );
  }

  /** The names of buckets are those of the whole world. */
  private defaultName(): string {
    const account = this.whenMany(new DataAwsCallerIdentity(this, "account"));
    return `${this.props.prefix}-config-entries-${account.accountId}`;
  }

  private whenMany<T extends Parameters<typeof whenNeeded>[0]>(element: T): T {
    return whenNeeded(element, () => !this.fits);
  }
}
