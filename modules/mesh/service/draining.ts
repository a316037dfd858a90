import type { ContainerDefinition } from "../../aws";
import type { MeshTaskOptions } from "../task";
import { DEFAULT_DRAIN_SECONDS, drainTimes } from "../common";

/** What a task is told, so that a deployment loses no call. */
export function drainProps(seconds = DEFAULT_DRAIN_SECONDS): Pick<
  MeshTaskOptions,
  "applicationShutdownDelaySeconds" | "wrapsOwnEntryPoint"
> & {
  readonly sidecarStopTimeoutSeconds: number;
} {
  const times = drainTimes(seconds);
  return {
    applicationShutdownDelaySeconds: times.shutdownDelaySeconds,
    wrapsOwnEntryPoint: true,
    sidecarStopTimeoutSeconds: times.sidecarStopTimeoutSeconds,
  };
}

/** The application's containers with the time that they have to stop; what they say themselves wins. */
export function drained(
  containers: readonly ContainerDefinition[],
  seconds = DEFAULT_DRAIN_SECONDS,
): readonly ContainerDefinition[] {
  const { applicationStopTimeoutSeconds } = drainTimes(seconds);
  return containers.map((container) => ({
    ...container,
    stopTimeout: container.stopTimeout ?? applicationStopTimeoutSeconds,
  }));
}

/** Names of the containers whose program nobody but their image knows: the delay has nothing to run there. */
export function undelayed(containers: readonly ContainerDefinition[]): string[] {
  return containers
    .filter(({ command, entryPoint, essential }) => essential !== false && !command && entryPoint === undefined)
    .map(({ name }) => name);
}
