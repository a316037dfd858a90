import { itemsAt, textAt, type XmlElement } from "./xml";

/** What EC2 knows of an instance. */
export interface InstanceFacts {
  readonly id: string;
  /** "running", "terminated" and so on. */
  readonly state: string;
  /** In the emulator; on this machine it has another one. */
  readonly privateIp: string;
  readonly zone: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly mac: string;
  /** ARN of the instance profile, where the instance itself has it and not its template. */
  readonly profileArn?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What EC2 Auto Scaling knows of a group. */
export interface GroupFacts {
  readonly name: string;
  readonly instanceIds: readonly string[];
  readonly targetGroupArns: readonly string[];
}

/** @param answer of `DescribeInstances` */
export function instancesIn(answer: XmlElement): InstanceFacts[] {
  return itemsAt(answer, "reservationSet").flatMap((reservation) =>
    itemsAt(reservation, "instancesSet").map((instance) => ({
      id: textAt(instance, "instanceId") ?? "",
      state: textAt(instance, "instanceState", "name") ?? "",
      privateIp: textAt(instance, "privateIpAddress") ?? "",
      zone: textAt(instance, "placement", "availabilityZone") ?? "",
      imageId: textAt(instance, "imageId") ?? "",
      instanceType: textAt(instance, "instanceType") ?? "",
      subnetId: textAt(instance, "subnetId") ?? "",
      vpcId: textAt(instance, "vpcId") ?? "",
      mac: textAt(instance, "networkInterfaceSet", "item", "macAddress") ?? "",
      profileArn: textAt(instance, "iamInstanceProfile", "arn"),
      tags: Object.fromEntries(
        itemsAt(instance, "tagSet").map((tag) => [textAt(tag, "key") ?? "", textAt(tag, "value") ?? ""]),
      ),
    })),
  );
}

/** @param answer of `DescribeAutoScalingGroups` */
export function groupsIn(answer: XmlElement): GroupFacts[] {
  return itemsAt(answer, "DescribeAutoScalingGroupsResult", "AutoScalingGroups").map((group) => ({
    name: textAt(group, "AutoScalingGroupName") ?? "",
    instanceIds: itemsAt(group, "Instances").flatMap((instance) => textAt(instance, "InstanceId") ?? []),
    targetGroupArns: itemsAt(group, "TargetGroupARNs").flatMap((arn) => textAt(arn) ?? []),
  }));
}

/** Whether a new instance is held back until somebody says that it is one. @param answer of `DescribeLifecycleHooks` */
export function holdsBack(answer: XmlElement): boolean {
  return itemsAt(answer, "DescribeLifecycleHooksResult", "LifecycleHooks").some(
    (hook) => textAt(hook, "LifecycleTransition") === "autoscaling:EC2_INSTANCE_LAUNCHING",
  );
}

/** The ports by which targets of the groups are reached, their health checks' included. @param answer of `DescribeTargetGroups` */
export function targetPortsIn(answer: XmlElement): Map<string, { readonly port: number; readonly checkPort: number }> {
  const groups = itemsAt(answer, "DescribeTargetGroupsResult", "TargetGroups");
  return new Map(
    groups.map((group) => {
      const port = Number(textAt(group, "Port"));
      const checkPort = Number(textAt(group, "HealthCheckPort"));
      return [
        textAt(group, "TargetGroupArn") ?? "",
        { port, checkPort: Number.isInteger(checkPort) ? checkPort : port },
      ] as const;
    }),
  );
}

/** The template of an instance, as its own tags say it. */
export function templateOf({ tags }: Pick<InstanceFacts, "tags">) {
  const id = tags["aws:ec2launchtemplate:id"];
  return id === undefined ? undefined : { id, version: tags["aws:ec2launchtemplate:version"] ?? "$Default" };
}

/** What people call it. */
export function nameOf({ id, tags }: Pick<InstanceFacts, "id" | "tags">): string {
  return tags.Name ?? id;
}
