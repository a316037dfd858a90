import {
  flag,
  isBetween,
  isKnown,
  judge,
  kmsKey,
  known,
  matching,
  negate,
  notEmpty,
  notPattern,
  oneOf,
  pattern,
  propRules,
  required,
  roleNameRule,
  wholeNumber,
  type Rule,
} from "..";
import { INSTANCE_TYPE, type Architecture, type Ec2CapacityProps } from "./props";

export interface ResolvedCapacity {
  readonly architecture: Architecture;
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly targetCapacityPercent: number;
  readonly volumeGib: number;
}

/** The props with their defaults. */
export function resolveCapacity(props: Ec2CapacityProps): ResolvedCapacity {
  const { architecture = "x86_64", minInstances = 0, maxInstances = 4, targetCapacityPercent = 100 } = props;
  return {
    architecture,
    // An architecture that there is not is refused below, not here.
    instanceType: props.instanceType ?? INSTANCE_TYPE[architecture === "arm64" ? "arm64" : "x86_64"],
    minInstances,
    maxInstances,
    targetCapacityPercent,
    volumeGib: props.volumeGib ?? 30,
  };
}

export function ec2CapacityRules(props: Ec2CapacityProps, resolved: ResolvedCapacity): Rule[] {
  return [
    ...propRules(props, {
      name: [pattern(/^[\w-]*$/, NAME_RULE, NAME_FIX), notPattern(/^(aws|ecs|fargate)/i, NAME_RULE, NAME_FIX)],
      // It stands in a script: anything else could end it and begin another.
      clusterName: [
        required("Give the name of the ECS cluster."),
        pattern(/^[\w-]{1,255}$/, "must be letters, digits, hyphens and underscores", "Give the name, not the ARN."),
      ],
      vpcId: required("Give the VPC of the mesh."),
      subnetIds: [required(SUBNETS), notEmpty("must name at least one subnet", SUBNETS)],
      eniTrunking: flag(),
      kmsKeyArn: kmsKey(),
    }),
    roleNameRule("name", props.name, "-instances-"),
    ...instanceRules(props, resolved),
    ...sizeRules(resolved),
  ];
}

const NAME_RULE = "must be letters, digits, hyphens and underscores, and must not begin with 'aws', 'ecs' or 'fargate'";
const NAME_FIX = "Choose another name: AWS keeps these for capacity providers of its own.";
const SUBNETS = "Give the private subnets of the mesh.";

/** Families of Graviton: a letter or more, a generation, and a `g` among what follows, such as t4g, m7gd, c6gn, im4gn. */
const GRAVITON = /^(a1|[a-z]+\d+g[a-z]*)(\.|$)/;
const BURSTABLE = /^t\d/;

function instanceRules({ eniTrunking }: Ec2CapacityProps, resolved: ResolvedCapacity): Rule[] {
  const { architecture, instanceType } = resolved;
  const isGraviton = judge(instanceType, ...matching(GRAVITON));
  return [
    ...propRules(resolved, {
      architecture: [
        oneOf(["x86_64", "arm64"], "Use 'arm64' for Graviton.", "must be 'x86_64' or 'arm64'"),
        known("because the image depends on it", "Write it out."),
      ],
      instanceType: pattern(
        /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
        "must be a family and a size",
        "Give a type such as 'm6i.large'.",
      ),
    }),
    {
      prop: "instanceType",
      rule: `must be one of architecture '${architecture}'`,
      got: instanceType,
      fix: "Give a type such as 'm6i.large' for x86_64 or 'm7g.large' for arm64, or the other architecture.",
      holds: architecture === "arm64" ? isGraviton : negate(isGraviton),
    },
    {
      prop: "eniTrunking",
      rule: "is not possible with an instance type of the T family",
      got: instanceType,
      fix: "Give an instanceType such as 'm6i.large' or 'm7g.large', or leave it out.",
      holds: !eniTrunking || negate(judge(instanceType, ...matching(BURSTABLE))),
    },
  ];
}

function sizeRules(resolved: ResolvedCapacity): Rule[] {
  const { minInstances, maxInstances } = resolved;
  const DEFAULT = "Leave it out for the default.";
  return [
    ...propRules(resolved, {
      minInstances: wholeNumber(0, 5000, DEFAULT),
      maxInstances: wholeNumber(1, 5000, DEFAULT),
      targetCapacityPercent: wholeNumber(1, 100, DEFAULT),
      volumeGib: wholeNumber(30, 16384, DEFAULT),
    }),
    {
      prop: "maxInstances",
      rule: "must not be below minInstances",
      got: maxInstances,
      fix: "Raise it.",
      holds: isKnown([minInstances, maxInstances])
        ? !(maxInstances < minInstances)
        : isBetween(maxInstances, minInstances, Infinity),
    },
  ];
}
