import type { ContainerDefinition, ContainerOverride, TaskDefinition, TaskOverride } from "@aws-sdk/client-ecs";
import type { Wire } from "./wire";

/** The definition of a task that is run with other commands, variables or sizes than it says. */
export function overridden(definition: TaskDefinition, overrides: Wire<TaskOverride> = {}): TaskDefinition {
  const { containerOverrides = [], taskRoleArn, executionRoleArn, cpu, memory } = overrides;
  return {
    ...definition,
    taskRoleArn: taskRoleArn ?? definition.taskRoleArn,
    executionRoleArn: executionRoleArn ?? definition.executionRoleArn,
    cpu: cpu ?? definition.cpu,
    memory: memory ?? definition.memory,
    containerDefinitions: definition.containerDefinitions?.map((container) =>
      containerOverrides.filter(({ name }) => name === container.name).reduce(withOverride, container),
    ),
  };
}

function withOverride(container: ContainerDefinition, override: Wire<ContainerOverride>): ContainerDefinition {
  const names = new Set(override.environment?.map(({ name }) => name));
  const kept = (container.environment ?? []).filter(({ name }) => !names.has(name));
  return {
    ...container,
    command: override.command ?? container.command,
    environment: [...kept, ...(override.environment ?? [])],
    environmentFiles: override.environmentFiles ?? container.environmentFiles,
    cpu: override.cpu ?? container.cpu,
    memory: override.memory ?? container.memory,
    memoryReservation: override.memoryReservation ?? container.memoryReservation,
  };
}
