import {
  ANY_LAUNCH_TYPE,
  each,
  fields,
  judge,
  known,
  length,
  must,
  pattern,
  propRules,
  serviceOptionRules,
  verdict,
  wholeNumber,
  type Check,
  type ContainerDefinition,
  type Rule,
} from "../../aws";
import { LONGEST_DRAIN_SECONDS } from "../common";
import { autoscalingRules } from "./autoscaling";
import type { MeshPlacement } from "./mesh-context";
import type { CommonMeshServiceProps, PlacementConstraint, PlacementStrategy } from "./props";

/** The rules about the ECS service; those about the task are the task's own. */
export function meshServiceRules(props: CommonMeshServiceProps, placement: MeshPlacement): Rule[] {
  const compatibilities = props.compatibilities ?? placement.compatibilities ?? ANY_LAUNCH_TYPE;
  const instancesOnly = onInstances(compatibilities);
  return [
    ...serviceOptionRules({ ...placement, ...props }, { defaultLaunchType: "FARGATE", compatibilities }),
    ...autoscalingRules(props.autoscaling, props.desiredCount),
    ...propRules(props, {
      desiredCount: wholeNumber(0),
      healthCheckGracePeriodSeconds: wholeNumber(0),
      ecsServiceName: pattern(
        /^[\w-]{1,255}$/,
        "must have 1 to 255 letters, digits, hyphens and underscores",
        "Choose another name, or leave it out.",
      ),
      drainSeconds: [
        known("because the times of the containers follow from it", "Decide it in the environment's data."),
        wholeNumber(
          0,
          LONGEST_DRAIN_SECONDS,
          "Leave it out for 10.",
          `must be a whole number of seconds from 0 to ${LONGEST_DRAIN_SECONDS}, because Fargate kills a container 120 seconds after the order to stop`,
        ),
      ],
      securityGroupIds: length(
        0,
        4,
        "must name at most 4 groups beside the mesh's: AWS allows a network interface 5",
        "Join some of them.",
      ),
      placementConstraints: [
        instancesOnly,
        must<readonly PlacementConstraint[]>(
          "must be at most 10, with an expression for 'memberOf' and none for 'distinctInstance'",
          "Give for example { type: 'memberOf', expression: 'attribute:ecs.os-type == linux' }.",
          (items) =>
            items.length <= 10 && items.every(({ type, expression }) => (type === "memberOf") === !!expression),
        ),
      ],
      placementStrategy: [
        instancesOnly,
        must<readonly PlacementStrategy[]>(
          "must be at most 5, with a field for 'spread' and 'binpack' and none for 'random'",
          "Give for example { type: 'spread', field: 'attribute:ecs.availability-zone' }.",
          (items) => items.length <= 5 && items.every(({ type, field }) => (type !== "random") === !!field),
        ),
      ],
    }),
    volumeRule(props),
  ];
}

function onInstances(compatibilities: readonly string[]): Check {
  const holds = judge(compatibilities, (types) => !types.includes("FARGATE"));
  return (prop, value) =>
    verdict(
      prop,
      value,
      "is possible on EC2 instances only: Fargate has none to choose from",
      "Leave it out, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
      holds,
    );
}

function volumeRule({ volumeConfiguration, volumes = [] }: CommonMeshServiceProps): Rule {
  const open = volumes.filter(({ configureAtLaunch }) => configureAtLaunch).map(({ name }) => name);
  return {
    prop: "volumeConfiguration",
    rule: "must name the one volume with configureAtLaunch, and is required for it",
    got: volumeConfiguration?.name,
    fix: "Give one of volumes configureAtLaunch: true, and its name here.",
    holds:
      volumeConfiguration === undefined ? open.length === 0 : open.length === 1 && open[0] === volumeConfiguration.name,
  };
}

/** A stop timeout of a container's own must leave the delay, and what comes after it, their time. */
export function stopTimeoutRules(containers: readonly ContainerDefinition[], delaySeconds: number): Rule[] {
  const stopTimeout = must<number>(
    `must be more than drainSeconds, which is ${delaySeconds}: the application is told to stop only then`,
    "Leave it out to have it follow from drainSeconds, or lower drainSeconds.",
    (seconds) => seconds > delaySeconds,
  );
  return each(fields<ContainerDefinition>({ stopTimeout }))("containers", containers);
}
