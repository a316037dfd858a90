import type { ServiceSpec } from "./spec";
import { shortName } from "./wire";

/** The tags of a service's tasks: those of the one that it propagates from, and ECS's own if it asks for them. */
export function taskTags(
  spec: ServiceSpec,
  ofDefinition: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const propagated = { NONE: {}, SERVICE: spec.tags, TASK_DEFINITION: ofDefinition }[spec.propagateTags];
  const managed = { "aws:ecs:clusterName": shortName(spec.clusterArn), "aws:ecs:serviceName": spec.name };
  return { ...propagated, ...(spec.managedTags ? managed : {}) };
}
