import { Fn } from "cdktf";
import { ANY_LAUNCH_TYPE, judge, serviceOptionRules, taskOptionRules, type Rule } from "../../aws";
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
    serverCountRule(props.serverCount),
    targetGroupNameRule(facts.name, props.loadBalancer !== undefined),
  ];
}

function serverCountRule(serverCount: number): Rule {
  return {
    prop: "serverCount",
    rule: "must be 1, 3 or 5",
    got: serverCount,
    fix: "Use 3: two of them can go on without the third.",
    holds: judge(serverCount, (count) => SERVER_COUNTS.some((allowed) => allowed === count)),
  };
}

function targetGroupNameRule(name: string, balanced: boolean): Rule {
  return {
    prop: "name",
    rule: "must have at most 30 characters with a load balancer, whose target groups are named '<name>-1' and so on",
    got: name,
    fix: "Shorten it.",
    holds:
      !balanced ||
      judge(
        name,
        (value) => value.length <= 30,
        (value) => Fn.can(Fn.regex("^.{1,30}$", value)),
      ),
  };
}
