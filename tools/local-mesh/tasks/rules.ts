import type { ContainerCondition, ContainerDefinition, ContainerRestartPolicy } from "@aws-sdk/client-ecs";
import { hasHealthCheck, isEssential } from "../definition";
import type { ContainerView, Health } from "../parts";

/** Whether a container may start: now, later, or never for a reason. */
export type Turn = "now" | "later" | { readonly never: string };

/** What is known of a task's containers, by name. */
export interface Standing {
  readonly definitions: ReadonlyMap<string, ContainerDefinition>;
  readonly views: ReadonlyMap<string, ContainerView>;
  readonly now: Date;
}

/** Reads `dependsOn` and `volumesFrom`, as ECS does: once met, a condition is not looked at again. */
export function turnOf(container: ContainerDefinition, standing: Standing): Turn {
  const turns = [
    ...(container.dependsOn ?? []).map(({ containerName, condition }) =>
      turnAfter(containerName ?? "", condition ?? "START", standing),
    ),
    ...(container.volumesFrom ?? []).map(({ sourceContainer }) => turnAfter(sourceContainer ?? "", "START", standing)),
  ];
  return turns.find((turn) => typeof turn === "object") ?? (turns.includes("later") ? "later" : "now");
}

function turnAfter(name: string, condition: ContainerCondition, standing: Standing): Turn {
  const view = standing.views.get(name);
  if (!view) return { never: `the task has no container "${name}"` };
  if (isMet(view, condition)) return "now";
  if (view.status === "STOPPED") {
    return condition === "SUCCESS" && view.startedAt
      ? { never: `dependency "${name}" did not exit successfully: exit code ${view.exitCode}` }
      : { never: `dependency "${name}" stopped before condition ${condition} was met` };
  }
  const deadline = deadlineOf(name, standing);
  if (condition !== "START" && deadline && deadline <= standing.now) {
    return { never: `dependency "${name}" did not reach condition ${condition} within its startTimeout` };
  }
  return "later";
}

function isMet({ status, startedAt, exitCode, health }: ContainerView, condition: ContainerCondition): boolean {
  switch (condition) {
    case "START":
      return startedAt !== undefined;
    case "COMPLETE":
      return status === "STOPPED" && startedAt !== undefined;
    case "SUCCESS":
      return status === "STOPPED" && startedAt !== undefined && exitCode === 0;
    case "HEALTHY":
      return status === "RUNNING" && health === "HEALTHY";
  }
}

/** When those who wait for a container have waited long enough; none without a `startTimeout`. */
function deadlineOf(name: string, { definitions, views }: Standing): Date | undefined {
  const startedAt = views.get(name)?.startedAt;
  const seconds = definitions.get(name)?.startTimeout;
  return startedAt && seconds ? new Date(startedAt.getTime() + seconds * 1000) : undefined;
}

/** The next moment at which time alone changes a container's turn. */
export function nextDeadline(standing: Standing): Date | undefined {
  const deadlines = [...standing.definitions.keys()].flatMap((name) => deadlineOf(name, standing) ?? []);
  return deadlines.filter((deadline) => deadline > standing.now).sort((a, b) => a.getTime() - b.getTime())[0];
}

/** Only the health of essential containers counts, and only where the definition has a check. */
export function taskHealth({ definitions, views }: Standing): Health {
  const healths = [...definitions.values()]
    .filter((definition) => isEssential(definition) && hasHealthCheck(definition))
    .map(({ name }) => views.get(name ?? "")?.health ?? "UNKNOWN");
  if (healths.includes("UNHEALTHY")) return "UNHEALTHY";
  return healths.length > 0 && healths.every((health) => health === "HEALTHY") ? "HEALTHY" : "UNKNOWN";
}

/** One run of a container, from its start to its end. */
export interface ContainerEnd {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly exitCode: number;
}

/** A container starts again only if it ran for a while: one that fails at once would fail again. */
export function mayRestart(policy: ContainerRestartPolicy | undefined, end: ContainerEnd): boolean {
  if (!policy?.enabled || policy.ignoredExitCodes?.includes(end.exitCode)) return false;
  return end.finishedAt.getTime() - end.startedAt.getTime() >= (policy.restartAttemptPeriod ?? 300) * 1000;
}
