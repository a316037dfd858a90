import { ANY_LAUNCH_TYPE, isKnown, judge, serviceOptionRules, type ContainerDefinition, type Rule } from "../../aws";
import { LONGEST_DRAIN_SECONDS } from "../common";
import { autoscalingRules } from "./autoscaling";
import type { MeshPlacement } from "./mesh-context";
import type { CommonMeshServiceProps } from "./props";

/** The rules about the ECS service; those about the task are the task's own. */
export function meshServiceRules(props: CommonMeshServiceProps, placement: MeshPlacement): Rule[] {
  const compatibilities = props.compatibilities ?? placement.compatibilities ?? ANY_LAUNCH_TYPE;
  return [
    ...serviceOptionRules({ ...placement, ...props }, { defaultLaunchType: "FARGATE", compatibilities }),
    ...autoscalingRules(props.autoscaling, props.desiredCount),
    wholeNumberRule("desiredCount", props.desiredCount, 0),
    wholeNumberRule("healthCheckGracePeriodSeconds", props.healthCheckGracePeriodSeconds, 0),
    {
      prop: "ecsServiceName",
      rule: "must have 1 to 255 letters, digits, hyphens and underscores",
      got: props.ecsServiceName,
      fix: "Choose another name, or leave it out.",
      holds: judge(props.ecsServiceName, (value) => /^[\w-]{1,255}$/.test(value)),
    },
    {
      prop: "drainSeconds",
      rule: `must be a whole number of seconds from 0 to ${LONGEST_DRAIN_SECONDS}, because Fargate kills a container 120 seconds after the order to stop`,
      got: props.drainSeconds,
      fix: "Leave it out for 10.",
      holds:
        props.drainSeconds === undefined ||
        (isKnown(props.drainSeconds) &&
          Number.isInteger(props.drainSeconds) &&
          props.drainSeconds >= 0 &&
          props.drainSeconds <= LONGEST_DRAIN_SECONDS),
    },
    {
      prop: "securityGroupIds",
      rule: "must name at most 4 groups beside the mesh's: AWS allows a network interface 5",
      got: props.securityGroupIds,
      fix: "Join some of them.",
      holds: judge(props.securityGroupIds, (ids) => ids.length <= 4),
    },
    ...placementRules(props, compatibilities),
    volumeRule(props),
  ];
}

function wholeNumberRule(prop: string, value: number | undefined, least: number): Rule {
  return {
    prop,
    rule: `must be a whole number, ${least} or more`,
    got: value,
    fix: "Correct it, or leave it out.",
    holds: judge(value, (given) => Number.isInteger(given) && given >= least),
  };
}

function placementRules(props: CommonMeshServiceProps, compatibilities: readonly string[]): Rule[] {
  const { placementConstraints: constraints, placementStrategy: strategy } = props;
  return [
    ...(["placementConstraints", "placementStrategy"] as const).map((prop) => ({
      prop,
      rule: "is possible on EC2 instances only: Fargate has none to choose from",
      got: props[prop],
      fix: "Leave it out, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
      holds: props[prop] === undefined || judge(compatibilities, (types) => !types.includes("FARGATE")),
    })),
    {
      prop: "placementConstraints",
      rule: "must be at most 10, with an expression for 'memberOf' and none for 'distinctInstance'",
      got: constraints,
      fix: "Give for example { type: 'memberOf', expression: 'attribute:ecs.os-type == linux' }.",
      holds: judge(
        constraints,
        (items) => items.length <= 10 && items.every(({ type, expression }) => (type === "memberOf") === !!expression),
      ),
    },
    {
      prop: "placementStrategy",
      rule: "must be at most 5, with a field for 'spread' and 'binpack' and none for 'random'",
      got: strategy,
      fix: "Give for example { type: 'spread', field: 'attribute:ecs.availability-zone' }.",
      holds: judge(
        strategy,
        (items) => items.length <= 5 && items.every(({ type, field }) => (type !== "random") === !!field),
      ),
    },
  ];
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
  return containers.map(({ stopTimeout }, index) => ({
    prop: `containers[${index}].stopTimeout`,
    rule: `must be more than drainSeconds, which is ${delaySeconds}: the application is told to stop only then`,
    got: stopTimeout,
    fix: "Leave it out to have it follow from drainSeconds, or lower drainSeconds.",
    holds: judge(stopTimeout, (seconds) => seconds > delaySeconds),
  }));
}
