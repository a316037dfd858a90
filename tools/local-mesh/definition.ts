import type { ContainerDefinition } from "@aws-sdk/client-ecs";

/** Containers are essential unless the definition says no. */
export function isEssential({ essential }: ContainerDefinition): boolean {
  return essential !== false;
}

/** Whether ECS looks at the container's health. */
export function hasHealthCheck({ healthCheck }: ContainerDefinition): boolean {
  const command = healthCheck?.command ?? [];
  return command.length > 0 && command[0] !== "NONE";
}
