import { isKnown, judge, type Rule } from "../../aws";
import type { ConfigEntry } from "../../consul/config-entries";
import type { ConfigEntriesDeliveryProps } from "./props";

const OWNER = /^[A-Za-z0-9_.-]{1,64}$/;

/** The rules for what delivers entries. */
export function deliveryRules(props: ConfigEntriesDeliveryProps): Rule[] {
  const { servers, rollAfterLoss } = props;
  return [
    ownerRule("owner", props.owner),
    ...(props.formerOwners ?? []).map((owner, index) => ownerRule(`formerOwners[${index}]`, owner)),
    ...(props.takeOver ?? []).map((title, index) => ({
      prop: `takeOver[${index}]`,
      rule: "must be a kind and a name with a slash between, and nothing blank",
      got: title,
      fix: "Write it as the log does: 'service-defaults/api'.",
      holds: judge(title, (value) => /^[^\s/]+(\/[^\s/]+){1,2}$/.test(value)),
    })),
    {
      prop: "partition",
      rule: "must be letters, digits, hyphens and underscores",
      got: props.partition,
      fix: "Give the admin partition of the mesh, or leave it out.",
      holds: judge(props.partition, (value) => /^[\w-]+$/.test(value)),
    },
    {
      prop: "authMethods",
      rule: "must be names of letters, digits, hyphens and underscores",
      got: props.authMethods,
      fix: "Use those of the release line: releaseLine(release).controller.authMethods.",
      holds: judge(props.authMethods, (names) => names.every((name) => /^[\w-]+$/.test(name))),
    },
    {
      prop: "intervalSeconds",
      rule: "must be a whole number from 5 to 3600",
      got: props.intervalSeconds,
      fix: "Leave it out for 30.",
      holds: judge(props.intervalSeconds, (value) => Number.isInteger(value) && value >= 5 && value <= 3600),
    },
    {
      prop: "servers.httpAddress",
      rule: "or servers.hosts is required: entries are delivered through the HTTP API",
      fix: "Give the address of the servers' HTTP API, such as 'https://consul.example.com:8501'.",
      holds: !!servers.httpAddress || !!servers.hosts,
    },
    {
      prop: "servers.configEntriesTokenSecretArn",
      rule: "or servers.bootstrapTokenSecretArn is required: the servers have ACLs",
      fix: "Give the ARN of a secret with a token that has the policy in modules/mesh/entries/README.md.",
      holds: !servers.acls || !!servers.configEntriesTokenSecretArn || !!servers.bootstrapTokenSecretArn,
    },
    {
      prop: "rollAfterLoss.clusterArn",
      rule: "must be the ARN of an ECS cluster",
      got: rollAfterLoss?.clusterArn,
      fix: "Give cluster.arn.",
      holds: judge(rollAfterLoss?.clusterArn, (arn) => /^arn:[a-z-]+:ecs:[a-z0-9-]+:\d{12}:cluster\/.+$/.test(arn)),
    },
    {
      prop: "bucketName",
      rule: "must have 3 to 63 lower-case letters, digits, dots and hyphens",
      got: props.bucketName,
      fix: "Choose another name, or leave it out.",
      holds: judge(props.bucketName, (name) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)),
    },
  ];
}

/** It becomes part of keys in Consul, so it must be known. */
function ownerRule(prop: string, owner: string): Rule {
  return {
    prop,
    rule: "must have 1 to 64 letters, digits, dots, hyphens and underscores, and be no value of Terraform",
    got: isKnown(owner) ? owner : undefined,
    fix: "Use the name of the mesh.",
    holds: isKnown(owner) && OWNER.test(owner),
  };
}

/** The rules for the entries, which are asked for when the stack is written. */
export function entryRules(entries: readonly ConfigEntry[], partition: string | undefined): Rule[] {
  return entries.flatMap((entry) => [
    {
      prop: `${entry.Kind} ${entry.Name ?? ""}`.trim(),
      rule: "must not hold a private key, which everybody could read who may describe a task",
      fix: "Use a file-system-certificate, or write the inline-certificate by hand.",
      holds: !("PrivateKey" in entry),
    },
    {
      prop: `${entry.Kind} ${entry.Name ?? ""}`.trim(),
      rule: "must be of the partition of the delivery",
      got: { Partition: entry.Partition, Namespace: entry.Namespace, delivery: partition },
      fix: "Give the delivery the partition, 'default' where only namespaces are used, or leave both out.",
      holds:
        partition === undefined
          ? entry.Partition === undefined && entry.Namespace === undefined
          : entry.Partition === undefined || entry.Partition === partition,
    },
  ]);
}
