import { hclModuleSwitch, length, notPattern, pattern, type Rule } from "../../aws";
import { serverRules, type ServerFacts, type ServerTaskProps } from "../common";
import type { CommonDevServerProps, DevServerPropsOf } from "./props";

/** Every rule about the props of a server that is alone. */
export function devServerRules(props: DevServerPropsOf, facts: ServerFacts): Rule[] {
  return serverRules<Omit<CommonDevServerProps, keyof ServerTaskProps>>(props, facts, {
    defaultLaunchType: "EC2",
    also: {
      likeHclModule: hclModuleSwitch(),
      nodeName: [
        pattern(
          /^[^\s/]+$/,
          "must have no blanks and no slashes, and must not be empty",
          "Use letters, digits and hyphens, which Consul's DNS can serve.",
        ),
        notPattern(/^-/, "must not begin with a hyphen", "It would be an option of a command."),
        length(1, 128, "must have at most 128 characters", "Shorten it: Consul's gossip takes no more."),
      ],
    },
  });
}
