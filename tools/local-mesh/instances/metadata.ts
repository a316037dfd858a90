import { hostName } from "./overlay";
import type { InstanceFacts } from "./facts";

/** The credentials of an instance's role. */
export interface InstanceCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  /** As ISO text. */
  readonly Expiration: string;
}

/** What an instance may know of itself. */
export interface InstanceIdentity {
  readonly facts: InstanceFacts;
  readonly ip: string;
  readonly region: string;
  readonly account: string;
  readonly userData?: Buffer;
  /** Its role, where it has a profile. */
  readonly role?: { readonly name: string; readonly profileArn: string; credentials(): Promise<InstanceCredentials> };
}

/**
 * What the metadata service answers at a path; nothing for one that there is not.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html
 */
export async function metadataAt(path: string, identity: InstanceIdentity): Promise<string | Buffer | undefined> {
  const [, rest] = /^\/(?:latest|\d{4}-\d\d-\d\d)\/(.*)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  if (rest === "user-data") return identity.userData;
  if (rest === "dynamic/instance-identity/document") return JSON.stringify(identityDocument(identity), null, 2);
  const [, key] = /^meta-data\/(.*)$/.exec(rest) ?? [];
  return key === undefined ? undefined : metaData(key, identity);
}

async function metaData(key: string, identity: InstanceIdentity): Promise<string | undefined> {
  const { role } = identity;
  const facts = simple(identity);
  const value = facts[key];
  if (value !== undefined) return value;
  if (!role) return listing(key, Object.keys(facts));
  switch (key) {
    case "iam/info":
      return JSON.stringify({ Code: "Success", LastUpdated: now(), InstanceProfileArn: role.profileArn });
    case "iam/security-credentials":
    case "iam/security-credentials/":
      return role.name;
    case `iam/security-credentials/${role.name}`:
      return JSON.stringify({
        ...{ Code: "Success", LastUpdated: now(), Type: "AWS-HMAC" },
        ...(await role.credentials()),
      });
    default:
      return listing(key, [...Object.keys(facts), "iam/info", `iam/security-credentials/${role.name}`]);
  }
}

/** What never changes. */
function simple({ facts, ip, region }: InstanceIdentity): Readonly<Record<string, string>> {
  return {
    "ami-id": facts.imageId,
    hostname: hostName(ip),
    "instance-id": facts.id,
    "instance-life-cycle": "on-demand",
    "instance-type": facts.instanceType,
    "local-hostname": hostName(ip),
    "local-ipv4": ip,
    mac: facts.mac,
    "placement/availability-zone": facts.zone,
    "placement/region": region,
    "services/domain": "amazonaws.com",
    "services/partition": "aws",
  };
}

/** What is in a folder, as the service lists it: a folder's name ends with a slash. */
function listing(folder: string, keys: readonly string[]): string | undefined {
  const prefix = folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
  const inside = keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  const names = inside.map((rest) => (rest.includes("/") ? rest.slice(0, rest.indexOf("/") + 1) : rest));
  return names.length === 0 ? undefined : [...new Set(names)].sort().join("\n");
}

function identityDocument({ facts, ip, region, account }: InstanceIdentity): object {
  return {
    accountId: account,
    availabilityZone: facts.zone,
    imageId: facts.imageId,
    instanceId: facts.id,
    instanceType: facts.instanceType,
    privateIp: ip,
    region,
    version: "2017-09-30",
  };
}

function now(): string {
  return new Date().toISOString();
}
