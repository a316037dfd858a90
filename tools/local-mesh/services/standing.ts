import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { hasHealthCheck, isEssential } from "../definition";
import type { TargetHealth, TaskView } from "../parts";

/** What a task's load balancer says of it, one for each target group of its service. */
export interface TargetReport {
  readonly targetGroupArn: string;
  /** None before the task is registered. */
  readonly health?: TargetHealth;
}

/** Where a task stands for the scheduler. */
export type Standing =
  | {
      readonly kind: "starting";
      /** When it is to be looked at again, though nothing happens, in milliseconds. */
      readonly again?: number;
    }
  | { readonly kind: "healthy" }
  | { readonly kind: "unfit"; readonly targetGroupArn?: string }
  | { readonly kind: "leaving" };

/** @param now in milliseconds */
export function standingOf(
  view: TaskView,
  targets: readonly TargetReport[],
  gracePeriodSeconds: number,
  now: number,
): Standing {
  if (view.desiredStatus === "STOPPED" || view.status === "STOPPED") return { kind: "leaving" };
  if (view.status !== "RUNNING") return { kind: "starting" };
  const failing = targets.find(({ health }) => health === "unhealthy");
  if (view.health === "UNHEALTHY" || failing) {
    const until = (view.startedAt ?? view.createdAt).valueOf() + gracePeriodSeconds * 1000;
    if (now < until) return { kind: "starting", again: until };
    return { kind: "unfit", targetGroupArn: view.health === "UNHEALTHY" ? undefined : failing?.targetGroupArn };
  }
  const passes = view.health === "HEALTHY" || !isChecked(view.request.definition);
  const served = targets.every(({ health }) => health === "healthy" || health === "unused");
  return { kind: passes && served ? "healthy" : "starting" };
}

/** Only what is essential counts for the health of a task. */
function isChecked({ containerDefinitions = [] }: TaskDefinition): boolean {
  return containerDefinitions.some((container) => isEssential(container) && hasHealthCheck(container));
}
