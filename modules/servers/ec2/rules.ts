import {
  arn,
  each,
  isListToken,
  kmsKey,
  known,
  length,
  must,
  notEmpty,
  notPattern,
  oneOf,
  pattern,
  propRules,
  quoteList,
  recoveryWindowRule,
  shape,
  unique,
  unshown,
  wholeNumber,
  type Rule,
} from "../../aws";
import { datacenterRule } from "../../consul";
import type { ServerTls } from "../common";
import { isCalendar } from "./calendar";
import type { Alarms, ConsulSource, DataVolumes, Ec2ServersProps, Snapshots, UiAccess } from "./props";

/** What the input must keep. */
export function ec2ServersRules(props: Ec2ServersProps, serverCount: number): Rule[] {
  return [
    ...placeRules(props, serverCount),
    datacenterRule(props.datacenter ?? "dc1"),
    ...instanceRules(props),
    ...secretRules(props),
    ...propRules(props, { consul: shape<ConsulSource>({ version: VERSION, artifact: ARTIFACT }) }),
    ...optionRules(props),
  ];
}

const WRITE_OUT = "Write it out.";

function placeRules({ name, subnetIds }: Ec2ServersProps, serverCount: number): Rule[] {
  const fewest = Math.min(serverCount, 3);
  const wanted = fewest === 1 ? "one subnet" : "three subnets, in different zones,";
  return propRules(
    { name, serverCount, subnetIds },
    {
      name: [
        known("because it is the servers' own", WRITE_OUT),
        pattern(
          /^[a-z]([a-z0-9-]{0,25}[a-z0-9])?$/,
          "must be 1 to 27 lower case letters, digits and hyphens, the first a letter, the last no hyphen",
          "It is part of the names of target groups, for which AWS allows 32 characters.",
        ),
        notPattern(/^internal-/, "must not begin with 'internal-'", "AWS keeps that for itself."),
      ],
      serverCount: [
        known("because so many are made", WRITE_OUT),
        oneOf([1, 3, 5], "An even number survives no more than the odd one below it.", "must be 1, 3 or 5"),
      ],
      subnetIds: isListToken(subnetIds)
        ? unknownList
        : [
            unique("must not name a subnet twice", "Give one subnet in each zone."),
            length(
              fewest,
              Infinity,
              `must name at least ${wanted} for serverCount ${serverCount}`,
              "With fewer zones than three, the loss of one may take the majority of the servers.",
            ),
          ],
    },
  );
}

const unknownList = must<unknown>(
  "must be a list whose length is known at synth",
  "Write the list out; its items may be tokens.",
  () => false,
  () => false,
);

/** Families before Nitro, whose volumes are no NVMe devices. */
const BEFORE_NITRO = /^(t[12]|m[1-4]|c[134]|r[34]|d2|i[23]|h1|x1e?|p[23]|g[23]s?|f1|cc2|cr1|hs1)\./;
const NITRO = "must be an instance type of the Nitro system";
const NITRO_FIX = "Use for example 'm6i.large': the data volume is looked for by its NVMe name.";
const DEFAULT = "Leave it out for the default.";

function instanceRules(props: Ec2ServersProps): Rule[] {
  return propRules(props, {
    architecture: [
      known("because the image depends on it", WRITE_OUT),
      oneOf(["x86_64", "arm64"], "Use 'arm64' for Graviton.", "must be 'x86_64' or 'arm64'"),
    ],
    instanceType: [pattern(/^[a-z0-9-]+\.[a-z0-9-]+$/, NITRO, NITRO_FIX), notPattern(BEFORE_NITRO, NITRO, NITRO_FIX)],
    raftMultiplier: wholeNumber(1, 10, DEFAULT),
    amiId: pattern(
      /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/,
      "must be 'ami-' and 8 or 17 hexadecimal digits",
      "Leave it out for the newest Amazon Linux 2023.",
    ),
    rootVolumeGib: wholeNumber(8, 16384, DEFAULT),
    dataVolumes: shape<DataVolumes>({ sizeGib: wholeNumber(10, 16384, DEFAULT), finalSnapshot: [] }),
    volumeKmsKeyArn: kmsKey(),
  });
}

/** The configuration is in the `tls` stanza, which came with 1.12. */
const VERSION = pattern(
  /^([2-9]|[1-9]\d+)\.\d+\.\d+$|^1\.(1[2-9]|[2-9]\d|\d{3})\.\d+$/,
  "must be a whole version, 1.12.0 or newer",
  "Give for example '1.15.10': a pinned version is the same on every server.",
);

const ARTIFACT = shape<NonNullable<ConsulSource["artifact"]>>({
  url: pattern(
    /^https:\/\/[^\s]+$/,
    "must be an https URL",
    "Give the URL of the zip archive, such as 'https://releases.hashicorp.com/consul/1.15.10/consul_1.15.10_linux_amd64.zip'.",
  ),
  sha256: pattern(
    /^[0-9a-f]{64}$/,
    "must be 64 hexadecimal digits",
    "Copy it from the SHA256SUMS file of the release.",
  ),
});

/** The instances read Secrets Manager. The message never shows what was given: it may be the secret itself. */
const SECRET_ARN = unshown(
  arn("secretsmanager", {
    resource: "secret:",
    rule: "must be the ARN of a secret in Secrets Manager, never the value",
    fix: "Store the value there and give 'arn:aws:secretsmanager:...'.",
  }),
);

const DNS_NAME = pattern(
  /^(\*\.)?[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$/,
  "must be a DNS name",
  "Give a name such as 'consul.example.com'.",
);

function secretRules(props: Ec2ServersProps): Rule[] {
  const { acls } = props;
  return [
    ...propRules(props, {
      tls: shape<ServerTls>({
        caCertSecretArn: SECRET_ARN,
        caKeySecretArn: SECRET_ARN,
        additionalDnsNames: each(DNS_NAME),
      }),
      acls: known("because it decides what is made", WRITE_OUT),
      gossipKeySecretArn: SECRET_ARN,
      secretsKmsKeyArn: kmsKey(),
      kmsKeyArns: each(kmsKey()),
    }),
    ...(typeof acls === "object" ? SECRET_ARN("acls.bootstrapTokenSecretArn", acls.bootstrapTokenSecretArn) : []),
    recoveryWindowRule("secretsRecoveryWindowInDays", props.secretsRecoveryWindowInDays),
  ];
}

/** What systemd takes, Terraform cannot tell: of a token the instance's log does. */
const SCHEDULE = must<string>(
  "must be a calendar expression that systemd takes",
  "Give for example 'hourly', '*-*-* 00/6:00:00' or '*-*-* 03:00:00 Europe/Berlin'; `systemd-analyze calendar` tells.",
  isCalendar,
);

const BUCKET_NAME = pattern(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "must be 3 to 63 lower case letters, digits, dots and hyphens",
  "Leave it out for '<name>-snapshots-<account>'.",
);

function optionRules(props: Ec2ServersProps): Rule[] {
  const { ui, extraConfig } = props;
  const open = ui && [...(ui.ingressCidrBlocks ?? []), ...(ui.ingressSecurityGroupIds ?? [])];
  const nobody = notEmpty(
    "must say who may reach it",
    "Give ingressCidrBlocks or ingressSecurityGroupIds, or leave it out for nobody.",
  );
  return [
    ...propRules(props, {
      ui: shape<UiAccess>({ ingressCidrBlocks: [], ingressSecurityGroupIds: [] }),
      snapshots: shape<Snapshots>({
        schedule: SCHEDULE,
        retentionDays: wholeNumber(1, 3650, DEFAULT),
        bucketName: BUCKET_NAME,
      }),
      logs: shape<NonNullable<Ec2ServersProps["logs"]>>({ logGroup: [] }),
      alarms: shape<Alarms>({ actions: [] }),
    }),
    ...nobody("ui", open),
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
