import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import {
  itemsOf,
  mountPointRules,
  taskVolumes,
  volumeRules,
  type AllChecks,
  type Compatibility,
  type ContainerDefinition,
  type Rule,
  type Volume,
} from "../../aws";
import { BINARY_VOLUME, DATA_VOLUME } from "../../consul";

const SIDECAR_VOLUMES = [DATA_VOLUME, BINARY_VOLUME];

/** The volumes of a task of the mesh, as the provider wants them: the sidecars' first, as the HCL module has it. */
export function meshVolumes(volumes: readonly Volume[] = []): EcsTaskDefinitionVolume[] {
  return taskVolumes(SIDECAR_VOLUMES, volumes);
}

/**
 * Every rule about the volumes of a task of the mesh.
 *
 * @param more what is checked of the fields that the volumes have beside those of ECS
 */
export function meshVolumeRules<V extends Volume = Volume>(
  volumes: readonly V[] | undefined,
  compatibilities: readonly Compatibility[],
  more: AllChecks<Omit<V, keyof Volume>>,
): Rule[] {
  return volumeRules<V>(volumes, compatibilities, SIDECAR_VOLUMES, more);
}

/** What a container mounts must be there. */
export function meshMountRules(containers: readonly ContainerDefinition[], volumes?: readonly Volume[]): Rule[] {
  return mountPointRules(containers, [...SIDECAR_VOLUMES, ...itemsOf(volumes).map(({ name }) => name)]);
}
