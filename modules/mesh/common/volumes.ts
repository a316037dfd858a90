import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import {
  mountPointRules,
  taskVolumes,
  volumeRules,
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

/** Every rule about the volumes of a task of the mesh. */
export function meshVolumeRules(
  volumes: readonly Volume[] | undefined,
  compatibilities: readonly Compatibility[],
): Rule[] {
  return volumeRules(volumes, compatibilities, SIDECAR_VOLUMES);
}

/** What a container mounts must be there. */
export function meshMountRules(containers: readonly ContainerDefinition[], volumes: readonly Volume[] = []): Rule[] {
  return mountPointRules(
    containers,
    meshVolumes(volumes).map(({ name }) => name),
  );
}
