import type { ITerraformDependable } from "cdktf";
import type { Tags } from "..";

export interface Ec2CapacityProps {
  /**
   * Name of the capacity provider and of what belongs to it: 3 to 53 letters, digits, hyphens and underscores, the first
   * not `aws`, `ecs` or `fargate`, which AWS keeps for itself.
   */
  readonly name: string;
  /** Name of the ECS cluster that the instances join. */
  readonly clusterName: string;
  /** Id of the VPC. */
  readonly vpcId: string;
  /** Ids of the subnets of the instances. They must reach the internet, or VPC endpoints, to pull images and to join the cluster. */
  readonly subnetIds: readonly string[];
  /** Architecture of the instances, and so of the images of the tasks. Refused: a token. @default "x86_64" */
  readonly architecture?: Architecture;
  /**
   * Type of the instances, of the same architecture; no Mac. Each task takes a network interface of its own: see `eniTrunking`.
   * @default "t3.medium" for x86_64, "t4g.medium" for arm64: two tasks each
   */
  readonly instanceType?: string;
  /** Instances that are always there, 0 or more. @default 0, ECS starts them when a task needs one */
  readonly minInstances?: number;
  /** Instances at the most, 1 or more. @default 4 */
  readonly maxInstances?: number;
  /** Use of the instances that ECS aims at, in percent, 1 to 100. Below 100, there is room for tasks to come. @default 100 */
  readonly targetCapacityPercent?: number;
  /** GiB of each instance's disk, 30 or more, which is the size of the image. @default 30 */
  readonly volumeGib?: number;
  /** ARN of the KMS key that encrypts the disks. @default AWS's own key for EBS */
  readonly kmsKeyArn?: string;
  /**
   * Gives instances more network interfaces for tasks: an m5.large takes 10 tasks with it, 2 without. It is a setting of
   * the whole account in its region, holds for instances that start after it, and goes back when this is destroyed. Types
   * of the T family cannot have it. @default false
   */
  readonly eniTrunking?: boolean;
  /** ARN of the policy that bounds the role of the instances. @default none */
  readonly permissionsBoundary?: string;
  /** What must be there before the first instance starts, such as its way to the internet. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** Tags of everything that is made here, instances and disks included. @default none */
  readonly tags?: Tags;
}

/** As AWS calls it for images of instances; a task definition says `X86_64` and `ARM64`. */
export type Architecture = "x86_64" | "arm64";

export const INSTANCE_TYPE: Readonly<Record<Architecture, string>> = { x86_64: "t3.medium", arm64: "t4g.medium" };
