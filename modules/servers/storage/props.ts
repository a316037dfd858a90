import { awsIds, every, flagOr, kmsKey, object, writtenOut, type Check, type Rule } from "../../aws";

/** Keeps the data of Consul servers on a file system (EFS), where it outlives their tasks. */
export interface Persistence {
  /**
   * Subnets in which the file system is mounted, each in another zone, because EFS takes one mount target per zone; every
   * zone of the servers must be among theirs. @default the subnets of the servers
   */
  readonly subnetIds?: readonly string[];
  /** ARN of the KMS key that encrypts the file system. @default AWS's own key for EFS */
  readonly kmsKeyArn?: string;
}

export interface ServerStorageProps extends Persistence {
  /** Name of the servers: prefix of what is made here. */
  readonly name: string;
  readonly vpcId: string;
  /** One subnet in each zone of the servers. */
  readonly subnetIds: readonly string[];
  /** The only ones that reach it. */
  readonly clientSecurityGroupId: string;
}

/** The opt-in prop of a server: `true` is `{}`. */
export function persistenceOf(persistence: boolean | Persistence | undefined): Persistence | undefined {
  return persistence === true ? {} : persistence || undefined;
}

/** What is checked of the opt-in prop of a server. */
export function persistenceCheck(): Check {
  return flagOr(object<Persistence>({ subnetIds: mountedSubnets(), kmsKeyArn: kmsKey() }));
}

/** Where no subnets are named, those of the servers are those of the file system. */
export function persistenceRules(
  persistence: boolean | Persistence | undefined,
  { subnetIds }: { readonly subnetIds: readonly string[] },
): Rule[] {
  const chosen = persistenceOf(persistence);
  return chosen && chosen.subnetIds === undefined ? subnetList(MOUNTED)("subnetIds", subnetIds) : [];
}

/** The subnets of a file system. */
export function mountedSubnets(): Check {
  const none = "must name at least one subnet";
  return every(subnetList(MOUNTED), awsIds("subnet", 1, none, "Leave it out for those of the servers."));
}

const MOUNTED = "because each gets a mount target";

/** A list of subnets whose length decides what is made. */
export function subnetList(because: string): Check {
  return writtenOut(because, "Name the subnets one by one; each of them may be a token.");
}
