import { createHash } from "node:crypto";

/** The last part of an ARN or a path: ECS lets clusters, services and tasks be named by either. */
export function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** What the agent would call a container of a task in the paths of its metadata. */
export function containerId(taskArn: string, container: string): string {
  const hash = createHash("sha256").update(container).digest("hex");
  return `${lastPart(taskArn)}-${hash.slice(0, 10)}`;
}
