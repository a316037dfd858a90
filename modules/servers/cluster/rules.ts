import { known, length, mandatory, oneOf, together, type Check, type Rule } from "../../aws";
import { serverRules, type ServerFacts, type ServerTaskProps } from "../common";
import { subnetList } from "../storage";
import { SERVER_COUNTS, type CommonServerClusterProps, type ServerClusterPropsOf } from "./props";

/** Every rule about the props of a cluster: those of a single server, and what several servers need besides. */
export function serverClusterRules(props: ServerClusterPropsOf, facts: ServerFacts): Rule[] {
  const rules = serverRules<Omit<CommonServerClusterProps, keyof ServerTaskProps>>(props, facts, {
    defaultLaunchType: "FARGATE",
    also: {
      serverCount: [
        known("because so many are made", "Write it out."),
        mandatory(oneOf(SERVER_COUNTS, "Use 3: two of them can go on without the third.", "must be 1, 3 or 5")),
      ],
    },
  });
  return together(rules, () => [
    ...subnetList("because each server gets one of them")("subnetIds", props.subnetIds),
    ...(props.loadBalancer === undefined ? [] : targetGroupName()("name", facts.name)),
  ]);
}

function targetGroupName(): Check {
  const rule =
    "must have at most 30 characters with a load balancer, whose target groups are named '<name>-1' and so on";
  return length(1, 30, rule, "Shorten it.");
}
