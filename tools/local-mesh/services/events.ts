import { randomUUID } from "node:crypto";
import type { Deployment } from "./deployment";
import { shortName } from "./wire";

export interface ServiceEvent {
  readonly id: string;
  /** In milliseconds. */
  readonly createdAt: number;
  readonly message: string;
}

/** As many as ECS keeps. */
const KEPT = 100;

/** What a service tells of itself. */
export class EventLog {
  private kept: readonly ServiceEvent[] = [];

  /** @param now in milliseconds */
  constructor(private readonly now: () => number) {}

  /** The newest first. */
  all(): readonly ServiceEvent[] {
    return this.kept;
  }

  add(message: string): void {
    this.kept = [{ id: randomUUID(), createdAt: this.now(), message }, ...this.kept].slice(0, KEPT);
  }
}

const list = (arns: readonly string[]) => arns.map((arn) => `(task ${shortName(arn)})`).join(" ");

/** ECS's own sentences: people search for them. */
export const say = {
  started: (arns: readonly string[]) => `has started ${arns.length} tasks: ${list(arns)}.`,
  stopped: (arns: readonly string[]) => `has stopped ${arns.length} running tasks: ${list(arns)}.`,
  registered: (targetGroupArn: string) => `registered 1 targets in (target-group ${targetGroupArn})`,
  deregistered: (targetGroupArn: string) => `deregistered 1 targets in (target-group ${targetGroupArn})`,
  draining: () => "has begun draining connections on 1 tasks.",
  unhealthyContainer: (arn: string) => `(task ${shortName(arn)}) failed container health checks.`,
  unhealthyTarget: (arn: string, targetGroupArn: string) =>
    `(task ${shortName(arn)}) is unhealthy in (target-group ${targetGroupArn}) due to (reason Health checks failed)`,
  steady: () => "has reached a steady state.",
  cannotStart: () =>
    "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
  completed: ({ id }: Deployment) => `(deployment ${id}) deployment completed.`,
  failed: ({ id }: Deployment) => `(deployment ${id}) deployment failed: tasks failed to start.`,
  rollingBack: ({ id }: Deployment) => `rolling back to deployment ${id}.`,
} as const;
