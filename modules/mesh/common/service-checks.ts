import {
  arn,
  awsId,
  each,
  length,
  unlessAttribute,
  mandatory,
  must,
  once,
  taskOptionChecks,
  whole,
  type AllChecks,
  type ServiceOptions,
  type TaskOptions,
} from "../../aws";

interface Placement {
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds?: readonly string[];
}

/** What is asked for when the stack is written. */
export const ASKED = must(
  "must be a function",
  "Give a function, which is asked when the stack is written.",
  (given) => typeof given === "function",
);

export const ECS_CLUSTER_ARN = unlessAttribute(
  arn("ecs", { resource: "cluster/", rule: "must be the ARN of an ECS cluster" }),
);

/** AWS takes 16 subnets for a service. */
export const TASK_SUBNET_IDS = [
  mandatory(each(unlessAttribute(awsId("subnet")))),
  whole(length(1, 16, "must name 1 to 16 subnets", "Give the private subnets of the mesh.")),
];

/** The options that every ECS service has come with rules of their own. */
export const RULED_ELSEWHERE: AllChecks<ServiceOptions> = {
  launchType: [],
  capacityProviderStrategy: [],
  assignPublicIp: [],
  circuitBreaker: [],
  waitForSteadyState: [],
  deploymentMinimumHealthyPercent: [],
  deploymentMaximumPercent: [],
  dependsOn: [],
};

/** What is checked of the options and the place of a task that runs as one ECS service, each by itself. */
export const serviceTaskChecks = once((): AllChecks<TaskOptions & ServiceOptions & Placement> => ({
  ...taskOptionChecks(),
  ...RULED_ELSEWHERE,
  clusterArn: mandatory(ECS_CLUSTER_ARN),
  subnetIds: TASK_SUBNET_IDS,
  securityGroupIds: [
    each(unlessAttribute(awsId("sg"))),
    whole(length(0, 5, "must name at most 5 groups, as AWS allows a network interface", "Join some of them.")),
  ],
}));
