import type { ContainerDefinition, HealthCheck } from "../../aws";
import { appEntryPoint, DATA_MOUNT, type Sidecars } from "../../consul";

/**
 * The application's containers as they join the mesh: they wait for the proxy, and are stopped with a delay if wanted.
 * What the caller gave is not changed.
 */
export function joinMesh(
  containers: readonly ContainerDefinition[],
  sidecars: Sidecars,
  shutdownDelaySeconds: number,
): ContainerDefinition[] {
  const delay = shutdownDelaySeconds > 0;
  return containers.map((container) => ({
    ...container,
    dependsOn: [...(container.dependsOn ?? []), ...sidecars.appDependsOn],
    entryPoint: entryPoint(container, delay ? appEntryPoint(shutdownDelaySeconds) : undefined),
    mountPoints: [...(container.mountPoints ?? []), ...(delay ? [DATA_MOUNT] : [])],
  }));
}

/** A container's own entry point stands, and an explicit null opts out of the delay. */
function entryPoint(container: ContainerDefinition, delayed: string[] | undefined): readonly string[] | undefined {
  return (container.entryPoint === undefined ? delayed : container.entryPoint) ?? undefined;
}

/** Gives the container its health check; without a name it is the only one's. */
export function withHealthCheck(
  containers: readonly ContainerDefinition[],
  name: string | undefined,
  healthCheck: HealthCheck | undefined,
): readonly ContainerDefinition[] {
  if (!healthCheck) return containers;
  return containers.map((container) =>
    name === undefined || container.name === name
      ? { ...container, essential: container.essential ?? true, healthCheck }
      : container,
  );
}

/**
 * Names of the containers whose ECS health check is carried over into Consul.
 *
 * As in the HCL modules, only a container that says whether it is essential counts, either way: one that leaves
 * `essential` to AWS's default does not, unless all are wanted.
 */
export function healthCheckedContainers(containers: readonly ContainerDefinition[], all = false): string[] {
  return containers
    .filter(
      ({ essential, healthCheck }) =>
        (all || essential !== undefined) && healthCheck !== undefined && healthCheck !== null,
    )
    .map(({ name }) => name);
}
