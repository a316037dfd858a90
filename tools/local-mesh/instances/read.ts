import { gunzipSync } from "node:zlib";
import {
  groupsIn,
  holdsBack,
  instancesIn,
  targetPortsIn,
  templateOf,
  type GroupFacts,
  type InstanceFacts,
} from "./facts";
import type { InstanceCredentials, InstanceIdentity } from "./metadata";
import type { QueryClient } from "./query-client";
import { itemsAt, textAt } from "./xml";

type Client = Pick<QueryClient, "call">;

/** What EC2 and EC2 Auto Scaling have now. */
export async function readInstances(client: Client): Promise<{
  readonly instances: readonly InstanceFacts[];
  readonly groups: readonly GroupFacts[];
}> {
  const [instances, groups] = await Promise.all([
    client.call("ec2", "DescribeInstances"),
    client.call("autoscaling", "DescribeAutoScalingGroups", { MaxRecords: "100" }),
  ]);
  return { instances: instancesIn(instances), groups: groupsIn(groups) };
}

/** Whether a new instance of the group is held back until its own word. */
export async function readHold(client: Client, group: string): Promise<boolean> {
  return holdsBack(await client.call("autoscaling", "DescribeLifecycleHooks", { AutoScalingGroupName: group }));
}

/** The ports of target groups, with those of their health checks. */
export async function readTargetPorts(client: Client, arns: readonly string[]) {
  if (arns.length === 0) return new Map<string, { readonly port: number; readonly checkPort: number }>();
  const parameters = Object.fromEntries(arns.map((arn, index) => [`TargetGroupArns.member.${index + 1}`, arn]));
  return targetPortsIn(await client.call("elasticloadbalancing", "DescribeTargetGroups", parameters));
}

/** What the instance was started with, as it was before it was encoded and compressed. */
export async function readUserData(client: Client, InstanceId: string): Promise<Buffer | undefined> {
  const answer = await client.call("ec2", "DescribeInstanceAttribute", { InstanceId, Attribute: "userData" });
  const value = textAt(answer, "userData", "value");
  if (value === undefined) return undefined;
  const data = Buffer.from(value, "base64");
  return data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : data;
}

/** The size of a disk. */
export async function readSize(client: Client, volumeId: string): Promise<number> {
  const answer = await client.call("ec2", "DescribeVolumes", { "VolumeId.1": volumeId });
  return Number(textAt(answer, "volumeSet", "item", "size"));
}

/** The role of an instance: that of its profile, or of the profile that its template names. */
export async function readRole(client: Client, facts: InstanceFacts): Promise<InstanceIdentity["role"]> {
  const profileArn = facts.profileArn ?? (await profileOfTemplate(client, facts));
  if (profileArn === undefined) return undefined;
  const name = profileArn.slice(profileArn.lastIndexOf("/") + 1);
  const answer = await client.call("iam", "GetInstanceProfile", { InstanceProfileName: name });
  const [role] = itemsAt(answer, "GetInstanceProfileResult", "InstanceProfile", "Roles");
  const arn = textAt(role, "Arn");
  if (arn === undefined) return undefined;
  return { name: textAt(role, "RoleName") ?? "", profileArn, credentials: credentialsOf(client, arn, facts.id) };
}

async function profileOfTemplate(client: Client, facts: InstanceFacts): Promise<string | undefined> {
  const template = templateOf(facts);
  if (!template) return undefined;
  const answer = await client.call("ec2", "DescribeLaunchTemplateVersions", {
    LaunchTemplateId: template.id,
    "LaunchTemplateVersion.1": template.version,
  });
  const [version] = itemsAt(answer, "launchTemplateVersionSet");
  return textAt(version, "launchTemplateData", "iamInstanceProfile", "arn");
}

/** Gives out other credentials as long before the old ones end. SDKs ask again five minutes before. */
const RENEW_BEFORE_MS = 10 * 60 * 1000;

/** @returns what gives the same ones until they end soon */
function credentialsOf(client: Client, RoleArn: string, RoleSessionName: string): () => Promise<InstanceCredentials> {
  let given: InstanceCredentials | undefined;
  return async () => {
    if (given && Date.parse(given.Expiration) - Date.now() > RENEW_BEFORE_MS) return given;
    const answer = await client.call("sts", "AssumeRole", { RoleArn, RoleSessionName });
    const value = (name: string) => textAt(answer, "AssumeRoleResult", "Credentials", name) ?? "";
    given = {
      AccessKeyId: value("AccessKeyId"),
      SecretAccessKey: value("SecretAccessKey"),
      Token: value("SessionToken"),
      Expiration: value("Expiration"),
    };
    return given;
  };
}
