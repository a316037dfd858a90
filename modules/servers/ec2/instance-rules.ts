import {
  awsId,
  each,
  isKnown,
  kmsKey,
  known,
  length,
  notPattern,
  object,
  oneOf,
  pattern,
  trueOrFalse,
  unique,
  wholeNumber,
  writtenOut,
  type AllChecks,
  type Check,
  type Rule,
} from "../../aws";
import { ofArchitecture } from "../../aws/capacity";
import type { DataVolumes, Ec2ServersProps } from "./props";

const WRITE_OUT = "Write it out.";
const DEFAULT = "Leave it out for the default.";

/** Families before Nitro, whose volumes are no NVMe devices. */
const BEFORE_NITRO =
  /^(t[12]|m[1-4]|c[134]|r[34]|d2|i2|h1|x1e?|p[23]|g[23]s?|f1|cc2|cr1|hs1)\.|^i3\.(large|[0-9]*xlarge)$/;
const NITRO = "must be an instance type of the Nitro system";
const NITRO_FIX = "Use for example 'm6i.large': the data volume is looked for by its NVMe name.";

type InstanceProps =
  | "name"
  | "serverCount"
  | "architecture"
  | "instanceType"
  | "raftMultiplier"
  | "amiId"
  | "rootVolumeGib"
  | "dataVolumes"
  | "volumeKmsKeyArn";

/** What is checked of the instances and their volumes. */
export function instanceChecks(): AllChecks<Pick<Ec2ServersProps, InstanceProps>> {
  return {
    name: [
      known("because it is the servers' own", WRITE_OUT),
      pattern(
        /^[a-z]([a-z0-9-]{0,25}[a-z0-9])?$/,
        "must be 1 to 27 lower case letters, digits and hyphens, the first a letter, the last no hyphen",
        "It is part of the names of target groups, for which AWS allows 32 characters.",
      ),
      notPattern(/^(internal|sg)-/, "must not begin with 'internal-' or 'sg-'", "AWS keeps that for itself."),
    ],
    serverCount: [
      known("because so many are made", WRITE_OUT),
      oneOf([1, 3, 5], "An even number survives no more than the odd one below it.", "must be 1, 3 or 5"),
    ],
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
    dataVolumes: object<DataVolumes>({ sizeGib: wholeNumber(10, 16384, DEFAULT), finalSnapshot: trueOrFalse() }),
    volumeKmsKeyArn: kmsKey(),
  };
}

/** Subnets of as many zones as it takes. */
export function subnetsCheck(serverCount: number): readonly Check[] {
  const fewest = serverCount === 1 ? 1 : 3;
  const wanted = fewest === 1 ? "one subnet" : "three subnets, in different zones,";
  const enough = length(
    fewest,
    Infinity,
    `must name at least ${wanted} for serverCount ${isKnown(serverCount) ? serverCount : "3"}`,
    "With fewer zones than three, the loss of one may take the majority of the servers.",
  );
  const once = unique("must not name a subnet twice", "Give one subnet in each zone.");
  return [
    writtenOut("because each server gets one of them", "Write the list out; its items may be tokens."),
    each(awsId("subnet")),
    (prop, value) => (Array.isArray(value) ? [enough, once].flatMap((check) => check(prop, value)) : []),
  ];
}

/** The instances must be able to run the image. What an image of one's own is for, nobody here knows. */
export function instanceTypeRules({ architecture = "x86_64", instanceType, amiId }: Ec2ServersProps): Rule[] {
  return instanceType === undefined || amiId !== undefined ? [] : [ofArchitecture(architecture, instanceType)];
}
