import { Lazy, type IResolvable } from "cdktf";
import {
  lateStatements,
  type ContainerDefinition,
  type PolicyStatement,
  type PolicyStatements,
  type Precondition,
} from "../../aws";

/**
 * A container that stands in a task beside what the task is for, and what the roles of the task need for it. What may
 * still change while the stack is built is a function, which is asked when the stack is written.
 */
export interface TaskSidecar {
  readonly container: () => ContainerDefinition;
  /** ARNs that ECS reads to start the container. */
  readonly secretArns: readonly string[];
  /** ARNs of the customer managed keys that encrypt them. @default AWS's own key */
  readonly kmsKeyArns?: readonly string[];
  /** What the container itself may do. @default nothing */
  readonly taskStatements?: () => readonly PolicyStatement[];
  /** What ECS may do to start the container, beside reading its secrets. @default nothing */
  readonly executionStatements?: () => readonly PolicyStatement[];
  /** What Terraform must find before it makes the task. @default nothing */
  readonly preconditions?: readonly Precondition[];
}

/** The statements of a task, with what its sidecars need beside; known at once when they need nothing. */
export function sidecarStatements(
  own: readonly PolicyStatement[],
  sidecars: readonly TaskSidecar[] = [],
  role: "taskStatements" | "executionStatements",
): PolicyStatements {
  const more = neededBeside(sidecars, role);
  return more ? lateStatements(() => [...own, ...more()]) : own;
}

/** What the sidecars of a task need of one of its roles; undefined when that is nothing. */
export function neededBeside(
  sidecars: readonly TaskSidecar[],
  role: "taskStatements" | "executionStatements",
): (() => readonly PolicyStatement[]) | undefined {
  const needed = sidecars.map((sidecar) => sidecar[role]).filter((statements) => statements !== undefined);
  return needed.length === 0 ? undefined : () => needed.flatMap((statements) => statements());
}

/** The containers of the sidecars, as a task definition takes them. */
export function sidecarContainers(sidecars: readonly TaskSidecar[]): IResolvable[] {
  return sidecars.map(({ container }) => Lazy.anyValue({ produce: container }));
}
