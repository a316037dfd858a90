import { ANY_LAUNCH_TYPE, pattern, serviceOptionRules, taskOptionRules, type Rule } from "../../aws";
import { serverRules, taskSize, type ServerFacts } from "../common";
import type { DevServerPropsOf } from "./props";

/** Every rule about the props of a server that is alone. */
export function devServerRules(props: DevServerPropsOf, facts: ServerFacts): Rule[] {
  return [
    ...taskOptionRules(props, taskSize(props)),
    ...serviceOptionRules(props, {
      defaultLaunchType: "EC2",
      compatibilities: props.compatibilities ?? ANY_LAUNCH_TYPE,
    }),
    ...serverRules(props, facts),
    ...pattern(
      /^[^\s/]+$/,
      "must have no blanks and no slashes, and must not be empty",
      "Use letters, digits and hyphens, which Consul's DNS can serve.",
    )("nodeName", props.nodeName),
  ];
}
