import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";

/**
 * A volume of a task, as the ECS API names things. With a name only it is empty and gone with the task; otherwise it is
 * one of a path of the host, a Docker volume, a file system of EFS, or one of FSx. HCL: an item of `volumes`.
 */
export interface Volume {
  /** Letters, digits, hyphens and underscores; unique in the task, and not one of the sidecars' volumes. */
  readonly name: string;
  /** Absolute path of the EC2 instance; not on Fargate. HCL: `host_path`. */
  readonly hostPath?: string;
  /** Not on Fargate. HCL: `docker_volume_configuration`. */
  readonly dockerVolumeConfiguration?: DockerVolume;
  /** HCL: `efs_volume_configuration`. */
  readonly efsVolumeConfiguration?: EfsVolume;
  /** Not on Fargate alone. HCL: `fsx_windows_file_server_volume_configuration`. */
  readonly fsxWindowsFileServerVolumeConfiguration?: FsxWindowsVolume;
  /** Left to the service, which says what it is when a task starts. The HCL modules cannot say it. @default false */
  readonly configureAtLaunch?: boolean;
}

export interface DockerVolume {
  /** Whether it is made when there is none; with the scope "shared" only. @default false */
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
  /** Refused with an access point, which has its own. @default "/" */
  readonly rootDirectory?: string;
  /** "ENABLED" is needed with an access point, with IAM, and with `transitEncryptionPort`. @default "DISABLED" */
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
