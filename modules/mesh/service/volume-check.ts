import type {
  EcsServiceVolumeConfiguration,
  EcsServiceVolumeConfigurationManagedEbsVolume,
} from "@cdktf/provider-aws/lib/ecs-service";
import {
  arn,
  each,
  fields,
  unlessAttribute,
  mandatory,
  must,
  object,
  oneOf,
  pattern,
  text,
  trueOrFalse,
  wholeNumber,
  writtenOut,
  type Check,
} from "../../aws";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html */
export function volumeConfiguration(): Check {
  return object<EcsServiceVolumeConfiguration>({
    name: mandatory(text("Name the volume of the task.")),
    managedEbsVolume: [
      mandatory(
        object<EcsServiceVolumeConfigurationManagedEbsVolume>({
          encrypted: trueOrFalse(),
          fileSystemType: oneOf(["ext3", "ext4", "xfs", "ntfs"]),
          iops: wholeNumber(100, 256_000),
          kmsKeyId: text(),
          roleArn: mandatory(unlessAttribute(arn("iam", { resource: "role/", rule: "must be the ARN of a role" }))),
          sizeInGb: wholeNumber(1, 65_536),
          snapshotId: unlessAttribute(pattern(/^snap-[0-9A-Za-z-]+$/, "must be the id of a snapshot", "Copy its id.")),
          throughput: wholeNumber(125, 2000),
          volumeInitializationRate: wholeNumber(100, 300),
          volumeType: oneOf(["gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"]),
          tagSpecifications: [writtenOut(), each(fields({}))],
        }),
      ),
      must<EcsServiceVolumeConfigurationManagedEbsVolume>(
        "must have a sizeInGb or a snapshotId",
        "Say how large the volume is, or what it is made from.",
        ({ sizeInGb, snapshotId }) => sizeInGb !== undefined || snapshotId !== undefined,
      ),
    ],
  });
}
