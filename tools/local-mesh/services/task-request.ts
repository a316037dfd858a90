import type { TaskRequest } from "../parts";
import type { Deployment } from "./deployment";
import type { ServiceSpec } from "./spec";
import { shortName } from "./wire";

/** What a task of the deployment is started with. */
export function taskRequest({ id, revision }: Deployment, arn: string): TaskRequest {
  const { spec, definition, names, tags } = revision;
  return {
    arn,
    definition,
    clusterArn: spec.clusterArn,
    group: `service:${spec.name}`,
    launchType: spec.launchType,
    startedBy: id,
    names,
    tags: taskTags(spec, tags),
  };
}

/** The tags of the one that the service propagates from, and ECS's own if it asks for them. */
function taskTags(spec: ServiceSpec, ofDefinition: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const propagated = { NONE: {}, SERVICE: spec.tags, TASK_DEFINITION: ofDefinition }[spec.propagateTags];
  const managed = { "aws:ecs:clusterName": shortName(spec.clusterArn), "aws:ecs:serviceName": spec.name };
  return { ...propagated, ...(spec.managedTags ? managed : {}) };
}
