import { createHash } from "node:crypto";
import type { ContainerDefinition, TaskDefinition, Volume } from "@aws-sdk/client-ecs";
import type { AccessPoint } from "./environment";

/** A volume of a task, as Docker has it. */
export interface PlannedVolume {
  /** Tells it from the other volumes of the run. */
  readonly name: string;
  /** Whether it goes with the task, or outlives it. */
  readonly lifetime: "task" | "run";
  /** A file system of its own never takes what the image has in the folder. */
  readonly copiesImage: boolean;
  readonly owner?: AccessPoint["owner"];
}

/** A volume that is there. */
export interface MountedVolume extends PlannedVolume {
  readonly engineName: string;
}

/** Folders of the machine that are its own business: what is there is no data of a task. */
const OF_THE_MACHINE = ["/var/run", "/run", "/proc", "/sys", "/dev", "/sys/fs/cgroup", "/var/lib/docker", "/etc"];

/** Ids of the access points that a task's volumes lead through. */
export function accessPointIds({ volumes }: TaskDefinition): string[] {
  return (volumes ?? []).flatMap((volume) => accessPointId(volume) ?? []);
}

/** The volumes of a task, by the names that its definition has for them. Refuses what cannot be had here. */
export function planVolumes(
  definition: TaskDefinition,
  task: string,
  accessPoints: ReadonlyMap<string, AccessPoint>,
): Map<string, PlannedVolume> {
  return new Map(
    (definition.volumes ?? []).map((volume) => [volume.name ?? "", planVolume(volume, task, accessPoints)]),
  );
}

/** What Docker mounts into a container for its mount points. */
export function binds(
  { mountPoints, name }: ContainerDefinition,
  volumes: ReadonlyMap<string, MountedVolume>,
): string[] {
  return (mountPoints ?? []).map(({ sourceVolume, containerPath, readOnly }) => {
    const volume = volumes.get(sourceVolume ?? "");
    if (!volume) throw new Error(`Container ${name} mounts ${sourceVolume}, which is no volume of its task.`);
    const options = [readOnly ? "ro" : "rw", ...(volume.copiesImage ? [] : ["nocopy"])];
    return `${volume.engineName}:${containerPath}:${options.join(",")}`;
  });
}

function planVolume(volume: Volume, task: string, accessPoints: ReadonlyMap<string, AccessPoint>): PlannedVolume {
  const { efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker, host } = volume;
  const name = volume.name ?? "";
  if (volume.fsxWindowsFileServerVolumeConfiguration) {
    throw new Error(`Volume ${name}: a file server for Windows cannot be had on this machine.`);
  }
  if (efs) {
    const accessPoint = accessPoints.get(accessPointId(volume) ?? "");
    const path = accessPoint?.path ?? efs.rootDirectory ?? "/";
    return {
      name: `efs-${efs.fileSystemId}-${wordOf(path)}`,
      lifetime: "run",
      copiesImage: false,
      owner: accessPoint?.owner,
    };
  }
  if (host?.sourcePath) {
    refuseMachine(name, host.sourcePath);
    return { name: `host-${wordOf(host.sourcePath)}`, lifetime: "run", copiesImage: false };
  }
  if (docker?.scope === "shared") {
    return { name: `shared-${wordOf(name)}`, lifetime: "run", copiesImage: true };
  }
  return { name: `${task}-${wordOf(name)}`, lifetime: "task", copiesImage: true };
}

function accessPointId({ efsVolumeConfiguration: efs }: Volume): string | undefined {
  return efs?.authorizationConfig?.accessPointId;
}

function refuseMachine(volume: string, path: string): void {
  const folder = OF_THE_MACHINE.find((own) => path === own || path.startsWith(`${own}/`));
  if (folder === undefined && path !== "/") return;
  throw new Error(
    `Volume ${volume}: ${path} of an EC2 instance is the instance's own, and this machine's is not given away.`,
  );
}

/** Docker takes no slash in a name; what is cut away must not make two names one. */
function wordOf(path: string): string {
  const readable = path
    .replaceAll(/[^\w.-]+/g, ".")
    .replace(/^\.|\.$/g, "")
    .slice(-40);
  return [readable, createHash("sha256").update(path).digest("hex").slice(0, 6)].filter(Boolean).join("-");
}
