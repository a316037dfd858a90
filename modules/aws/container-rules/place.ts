import type { Compatibility } from "../container-definition";
import { isAbsent, isAmong, verdict, type Check } from "../rules";

/** Where a task may run, as far as the rules of its containers depend on it. */
export interface Place {
  /** Whether Fargate is among the launch types: ECS then takes nothing that Fargate does not have. */
  readonly onFargate: boolean;
  /** What Fargate does not have, and why. What is `false` or empty is not asked for. */
  readonly notOnFargate: (because: string) => Check;
}

/** What the launch types of a task allow. */
export function placeOf(compatibilities: readonly Compatibility[]): Place {
  return isAmong("FARGATE", compatibilities) === true ? FARGATE : EC2;
}

const FARGATE: Place = {
  onFargate: true,
  notOnFargate: (because) => (prop, value) =>
    verdict(
      prop,
      value,
      `is not possible on Fargate, ${because}`,
      "Leave it out, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
      isAbsent(value),
    ),
};

const EC2: Place = { onFargate: false, notOnFargate: () => () => [] };
