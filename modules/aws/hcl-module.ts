import type { LinuxParameters } from "./container-definition";
import { must, type Check } from "./rules";

/** How a construct is told to stay by its HCL module where this project departs from it on purpose. */
export interface HclModuleOptions {
  /**
   * Renders what the HCL module renders also where this project departs from it and the module's way works, leaks no
   * secret and is not refused by AWS: then the first plan with resources that the module made is empty. Which departures
   * it covers is in the project's README. `"as-stored"` is the same but for the empty `capabilities` of mesh-init on line
   * 0.10, which are written as ECS stores them, `{ add: [], drop: [] }`: with `{}`, which the module writes, each plan on
   * AWS replaces the task definition, as it does with the module. @default false
   */
  readonly likeHclModule?: boolean | "as-stored";
}

/** What is checked of the switch. */
export function hclModuleSwitch(): Check {
  return must<HclModuleOptions["likeHclModule"]>(
    "must be true, false or 'as-stored', known at synth",
    "Use 'as-stored' for what was deployed to AWS.",
    (given) => given === true || given === false || given === "as-stored",
    () => false,
  );
}

/** The right to nothing, which the HCL modules write where there are no capabilities to add. */
export function emptyCapabilities(like: HclModuleOptions["likeHclModule"]): Pick<LinuxParameters, "capabilities"> {
  if (!like) return {};
  return { capabilities: like === "as-stored" ? { add: [], drop: [] } : {} };
}
