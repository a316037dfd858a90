import type { PlannedStack } from "../plan";
import { ACCESS, READABLE } from "./access";
import { ECS } from "./ecs";
import { LOAD_BALANCING } from "./load-balancing";
import { NETWORK } from "./network";
import type { Finding, SecurityRule } from "./rule";
import { STORAGE } from "./storage";

export type { Finding, SecurityRule } from "./rule";

/** Every rule that a plan is held to: the controls of AWS that are about what is made here, and a few of our own. */
export const RULES: readonly SecurityRule[] = [
  ...READABLE,
  ...ECS,
  ...NETWORK,
  ...LOAD_BALANCING,
  ...STORAGE,
  ...ACCESS,
];

/** What breaks a rule. */
export function findingsOf(stack: PlannedStack): Finding[] {
  return RULES.flatMap((rule) => rule.check(stack));
}
