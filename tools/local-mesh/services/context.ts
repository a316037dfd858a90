import type { TaskRunner, TargetGroups } from "../parts";

/** What a service has to know of what is around it. */
export interface ServiceContext {
  readonly runner: TaskRunner;
  readonly targets: TargetGroups;
  newTaskArn(clusterArn: string): string;
  /** In milliseconds. */
  now(): number;
  /** How long it takes until it is noticed that a task is healthy: only then another may go for it. */
  readonly noticeSeconds: number;
  /** How long a task must have been healthy before it counts as one that stays. */
  readonly settleSeconds: number;
  /** The circuit breaker judges no deployment that is younger. */
  readonly patienceSeconds: number;
}
