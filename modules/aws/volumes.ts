import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { judge, quoteList, type Compatibility, type ContainerDefinition, type Rule } from ".";
import { BINARY_VOLUME, DATA_VOLUME } from "../consul";

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

/** The volumes of a mesh task, as the provider wants them: the sidecars' first, as the HCL module has it. */
export function meshVolumes(volumes: readonly Volume[] = []): EcsTaskDefinitionVolume[] {
  return [{ name: DATA_VOLUME }, { name: BINARY_VOLUME }, ...volumes.map((volume) => ({ ...volume }))];
}

const KINDS = [
  "hostPath",
  "dockerVolumeConfiguration",
  "efsVolumeConfiguration",
  "fsxWindowsFileServerVolumeConfiguration",
] as const satisfies readonly (keyof Volume)[];

/** Every rule about the volumes of a task of the mesh. */
export function volumeRules(volumes: readonly Volume[] = [], compatibilities: readonly Compatibility[]): Rule[] {
  return volumes.flatMap((volume, index) => {
    const prop = `volumes[${index}]`;
    return [
      ...nameRules(`${prop}.name`, volume.name, volumes.slice(0, index)),
      {
        prop,
        rule: `must be of one kind: ${KINDS.join(", ")}, or none of them`,
        got: Object.keys(volume),
        fix: "Give two volumes.",
        holds: KINDS.filter((kind) => volume[kind] !== undefined).length <= 1,
      },
      ...(["hostPath", "dockerVolumeConfiguration"] as const).map((kind) => ({
        prop: `${prop}.${kind}`,
        rule: "is not possible on Fargate, which has neither a host nor Docker volumes",
        got: volume[kind],
        fix: "Use an EFS file system, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
        holds: volume[kind] === undefined || judge(compatibilities, (types) => !types.includes("FARGATE")),
      })),
      ...wordRules(prop, volume),
    ];
  });
}

function nameRules(prop: string, name: string, before: readonly Volume[]): Rule[] {
  return [
    {
      prop,
      rule: "must have 1 to 255 letters, digits, hyphens and underscores",
      got: name,
      fix: "Choose another name.",
      holds: judge(name, (value) => /^[\w-]{1,255}$/.test(value)),
    },
    {
      prop,
      rule: `must not be '${DATA_VOLUME}' or '${BINARY_VOLUME}', which are the sidecars' volumes`,
      got: name,
      fix: "Choose another name.",
      holds: name !== DATA_VOLUME && name !== BINARY_VOLUME,
    },
    {
      prop,
      rule: "is the name of another volume too",
      got: name,
      fix: "Give each volume a name of its own.",
      holds: before.every((other) => other.name !== name),
    },
  ];
}

function wordRules(prop: string, { efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker }: Volume): Rule[] {
  return [
    wordRule(`${prop}.dockerVolumeConfiguration.scope`, docker?.scope, ["task", "shared"]),
    wordRule(`${prop}.efsVolumeConfiguration.transitEncryption`, efs?.transitEncryption, ["ENABLED", "DISABLED"]),
    wordRule(`${prop}.efsVolumeConfiguration.authorizationConfig.iam`, efs?.authorizationConfig?.iam, [
      "ENABLED",
      "DISABLED",
    ]),
  ];
}

function wordRule(prop: string, word: string | undefined, allowed: readonly string[]): Rule {
  return {
    prop,
    rule: `must be one of ${quoteList(allowed)}`,
    got: word,
    fix: "Correct it, or leave it out.",
    holds: judge(word, (value) => allowed.includes(value)),
  };
}

/** What a container mounts must be there. */
export function mountPointRules(containers: readonly ContainerDefinition[], volumes: readonly Volume[] = []): Rule[] {
  const names = meshVolumes(volumes).map(({ name }) => name);
  return containers.flatMap(({ mountPoints }, container) =>
    (mountPoints ?? []).map(({ sourceVolume }, index) => ({
      prop: `containers[${container}].mountPoints[${index}].sourceVolume`,
      rule: "must be the name of one of the volumes",
      got: sourceVolume,
      fix: `Add it to volumes, or mount one of ${names.join(", ")}.`,
      holds: judge(sourceVolume, (name) => names.includes(name)),
    })),
  );
}
