import {
  ANY_LAUNCH_TYPE,
  awsId,
  each,
  fields,
  flag,
  itemsOf,
  judge,
  known,
  length,
  unlessAttribute,
  mandatory,
  must,
  pattern,
  propRules,
  serviceOptionRules,
  together,
  verdict,
  whole,
  wholeNumber,
  writtenOut,
  type AllChecks,
  type Check,
  type ContainerDefinition,
  type Rule,
} from "../../aws";
import { propsOfLineRules, type Release } from "../../consul";
import { LONGEST_DRAIN_SECONDS, RULED_ELSEWHERE } from "../common";
import { meshTaskPropNames, type MeshTaskOptions } from "../task";
import { autoscaling, autoscalingRules } from "./autoscaling";
import type { MeshContext } from "./mesh-context";
import { placementConstraints, placementStrategy } from "./placement-checks";
import type { CommonMeshServiceProps } from "./props";
import { protocol } from "./protocol-check";
import { registryRules, serviceRegistry } from "./registry-check";
import { volumeConfiguration } from "./volume-check";

/** What is checked of each prop that a service has beside its task's, by itself. */
const OWN: AllChecks<Omit<CommonMeshServiceProps, keyof MeshTaskOptions>> = {
  ...RULED_ELSEWHERE,
  // The task judges it.
  family: [],
  containers: mandatory((prop, given) => (typeof given === "function" ? [] : CONTAINERS(prop, given))),
  ecsServiceName: pattern(
    /^[\w-]{1,255}$/,
    "must have 1 to 255 letters, digits, hyphens and underscores",
    "Choose another name, or leave it out.",
  ),
  protocol: protocol(),
  desiredCount: wholeNumber(0),
  autoscaling: autoscaling(),
  healthCheckGracePeriodSeconds: wholeNumber(0, 2_147_483_647),
  securityGroupIds: [
    each(unlessAttribute(awsId("sg"))),
    whole(
      length(
        0,
        4,
        "must name at most 4 groups beside the mesh's: AWS allows a network interface 5",
        "Join some of them.",
      ),
    ),
  ],
  serviceRegistry: serviceRegistry(),
  volumeConfiguration: volumeConfiguration(),
  placementConstraints: placementConstraints(),
  placementStrategy: placementStrategy(),
  drainSeconds: [
    known("because the times of the containers follow from it", "Decide it in the environment's data."),
    wholeNumber(
      0,
      LONGEST_DRAIN_SECONDS,
      "Leave it out for 10.",
      `must be a whole number of seconds from 0 to ${LONGEST_DRAIN_SECONDS}, because Fargate kills a container 120 seconds after the order to stop`,
    ),
  ],
  grants: flag(),
};

/** A list of objects, of which the task judges the rest. */
const CONTAINERS: Check = (prop, given) =>
  [writtenOut("because the sidecars are added to it"), each(fields({}))].flatMap((check) => check(prop, given));

/** What of a task the mesh says. */
const SAID_BY_THE_MESH = ["release", "servers", "upstreams", "applicationShutdownDelaySeconds", "wrapsOwnEntryPoint"];

function namesOfTask(release: Release): string[] {
  return meshTaskPropNames(release).filter((name) => !SAID_BY_THE_MESH.includes(name));
}

/** The rules about the ECS service; those about the task are the task's own. */
export function meshServiceRules(
  props: CommonMeshServiceProps,
  { release, placement }: Pick<MeshContext, "release" | "placement">,
): Rule[] {
  const compatibilities = props.compatibilities ?? placement.compatibilities ?? ANY_LAUNCH_TYPE;
  const ofInstances = onInstances(compatibilities);
  const own = [
    ...propsOfLineRules(release, "meshTask", props, [...namesOfTask(release), ...Object.keys(OWN)]),
    ...serviceOptionRules({ ...placement, ...props }, { defaultLaunchType: "FARGATE", compatibilities }),
    ...propRules<Partial<CommonMeshServiceProps>>(props, OWN),
    ...propRules(props, { placementConstraints: ofInstances, placementStrategy: ofInstances }),
  ];
  return together(own, () => [
    ...autoscalingRules(props.autoscaling, props.desiredCount),
    ...registryRules(props.serviceRegistry),
    ...volumeRules(props),
  ]);
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

/** The volume must be there by that name: neither the name nor the volumes can be tokens. */
function volumeRules({ volumeConfiguration: given, volumes }: CommonMeshServiceProps): Rule[] {
  const tokens = [
    ...known("because it is looked for among the volumes", "Write it out.")("volumeConfiguration.name", given?.name),
    ...writtenOut("because what is mounted must be one of them")("volumes", volumes),
  ];
  if (tokens.length > 0) return tokens;
  const open = itemsOf(volumes)
    .filter(({ configureAtLaunch }) => configureAtLaunch)
    .map(({ name }) => name);
  return [
    {
      prop: "volumeConfiguration",
      rule: "must name the one volume with configureAtLaunch, and is required for it",
      got: given?.name,
      fix: "Give one of volumes configureAtLaunch: true, and its name here.",
      holds: given === undefined ? open.length === 0 : open.length === 1 && open[0] === given.name,
    },
  ];
}

/** A stop timeout of a container's own must leave the delay, and what comes after it, their time. */
export function stopTimeoutRules(containers: readonly ContainerDefinition[], delaySeconds: number): Rule[] {
  const stopTimeout = must<number>(
    `must be more than drainSeconds, which is ${delaySeconds}: the application is told to stop only then`,
    "Leave it out to have it follow from drainSeconds, or lower drainSeconds.",
    (seconds) => seconds > delaySeconds,
  );
  return [
    ...writtenOut("because the sidecars are added to it")("containers", containers),
    ...mandatory(each(fields<ContainerDefinition>({ stopTimeout })))("containers", containers),
  ];
}
