import { randomInt } from "node:crypto";
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { ServiceSpec } from "./spec";

/** What tasks of one deployment are made of. */
export interface Revision {
  readonly spec: ServiceSpec;
  readonly definition: TaskDefinition;
  readonly names: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly id: string;
  readonly status: "PRIMARY" | "ACTIVE";
  readonly revision: Revision;
  /** In milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly failedTasks: number;
  readonly rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  readonly rolloutStateReason: string;
}

export function begun(revision: Revision, now: number): Deployment {
  const id = `ecs-svc/${Array.from({ length: 19 }, () => randomInt(1, 10)).join("")}`;
  return {
    id,
    status: "PRIMARY",
    revision,
    createdAt: now,
    updatedAt: now,
    failedTasks: 0,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${id} in progress.`,
  };
}

export function superseded(deployment: Deployment, now: number): Deployment {
  return deployment.status === "ACTIVE" ? deployment : { ...deployment, status: "ACTIVE", updatedAt: now };
}

export function completed(deployment: Deployment, now: number): Deployment {
  const rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
  return { ...deployment, rolloutState: "COMPLETED", rolloutStateReason, updatedAt: now };
}

export function failed(deployment: Deployment, now: number): Deployment {
  const rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start.";
  return { ...deployment, rolloutState: "FAILED", rolloutStateReason, updatedAt: now };
}

/** The deployment that takes over again from one that failed. */
export function rolledBackTo(deployment: Deployment, now: number): Deployment {
  return {
    ...deployment,
    status: "PRIMARY",
    failedTasks: 0,
    updatedAt: now,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${deployment.id}.`,
  };
}
