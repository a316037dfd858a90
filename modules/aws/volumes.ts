import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { Compatibility, ContainerDefinition, MountPoint } from "./container-definition";
import {
  distinct,
  each,
  every,
  fields,
  isAmong,
  must,
  noneOf,
  oneOf,
  pattern,
  quoteList,
  verdict,
  type Rule,
} from "./rules";

/**
 * A volume of a task, as the ECS API names things. With a name only it is empty and gone with the task; otherwise it is
 * one of a path of the host, a Docker volume, a file system of EFS, or one of FSx. HCL: an item of `volumes`.
 */
export interface Volume {
  /** Letters, digits, hyphens and underscores; unique in the task, and not one of the sidecars' volumes. */
  readonly name: string;
  /** Path of the EC2 instance; not on Fargate. HCL: `host_path`. */
  readonly hostPath?: string;
  /** Not on Fargate. HCL: `docker_volume_configuration`. */
  readonly dockerVolumeConfiguration?: DockerVolume;
  /** HCL: `efs_volume_configuration`. */
  readonly efsVolumeConfiguration?: EfsVolume;
  /** HCL: `fsx_windows_file_server_volume_configuration`. */
  readonly fsxWindowsFileServerVolumeConfiguration?: FsxWindowsVolume;
  /** Left to the service, which says what it is when a task starts. The HCL modules cannot say it. @default false */
  readonly configureAtLaunch?: boolean;
}

export interface DockerVolume {
  /** Whether it is made when there is none; for the scope "shared". @default false */
  readonly autoprovision?: boolean;
  /** @default Docker's own, "local" */
  readonly driver?: string;
  readonly driverOpts?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether it goes with the task, or stays on the instance. @default "task" */
  readonly scope?: "task" | "shared";
}

export interface EfsVolume {
  readonly fileSystemId: string;
  /** Leave it out with an access point, which has its own. @default "/" */
  readonly rootDirectory?: string;
  /** Needed with an access point or IAM. @default "DISABLED" */
  readonly transitEncryption?: "ENABLED" | "DISABLED";
  /** Port of the instance for encrypted traffic. @default EFS chooses one */
  readonly transitEncryptionPort?: number;
  readonly authorizationConfig?: {
    readonly accessPointId?: string;
    /** Whether the task role is asked for access. @default "DISABLED" */
    readonly iam?: "ENABLED" | "DISABLED";
  };
}

export interface FsxWindowsVolume {
  readonly fileSystemId: string;
  readonly rootDirectory: string;
  readonly authorizationConfig: {
    /** ARN of the secret or the SSM parameter with the credentials. */
    readonly credentialsParameter: string;
    /** Domain of the Active Directory. */
    readonly domain: string;
  };
}

/** The volumes of a task, as the provider wants them: those of its own sidecars first, as the HCL module has it. */
export function taskVolumes(ownVolumes: readonly string[], volumes: readonly Volume[] = []): EcsTaskDefinitionVolume[] {
  return [...ownVolumes.map((name) => ({ name })), ...volumes.map((volume) => ({ ...volume }))];
}

const KINDS = [
  "hostPath",
  "dockerVolumeConfiguration",
  "efsVolumeConfiguration",
  "fsxWindowsFileServerVolumeConfiguration",
  "configureAtLaunch",
] as const satisfies readonly (keyof Volume)[];

/**
 * Every rule about the volumes of a task.
 *
 * @param ownVolumes names of those that its sidecars have
 */
export function volumeRules(
  volumes: readonly Volume[] | undefined,
  compatibilities: readonly Compatibility[],
  ownVolumes: readonly string[],
): Rule[] {
  const another = "Choose another name.";
  const onFargate = isAmong("FARGATE", compatibilities) === true;
  const notOnFargate = must(
    "is not possible on Fargate, which has neither a host nor Docker volumes",
    "Use an EFS file system, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
    () => !onFargate,
    () => !onFargate,
  );
  const encryption = oneOf(["ENABLED", "DISABLED"]);
  return every(
    each(
      fields<Volume>({
        name: [
          pattern(/^[\w-]{1,255}$/, "must have 1 to 255 letters, digits, hyphens and underscores", another),
          noneOf(ownVolumes, `must not be ${quoteList(ownVolumes, "or")}, which are the sidecars' volumes`, another),
        ],
        hostPath: notOnFargate,
        dockerVolumeConfiguration: [notOnFargate, fields<DockerVolume>({ scope: oneOf(["task", "shared"]) })],
        efsVolumeConfiguration: fields<EfsVolume>({
          transitEncryption: encryption,
          authorizationConfig: fields({ iam: encryption }),
        }),
      }),
      oneKind,
    ),
    distinct<Volume>(
      ({ name }) => name,
      ".name",
      "is the name of another volume too",
      "Give each volume a name of its own.",
    ),
  )("volumes", volumes);
}

function oneKind(prop: string, volume: unknown): Rule[] {
  const kinds = must(
    `must be of one kind: ${KINDS.join(", ")}, or none of them`,
    "Give two volumes.",
    (given: Volume) => KINDS.filter((kind) => given[kind] !== undefined).length <= 1,
  )(prop, volume);
  // What a volume is made of may be a secret: its kinds are enough.
  return kinds.map((rule) => ({ ...rule, got: Object.keys(volume ?? {}) }));
}

/** What a container mounts must be there. */
export function mountPointRules(containers: readonly ContainerDefinition[], names: readonly string[]): Rule[] {
  return each(
    fields<ContainerDefinition>({
      mountPoints: each(
        fields<MountPoint>({
          sourceVolume: (prop, volume) =>
            verdict(
              prop,
              volume,
              "must be the name of one of the volumes",
              `Add it to volumes, or mount one of ${names.join(", ")}.`,
              isAmong(volume, names),
            ),
        }),
      ),
    }),
  )("containers", containers);
}
