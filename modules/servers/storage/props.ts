import { Token } from "cdktf";
import { isKnown, judge, type Rule } from "../../aws";

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

/** The opt-in prop of a server: `true` is `{}`. */
export function persistenceOf(persistence: boolean | Persistence | undefined): Persistence | undefined {
  return persistence === true ? {} : persistence || undefined;
}

/** The rules for what `Persistence` says. */
export function persistenceRules(
  persistence: boolean | Persistence | undefined,
  { subnetIds: serverSubnetIds }: { readonly subnetIds: readonly string[] },
): Rule[] {
  const chosen = persistenceOf(persistence);
  if (!chosen) return [];
  const prop = chosen.subnetIds ? "persistence.subnetIds" : "subnetIds";
  const subnetIds = chosen.subnetIds ?? serverSubnetIds;
  return [
    ...subnetListRules(prop, subnetIds, "of which each gets a mount target"),
    {
      prop: "persistence.kmsKeyArn",
      rule: "must be the ARN of a KMS key",
      got: chosen.kmsKeyArn,
      fix: "Give 'arn:aws:kms:<region>:<account>:key/<id>', or leave it out.",
      holds: judge(chosen.kmsKeyArn, (arn) => /^arn:[a-z-]+:kms:[a-z0-9-]+:\d+:key\/.+$/.test(arn)),
    },
  ];
}

/** A list of subnets whose length decides what is made, so that it must be known at synth. */
export function subnetListRules(prop: string, subnetIds: readonly string[], because: string): Rule[] {
  const written = !Token.isUnresolved(subnetIds) && subnetIds.length > 0;
  return [
    {
      prop,
      rule: `must be a list of subnets that is written out, ${because}`,
      got: isKnown(subnetIds) ? subnetIds : undefined,
      fix: "Name the subnets one by one; each of them may be a token.",
      holds: written,
    },
    {
      prop,
      rule: "must name each subnet once",
      got: subnetIds,
      fix: "Remove what is there twice.",
      holds: !written || new Set(subnetIds.filter(isKnown)).size === subnetIds.filter(isKnown).length,
    },
  ];
}
