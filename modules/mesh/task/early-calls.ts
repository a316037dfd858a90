import { isKnown, type ContainerDefinition } from "../../aws";

export interface CalledTask {
  readonly serviceName: string;
  /** Whether others call the task. */
  readonly isCalled: boolean;
  /** The application's containers. */
  readonly containers: readonly ContainerDefinition[];
  /** Whether Consul learns how the application is. */
  readonly isChecked: boolean;
}

/** What is to be said of a task that others call too early: before its program listens. */
export function earlyCallsAdvice({ serviceName, isCalled, containers, isChecked }: CalledTask): string | undefined {
  if (!isCalled || isChecked) return undefined;
  const service = isKnown(serviceName) ? `the service ${serviceName}` : "its service";
  const early = `${service} is called as soon as its proxy is there, which may be before its program listens`;
  const unsaid = containers.filter(({ healthCheck }) => healthCheck).map(({ name }) => name);
  return unsaid.length > 0
    ? `${early}: the health check of ${unsaid.join(", ")} is not carried over into Consul. Say of the container whether it is essential, or give syncHealthOfAllContainers: true.`
    : `${early}: none of its containers has a health check. Give httpHealthCheck, or a container its healthCheck.`;
}
