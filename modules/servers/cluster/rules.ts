import {
  ANY_LAUNCH_TYPE,
  known,
  length,
  oneOf,
  propRules,
  serviceOptionRules,
  taskOptionRules,
  type Check,
  type Rule,
} from "../../aws";
import { serverRules, taskSize, type ServerFacts } from "../common";
import { subnetListRules } from "../storage";
import { SERVER_COUNTS, type ServerClusterPropsOf } from "./props";

/** Every rule about the props of a cluster: those of a single server, and what several servers need besides. */
export function serverClusterRules(props: ServerClusterPropsOf, facts: ServerFacts): Rule[] {
  return [
    ...taskOptionRules(props, taskSize(props)),
    ...serviceOptionRules(props, {
      defaultLaunchType: "FARGATE",
      compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
    }),
    ...serverRules(props, facts),
    ...subnetListRules("subnetIds", props.subnetIds, "because each server gets one of them"),
    ...propRules(props, {
      serverCount: [
        known("because so many are made", "Write it out."),
        oneOf(SERVER_COUNTS, "Use 3: two of them can go on without the third.", "must be 1, 3 or 5"),
      ],
    }),
    ...(props.loadBalancer === undefined ? [] : targetGroupName()("name", facts.name)),
  ];
}

function targetGroupName(): Check {
  const rule =
    "must have at most 30 characters with a load balancer, whose target groups are named '<name>-1' and so on";
  return length(1, 30, rule, "Shorten it.");
}
