import {
  allProps,
  arn,
  awsId,
  awsIds,
  each,
  flag,
  inTurn,
  isBetween,
  isKnown,
  judge,
  kmsKey,
  known,
  length,
  mandatory,
  matching,
  must,
  negate,
  notPattern,
  oneOf,
  pattern,
  tagMap,
  together,
  verdict,
  wholeNumber,
  type Check,
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
  // An architecture that there is not is refused below, not here.
  const { instanceType = INSTANCE_TYPE[architecture === "arm64" ? "arm64" : "x86_64"], volumeGib = 30 } = props;
  return { architecture, instanceType, minInstances, maxInstances, targetCapacityPercent, volumeGib };
}

export function ec2CapacityRules(props: Ec2CapacityProps, resolved: ResolvedCapacity): Rule[] {
  const standard = "Leave it out for the default.";
  const judged = allProps(
    { ...props, ...resolved },
    {
      name: mandatory(capacityName()),
      // It stands in a script: anything else could end it and begin another.
      clusterName: mandatory(
        pattern(/^[\w-]{1,255}$/, "must be letters, digits, hyphens and underscores", "Give the name, not the ARN."),
      ),
      vpcId: mandatory(awsId("vpc")),
      subnetIds: mandatory(
        awsIds("subnet", 1, "must name at least one subnet", "Give the private subnets of the mesh."),
      ),
      architecture: inTurn(
        known("because the image depends on it", "Write it out."),
        oneOf(["x86_64", "arm64"], "Use 'arm64' for Graviton.", "must be 'x86_64' or 'arm64'"),
      ),
      instanceType: inTurn(
        pattern(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be a family and a size", "Give a type such as 'm6i.large'."),
        notPattern(/^mac\d/, "must not be a Mac, on which ECS runs no tasks", "Give a type such as 'm6i.large'."),
      ),
      minInstances: wholeNumber(0, 5000, standard),
      maxInstances: wholeNumber(1, 5000, standard),
      targetCapacityPercent: wholeNumber(1, 100, standard),
      volumeGib: wholeNumber(30, 16384, standard),
      kmsKeyArn: kmsKey(),
      eniTrunking: flag(),
      permissionsBoundary: arn("iam", { resource: "policy/", rule: "must be the ARN of a policy" }),
      dependsOn: list(),
      tags: tagMap(),
    },
  );
  return together(judged, () => [...instanceRules(props, resolved), ...sizeRules(resolved)]);
}

/**
 * The launch template is called so, for which AWS wants 3 characters, the role `<name>-instances`, and the capacity
 * provider: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html
 */
function capacityName(): Check {
  const rule = "must be letters, digits, hyphens and underscores, and must not begin with 'aws', 'ecs' or 'fargate'";
  const fix = "Choose another name: AWS keeps these for capacity providers of its own.";
  return inTurn(
    pattern(/^[\w-]*$/, rule, fix),
    notPattern(/^(aws|ecs|fargate)/i, rule, fix),
    notPattern(/^sg-/, "must not begin with 'sg-', as a security group is named after it", "Choose another name."),
    length(3, 53, "must have 3 to 53 characters", "Choose another name: others are made of it."),
  );
}

function list(): Check {
  const inBrackets = "Put them into brackets.";
  return inTurn(
    known("because Terraform is told their addresses", inBrackets),
    each(
      must<object>(
        "must be a resource or a construct",
        "Give the resource itself.",
        (given) => "fqn" in given || "node" in given,
      ),
    ),
  );
}

/**
 * Families of ARM processors: a letter or more, a generation, and a `g` among what follows, such as t4g, m7gd, c6gn,
 * im4gn; the first of them, and those of NVIDIA's.
 */
const GRAVITON = /^(a1\.|[a-z]+\d+g[a-z]*[.-]|p6e-gb)/;
const BURSTABLE = /^t\d/;

/** Whether an instance has the processor that its image is for. */
export function ofArchitecture(architecture: Architecture, instanceType: string): Rule {
  const isGraviton = judge(instanceType, ...matching(GRAVITON));
  return {
    prop: "instanceType",
    rule: `must be one of architecture '${architecture}'`,
    got: instanceType,
    fix: "Give a type such as 'm6i.large' for x86_64 or 'm7g.large' for arm64, or the other architecture.",
    holds: architecture === "arm64" ? isGraviton : negate(isGraviton),
  };
}

function instanceRules({ eniTrunking }: Ec2CapacityProps, resolved: ResolvedCapacity): Rule[] {
  const { architecture, instanceType } = resolved;
  if (architecture !== "x86_64" && architecture !== "arm64") return [];
  const isBurstable = judge(instanceType, ...matching(BURSTABLE));
  return [
    ofArchitecture(architecture, instanceType),
    ...verdict(
      "eniTrunking",
      instanceType,
      "is not possible with an instance type of the T family",
      "Give an instanceType such as 'm6i.large' or 'm7g.large', or leave it out.",
      eniTrunking !== true || negate(isBurstable),
    ),
  ];
}

function sizeRules({ minInstances, maxInstances }: ResolvedCapacity): Rule[] {
  const isEnough = isKnown([minInstances, maxInstances])
    ? !(maxInstances < minInstances)
    : isBetween(maxInstances, minInstances, Infinity);
  return verdict("maxInstances", maxInstances, "must not be below minInstances", "Raise it.", isEnough);
}
