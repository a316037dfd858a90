import { Token } from "cdktf";
import { isKnown, judge, onlyKeys, quoteList, recoveryWindowRule, type Rule } from "../../aws";
import { datacenterRule } from "../../consul";
import { isCalendar } from "./calendar";
import type { Ec2ServersProps } from "./props";

/** What the input must keep. */
export function ec2ServersRules(props: Ec2ServersProps, count: number): Rule[] {
  return [
    nameRule(props.name),
    ...placeRules(props, count),
    datacenterRule(props.datacenter ?? "dc1"),
    ...instanceRules(props),
    ...volumeRules(props),
    ...consulRules(props),
    ...secretRules(props),
    ...optionRules(props),
  ];
}

function nameRule(name: string): Rule {
  return {
    prop: "name",
    rule: "must be 1 to 27 lower case letters, digits and hyphens, the first a letter, the last no hyphen",
    got: name,
    fix: "It is part of the names of target groups, for which AWS allows 32 characters.",
    holds: isKnown(name) && /^(?!internal-)[a-z]([a-z0-9-]{0,25}[a-z0-9])?$/.test(name),
  };
}

function placeRules({ subnetIds }: Ec2ServersProps, count: number): Rule[] {
  // Of a list that is a token, nobody knows the length.
  const listed = !Token.isUnresolved(subnetIds);
  return [
    {
      prop: "serverCount",
      rule: "must be 1, 3 or 5",
      got: count,
      fix: "An even number survives no more than the odd one below it.",
      holds: [1, 3, 5].includes(count),
    },
    {
      prop: "subnetIds",
      rule: "must be a list whose length is known at synth, with no subnet twice",
      got: listed ? subnetIds : undefined,
      fix: "Write the list out; its items may be tokens.",
      holds: listed && new Set(subnetIds).size === subnetIds.length,
    },
    {
      prop: "subnetIds",
      rule: `must name at least ${count === 1 ? "one subnet" : "three subnets, in different zones,"} for serverCount ${count}`,
      got: listed ? subnetIds : undefined,
      fix: "With fewer zones than three, the loss of one may take the majority of the servers.",
      holds: !listed || subnetIds.length >= Math.min(count, 3),
    },
  ];
}

/** Families before Nitro, whose volumes are no NVMe devices. */
const BEFORE_NITRO = /^(t[12]|m[1-4]|c[134]|r[34]|d2|i[23]|h1|x1e?|p[23]|g[23]s?|f1|cc2|cr1|hs1)\./;

function instanceRules({ instanceType, architecture, amiId, rootVolumeGib, raftMultiplier }: Ec2ServersProps): Rule[] {
  return [
    {
      prop: "architecture",
      rule: "must be 'x86_64' or 'arm64'",
      got: architecture,
      fix: "Use 'arm64' for Graviton.",
      holds: judge(architecture, (value) => ["x86_64", "arm64"].includes(value)),
    },
    {
      prop: "instanceType",
      rule: "must be an instance type of the Nitro system",
      got: instanceType,
      fix: "Use for example 'm6i.large': the data volume is looked for by its NVMe name.",
      holds: judge(instanceType, (value) => /^[a-z0-9-]+\.[a-z0-9-]+$/.test(value) && !BEFORE_NITRO.test(value)),
    },
    {
      prop: "amiId",
      rule: "must be 'ami-' and 8 or 17 hexadecimal digits",
      got: amiId,
      fix: "Leave it out for the newest Amazon Linux 2023.",
      holds: judge(amiId, (value) => /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value)),
    },
    wholeRule("rootVolumeGib", rootVolumeGib, 8, 16384),
    wholeRule("raftMultiplier", raftMultiplier, 1, 10),
  ];
}

function volumeRules({ dataVolumes, volumeKmsKeyArn, secretsKmsKeyArn, kmsKeyArns }: Ec2ServersProps): Rule[] {
  return [
    ...onlyKeys("dataVolumes", dataVolumes, ["sizeGib", "finalSnapshot"]),
    wholeRule("dataVolumes.sizeGib", dataVolumes?.sizeGib, 10, 16384),
    keyRule("volumeKmsKeyArn", volumeKmsKeyArn),
    keyRule("secretsKmsKeyArn", secretsKmsKeyArn),
    ...(kmsKeyArns ?? []).map((arn, index) => keyRule(`kmsKeyArns[${index}]`, arn)),
  ];
}

function keyRule(prop: string, arn: string | undefined): Rule {
  return {
    prop,
    rule: "must be the ARN of a KMS key",
    got: arn,
    fix: "Give 'arn:aws:kms:<region>:<account>:key/<id>', not an id or an alias.",
    holds: judge(arn, (value) => /^arn:[a-z-]+:kms:[a-z0-9-]+:\d+:key\/.+$/.test(value)),
  };
}

function consulRules({ consul }: Ec2ServersProps): Rule[] {
  return [
    ...onlyKeys("consul", consul, ["version", "artifact"]),
    {
      prop: "consul.version",
      rule: "must be a whole version, 1.12.0 or newer",
      got: consul?.version,
      fix: "Give for example '1.15.10': a pinned version is the same on every server.",
      holds: judge(consul?.version, isVersion),
    },
    {
      prop: "consul.artifact.url",
      rule: "must be an https URL",
      got: consul?.artifact?.url,
      fix: "Give the URL of the zip archive, such as 'https://releases.hashicorp.com/consul/1.15.10/consul_1.15.10_linux_amd64.zip'.",
      holds: judge(consul?.artifact?.url, (value) => /^https:\/\/[^\s]+$/.test(value)),
    },
    {
      prop: "consul.artifact.sha256",
      rule: "must be 64 hexadecimal digits",
      got: consul?.artifact?.sha256,
      fix: "Copy it from the SHA256SUMS file of the release.",
      holds: judge(consul?.artifact?.sha256, (value) => /^[0-9a-f]{64}$/.test(value)),
    },
  ];
}

/** The configuration is in the `tls` stanza, which came with 1.12. */
function isVersion(version: string): boolean {
  const match = /^(\d+)\.(\d+)\.\d+$/.exec(version);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > 1 || (major === 1 && minor >= 12);
}

function secretRules({ tls, acls, gossipKeySecretArn, secretsRecoveryWindowInDays }: Ec2ServersProps): Rule[] {
  return [
    secretsManagerRule("tls.caCertSecretArn", tls?.caCertSecretArn),
    secretsManagerRule("tls.caKeySecretArn", tls?.caKeySecretArn),
    secretsManagerRule(
      "acls.bootstrapTokenSecretArn",
      typeof acls === "object" ? acls.bootstrapTokenSecretArn : undefined,
    ),
    secretsManagerRule("gossipKeySecretArn", gossipKeySecretArn),
    recoveryWindowRule("secretsRecoveryWindowInDays", secretsRecoveryWindowInDays),
    {
      prop: "tls.additionalDnsNames",
      rule: "must be DNS names",
      got: tls?.additionalDnsNames,
      fix: "Give names such as 'consul.example.com'.",
      holds: judge(tls?.additionalDnsNames, (names) =>
        names.every((name) => /^(\*\.)?[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$/.test(name)),
      ),
    },
  ];
}

/** The instances read Secrets Manager. The message never shows what was given: it may be the secret itself. */
function secretsManagerRule(prop: string, arn: string | undefined): Rule {
  return {
    prop,
    rule: "must be the ARN of a secret in Secrets Manager, never the value",
    fix: "Store the value there and give 'arn:aws:secretsmanager:...'.",
    holds: judge(arn, (value) => /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d+:secret:.+$/.test(value)),
  };
}

function optionRules({ ui, snapshots, logs, alarms, extraConfig }: Ec2ServersProps): Rule[] {
  const open = [...(ui?.ingressCidrBlocks ?? []), ...(ui?.ingressSecurityGroupIds ?? [])];
  return [
    ...onlyKeys("ui", ui, ["ingressCidrBlocks", "ingressSecurityGroupIds"]),
    ...onlyKeys("snapshots", snapshots, ["schedule", "retentionDays", "bucketName"]),
    ...onlyKeys("logs", logs, ["logGroup"]),
    ...onlyKeys("alarms", alarms, ["actions"]),
    {
      prop: "ui",
      rule: "must say who may reach it",
      got: open,
      fix: "Give ingressCidrBlocks or ingressSecurityGroupIds, or leave it out for nobody.",
      holds: ui === undefined || open.length > 0,
    },
    {
      prop: "snapshots.schedule",
      rule: "must be a calendar expression that systemd takes",
      got: snapshots?.schedule,
      fix: "Give for example 'hourly', '*-*-* 00/6:00:00' or '*-*-* 03:00:00 Europe/Berlin'; `systemd-analyze calendar` tells.",
      holds: judge(snapshots?.schedule, isCalendar),
    },
    wholeRule("snapshots.retentionDays", snapshots?.retentionDays, 1, 3650),
    {
      prop: "snapshots.bucketName",
      rule: "must be 3 to 63 lower case letters, digits, dots and hyphens",
      got: snapshots?.bucketName,
      fix: "Leave it out for '<name>-snapshots-<account>'.",
      holds: judge(snapshots?.bucketName, (value) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)),
    },
    ...OWN_KEYS.map((key) => ({
      prop: `extraConfig.${key}`,
      rule: `must not be given: ${quoteList(OWN_KEYS)} are what holds the cluster together`,
      fix: "Use the props of Ec2Servers.",
      holds: extraConfig === undefined || !(key in extraConfig),
    })),
  ];
}

/** Secrets would be in the user data, and the others keep the servers from finding each other or their data. */
const OWN_KEYS = ["acl", "bootstrap", "bootstrap_expect", "data_dir", "encrypt", "node_name", "retry_join", "server"];

function wholeRule(prop: string, value: number | undefined, from: number, to: number): Rule {
  return {
    prop,
    rule: `must be a whole number from ${from} to ${to}`,
    got: value,
    fix: "Leave it out for the default.",
    holds: judge(value, (given) => Number.isInteger(given) && given >= from && given <= to),
  };
}
