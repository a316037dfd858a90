import { Token } from "cdktf";
import { judge, roleNameRule, type Rule } from "..";
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
    ...nameRules(props.name),
    {
      prop: "subnetIds",
      rule: "must name at least one subnet",
      got: props.subnetIds,
      fix: "Give the private subnets of the mesh.",
      holds: Token.isUnresolved(props.subnetIds) || props.subnetIds.length > 0,
    },
    ...instanceRules(props, resolved),
    ...sizeRules(resolved),
    {
      prop: "kmsKeyArn",
      rule: "must be the ARN of a KMS key",
      got: props.kmsKeyArn,
      fix: "Give 'arn:aws:kms:<region>:<account>:key/<id>', or leave it out.",
      holds: judge(props.kmsKeyArn, (arn) => /^arn:[a-z-]+:kms:[a-z0-9-]+:\d+:key\/.+$/.test(arn)),
    },
  ];
}

function nameRules(name: string): Rule[] {
  return [
    {
      prop: "name",
      rule: "must be letters, digits, hyphens and underscores, and must not begin with 'aws', 'ecs' or 'fargate'",
      got: name,
      fix: "Choose another name: AWS keeps these for capacity providers of its own.",
      holds: judge(name, (value) => /^(?!aws|ecs|fargate)[\w-]*$/i.test(value)),
    },
    roleNameRule("name", name, "-instances-"),
  ];
}

/** Families of Graviton: a letter or more, a generation, and a `g` among what follows, such as t4g, m7gd, c6gn, im4gn. */
const GRAVITON = /^(a1|[a-z]+\d+g[a-z]*)$/;

function instanceRules({ eniTrunking }: Ec2CapacityProps, { architecture, instanceType }: ResolvedCapacity): Rule[] {
  const family = instanceType.split(".")[0] ?? "";
  return [
    {
      prop: "architecture",
      rule: "must be 'x86_64' or 'arm64'",
      got: architecture,
      fix: "Use 'arm64' for Graviton.",
      holds: judge(architecture, (value) => value === "x86_64" || value === "arm64"),
    },
    {
      prop: "instanceType",
      rule: "must be a family and a size",
      got: instanceType,
      fix: "Give a type such as 'm6i.large'.",
      holds: judge(instanceType, (value) => /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(value)),
    },
    {
      prop: "instanceType",
      rule: `must be one of architecture '${architecture}'`,
      got: instanceType,
      fix: "Give a type such as 'm6i.large' for x86_64 or 'm7g.large' for arm64, or the other architecture.",
      holds: judge(instanceType, () => GRAVITON.test(family) === (architecture === "arm64")),
    },
    {
      prop: "eniTrunking",
      rule: "is not possible with an instance type of the T family",
      got: instanceType,
      fix: "Give an instanceType such as 'm6i.large' or 'm7g.large', or leave it out.",
      holds: !eniTrunking || judge(instanceType, () => !/^t\d/.test(family)),
    },
  ];
}

function sizeRules(resolved: ResolvedCapacity): Rule[] {
  const { minInstances, maxInstances, targetCapacityPercent, volumeGib } = resolved;
  return [
    wholeNumberRule("minInstances", minInstances, 0, 5000),
    wholeNumberRule("maxInstances", maxInstances, 1, 5000),
    {
      prop: "maxInstances",
      rule: "must not be below minInstances",
      got: maxInstances,
      fix: "Raise it.",
      holds: judge([minInstances, maxInstances], ([min = 0, max = 0]) => max >= min),
    },
    wholeNumberRule("targetCapacityPercent", targetCapacityPercent, 1, 100),
    wholeNumberRule("volumeGib", volumeGib, 30, 16384),
  ];
}

function wholeNumberRule(prop: string, value: number, from: number, to: number): Rule {
  return {
    prop,
    rule: `must be a whole number from ${from} to ${to}`,
    got: value,
    fix: "Leave it out for the default.",
    holds: judge(value, (number) => Number.isInteger(number) && number >= from && number <= to),
  };
}
