import {
  allProps,
  anyOf,
  arn,
  awsId,
  cidr,
  each,
  flagOr,
  isAbsent,
  kmsKey,
  length,
  mandatory,
  must,
  negate,
  notPattern,
  nothingEphemeral,
  object,
  pattern,
  quoteList,
  recoveryWindowRule,
  tagMap,
  together,
  unshown,
  verdict,
  whole,
  wholeNumber,
  writtenOut,
  type AllChecks,
  type Check,
  type Rule,
} from "../../aws";
import type { Construct } from "constructs";
import { datacenterRule } from "../../consul";
import { aFunction, tlsCheck } from "../common";
import { isCalendar } from "./calendar";
import { instanceChecks, instanceTypeRules, subnetsCheck } from "./instance-rules";
import { jsonObject } from "./json-check";
import type { Alarms, ConsulSource, Ec2ServersProps, Snapshots, UiAccess } from "./props";

/** What the input must keep. */
export function ec2ServersRules(scope: Construct, props: Ec2ServersProps, serverCount: number): Rule[] {
  const own = allProps({ ...props, name: props.name ?? null, serverCount }, checks(serverCount));
  return together(own, () => [
    ...instanceTypeRules(props),
    ...uiRules(props.ui),
    ...ownKeys(props.extraConfig),
    ...nothingEphemeral(scope, props),
  ]);
}

const DEFAULT = "Leave it out for the default.";

function checks(serverCount: number): AllChecks<Ec2ServersProps> {
  return {
    ...instanceChecks(),
    release: [],
    vpcId: mandatory(awsId("vpc")),
    subnetIds: subnetsCheck(serverCount).map(mandatory),
    datacenter: (prop, name) => [datacenterRule(name, prop)],
    consul: object<ConsulSource>({ version: version(), artifact: artifact() }),
    tls: tlsCheck(secretArn),
    acls: unshown(
      flagOr(object<{ bootstrapTokenSecretArn: string }>({ bootstrapTokenSecretArn: mandatory(secretArn()) })),
    ),
    gossipKeySecretArn: secretArn(),
    ui: object<UiAccess>({
      ingressCidrBlocks: each(cidr()),
      ingressSecurityGroupIds: [writtenOut("because each gets a rule"), each(awsId("sg"))],
    }),
    snapshots: object<Snapshots>({
      schedule: schedule(),
      retentionDays: wholeNumber(1, 3650, DEFAULT),
      bucketName: bucketName(),
    }),
    logs: object<NonNullable<Ec2ServersProps["logs"]>>({ logGroup: mandatory(logGroup()) }),
    alarms: object<Alarms>({ actions: [each(alarmAction()), whole(length(0, 5, FIVE_ACTIONS, "Use one SNS topic."))] }),
    configEntries: aFunction(),
    extraConfig: jsonObject("Give more of Consul's configuration, such as { limits: { ... } }."),
    permissionsBoundary: arn("iam", { resource: "policy/" }),
    kmsKeyArns: [writtenOut("because they are put together with another"), each(kmsKey())],
    secretsKmsKeyArn: kmsKey(),
    secretsRecoveryWindowInDays: (prop, days) => [recoveryWindowRule(prop, days as number | undefined)],
    tags: tagMap(),
  };
}

const FIVE_ACTIONS = "must have at most 5 actions, as every alarm";

/** The configuration is in the `tls` stanza, which came with 1.12. */
function version(): Check {
  return pattern(
    /^([2-9]|[1-9]\d+)\.\d+\.\d+$|^1\.(1[2-9]|[2-9]\d|\d{3})\.\d+$/,
    "must be a whole version, 1.12.0 or newer",
    "Give for example '1.15.10': a pinned version is the same on every server.",
  );
}

function artifact(): Check {
  return object<NonNullable<ConsulSource["artifact"]>>({
    url: mandatory(
      pattern(
        /^https:\/\/[^\s]+$/,
        "must be an https URL",
        "Give the URL of the zip archive, such as 'https://releases.hashicorp.com/consul/1.15.10/consul_1.15.10_linux_amd64.zip'.",
      ),
    ),
    // In either case: `sha256sum` takes both.
    sha256: mandatory(
      pattern(/^[0-9a-fA-F]{64}$/, "must be 64 hexadecimal digits", "Copy it from the SHA256SUMS file of the release."),
    ),
  });
}

/** The instances read Secrets Manager. The message never shows what was given: it may be the secret itself. */
function secretArn(): Check {
  return unshown(
    arn("secretsmanager", {
      resource: "secret:",
      rule: "must be the ARN of a secret in Secrets Manager, never the value",
      fix: "Store the value there and give 'arn:aws:secretsmanager:...'.",
    }),
  );
}

/** Of a token, Terraform tells what could be one: what systemd takes it cannot tell, and the instance's log does. */
function schedule(): Check {
  const rule = "must be a calendar expression that systemd takes";
  const fix =
    "Give for example 'hourly', '*-*-* 00/6:00:00' or '*-*-* 03:00:00 Europe/Berlin'; `systemd-analyze calendar` tells.";
  const couldBe = pattern(/^[a-zA-Z0-9*:,.~/_+-]+( [a-zA-Z0-9*:,.~/_+-]+)*$/, rule, fix);
  const isOne = must<string>(rule, fix, isCalendar);
  return (prop, value) => {
    const broken = isOne(prop, value);
    return broken.some(({ holds }) => holds === false) ? broken : couldBe(prop, value);
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketName(): readonly Check[] {
  return [
    pattern(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "must be 3 to 63 lower case letters, digits, dots and hyphens",
      "Leave it out for '<name>-snapshots-<account>'.",
    ),
    notPattern(
      /\.\.|^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$|^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
      "must not have two dots together, be like an address, or begin or end with what S3 keeps for itself",
      "Choose another name.",
    ),
  ];
}

function logGroup(): Check {
  return pattern(
    /^[a-zA-Z0-9_/.#-]{1,512}$/,
    "must be the name of a log group",
    "Give the name, not the ARN, such as '/consul/servers'.",
  );
}

function alarmAction(): Check {
  return pattern(
    /^arn:[a-z][a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[^\s]+$/,
    "must be the ARN of what an alarm tells",
    "Give for example 'arn:aws:sns:<region>:<account>:<topic>'.",
  );
}

function uiRules(ui: UiAccess | undefined): Rule[] {
  const somebody = anyOf(...[ui?.ingressCidrBlocks, ui?.ingressSecurityGroupIds].map((list) => negate(isAbsent(list))));
  const fix = "Give ingressCidrBlocks or ingressSecurityGroupIds, or leave it out for nobody.";
  return verdict("ui", ui, "must say who may reach it", fix, somebody);
}

/** Secrets would be in the user data, and the others keep the servers from finding each other or their data. */
const OWN_KEYS = ["acl", "bootstrap", "bootstrap_expect", "data_dir", "encrypt", "node_name", "retry_join", "server"];

function ownKeys(extraConfig: object | undefined): Rule[] {
  return Object.keys(extraConfig ?? {})
    .filter((key) => OWN_KEYS.includes(key))
    .map((key) => ({
      prop: `extraConfig.${key}`,
      rule: `must not be given: ${quoteList(OWN_KEYS)} are what holds the cluster together`,
      fix: "Use the props of Ec2Servers.",
      holds: false,
    }));
}
