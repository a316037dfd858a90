import type { Volume } from "../../modules/mesh/task";
import { bool, literal, map, number, object, string, word } from "./types";

type Switch = "ENABLED" | "DISABLED";

const efs = object(
  { file_system_id: string },
  {
    root_directory: string,
    transit_encryption: word<Switch>,
    transit_encryption_port: number,
    authorization_config: object({}, { access_point_id: string, iam: word<Switch> }),
  },
);

const fsx = object(
  { file_system_id: string, root_directory: string },
  { authorization_config: object({ credentials_parameter: string, domain: string }) },
);

const docker = object(
  {},
  {
    autoprovision: bool,
    driver: string,
    scope: word<"task" | "shared">,
    driver_opts: map(literal),
    labels: map(literal),
  },
);

/** An item of `volumes`, but for `host_path`, which says something else in each module. */
export const volumeType = object(
  { name: string },
  {
    docker_volume_configuration: docker,
    efs_volume_configuration: efs,
    fsx_windows_file_server_volume_configuration: fsx,
  },
);

/** The volume, in the names of the construct. */
export function storageOf(given: ReturnType<typeof volumeType>): Volume {
  const dockerVolume = given.docker_volume_configuration;
  const efsVolume = given.efs_volume_configuration;
  const fsxVolume = given.fsx_windows_file_server_volume_configuration;
  return {
    name: given.name,
    ...(dockerVolume && { dockerVolumeConfiguration: dockerConfiguration(dockerVolume) }),
    ...(efsVolume && { efsVolumeConfiguration: efsConfiguration(efsVolume) }),
    ...(fsxVolume && { fsxWindowsFileServerVolumeConfiguration: fsxConfiguration(fsxVolume) }),
  };
}

function dockerConfiguration({ driver_opts: driverOpts, ...rest }: ReturnType<typeof docker>) {
  return { ...rest, driverOpts };
}

function efsConfiguration(given: ReturnType<typeof efs>) {
  const authorization = given.authorization_config;
  return {
    fileSystemId: given.file_system_id,
    rootDirectory: given.root_directory,
    transitEncryption: given.transit_encryption,
    transitEncryptionPort: given.transit_encryption_port,
    authorizationConfig: authorization && {
      accessPointId: authorization.access_point_id,
      iam: authorization.iam,
    },
  };
}

/** The provider wants the credentials; the module refuses a volume without its file system and folder. */
function fsxConfiguration(given: ReturnType<typeof fsx>) {
  const authorization = given.authorization_config;
  return {
    fileSystemId: given.file_system_id,
    rootDirectory: given.root_directory,
    authorizationConfig: {
      credentialsParameter: authorization?.credentials_parameter ?? "",
      domain: authorization?.domain ?? "",
    },
  };
}
