import type { Compatibility, ContainerDefinition } from "./container-definition";
import { absolutePath, placeOf, secretReference } from "./container-rules";
import {
  allOf,
  anyOf,
  distinct,
  each,
  every,
  flag,
  isAbsent,
  isAmong,
  isKnown,
  itemsOf,
  known,
  mandatory,
  must,
  noneOf,
  oneOf,
  pattern,
  portNumber,
  quoteList,
  object,
  shape,
  text,
  together,
  trueOrFalse,
  values,
  verdict,
  type AllChecks,
  type Check,
  type Rule,
} from "./rules";
import type { DockerVolume, EfsVolume, FsxWindowsVolume, Volume } from "./volumes";

/**
 * Every rule about the volumes of a task.
 *
 * @param ownVolumes names of those that its sidecars have
 * @param more what is checked of the fields that the volumes have beside those of ECS
 */
export function volumeRules<V extends Volume>(
  volumes: readonly V[] | undefined,
  compatibilities: readonly Compatibility[],
  ownVolumes: readonly string[],
  more: AllChecks<Omit<V, keyof Volume>>,
): Rule[] {
  if (volumes === undefined) return [];
  return volumeList({ ...volumeChecks(compatibilities, ownVolumes), ...more })("volumes", volumes);
}

function volumeList(checks: AllChecks<Volume>): Check {
  const written = "because what is mounted must be one of them";
  const volume = every(known(written, "Write it out; what it says may be tokens."), shape<Volume>(checks), oneKind);
  return every(
    known(written, "Write the list out; what the volumes say may be tokens."),
    each(volume),
    distinct<Volume>(
      ({ name }) => name,
      ".name",
      "is the name of another volume too",
      "Give each volume a name of its own.",
    ),
    distinct<Volume>(
      ({ configureAtLaunch }) => configureAtLaunch || undefined,
      ".configureAtLaunch",
      "is said of another volume too: a task has one at most",
      "Leave it out.",
    ),
  );
}

function volumeChecks(compatibilities: readonly Compatibility[], ownVolumes: readonly string[]): AllChecks<Volume> {
  const { notOnFargate } = placeOf(compatibilities);
  const another = "Choose another name.";
  return {
    name: [
      mandatory(pattern(/^[\w-]{1,255}$/, "must have 1 to 255 letters, digits, hyphens and underscores", another)),
      noneOf(ownVolumes, `must not be ${quoteList(ownVolumes, "or")}, which are the sidecars' volumes`, another),
    ],
    hostPath: [notOnFargate("which shows nothing of its hosts"), absolutePath()],
    dockerVolumeConfiguration: [notOnFargate("which has no volumes of Docker"), dockerVolume()],
    efsVolumeConfiguration: efsVolume(),
    fsxWindowsFileServerVolumeConfiguration: [notOnFargateAlone(compatibilities), fsxVolume()],
    configureAtLaunch: flag(),
  };
}

/** As the HCL modules do it, a task for both launch types may have what only one of them mounts. */
function notOnFargateAlone(compatibilities: readonly Compatibility[]): Check {
  return must(
    "is not possible on Fargate, which mounts nothing of FSx",
    "Run the service on EC2 instances, with 'EC2' among compatibilities.",
    () => isAmong("EC2", compatibilities) === true,
  );
}

function dockerVolume(): Check {
  const volume = object<DockerVolume>({
    autoprovision: trueOrFalse(),
    driver: text(),
    driverOpts: values(text()),
    labels: values(text()),
    scope: oneOf(["task", "shared"]),
  });
  return every(
    volume,
    must<DockerVolume>(
      "must have the scope 'shared' with autoprovision",
      "Give scope: 'shared', or leave autoprovision out.",
      ({ autoprovision, scope }) => autoprovision !== true || !isKnown(scope) || scope === "shared",
    ),
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html */
function efsVolume(): Check {
  const onOff = ["ENABLED", "DISABLED"] as const;
  const volume = object<EfsVolume>({
    fileSystemId: mandatory(fileSystemId()),
    rootDirectory: absolutePath(),
    transitEncryption: oneOf(onOff),
    transitEncryptionPort: portNumber("Leave it out to have EFS choose one."),
    authorizationConfig: object<NonNullable<EfsVolume["authorizationConfig"]>>({
      accessPointId: pattern(/^fsap-[0-9a-z]+$/, "must be an id that begins with 'fsap-'", "Copy the id."),
      iam: oneOf(onOff),
    }),
  });
  return (prop, given) => together(volume(prop, given), () => efsAccessRules(prop, given as EfsVolume | undefined));
}

/** Who comes by an access point or by IAM comes encrypted, and an access point has a root directory of its own. */
function efsAccessRules(prop: string, efs: EfsVolume | undefined): Rule[] {
  if (efs === undefined) return [];
  const { rootDirectory, transitEncryption = "DISABLED", transitEncryptionPort, authorizationConfig = {} } = efs;
  const { accessPointId, iam = "DISABLED" } = authorizationConfig;
  const encrypted = isAmong(transitEncryption, ["ENABLED"]);
  return [
    ...verdict(
      `${prop}.rootDirectory`,
      rootDirectory,
      "is not possible with an access point, which has its own",
      "Leave it out.",
      anyOf(isAbsent(accessPointId), isAmong(rootDirectory, ["/"])),
    ),
    ...verdict(
      `${prop}.transitEncryption`,
      transitEncryption,
      "must be 'ENABLED' with an access point, with IAM, and with a port for it",
      "Switch it on.",
      anyOf(encrypted, allOf(isAbsent(accessPointId), isAmong(iam, ["DISABLED"]), transitEncryptionPort === undefined)),
    ),
  ];
}

function fsxVolume(): Check {
  return object<FsxWindowsVolume>({
    fileSystemId: mandatory(fileSystemId()),
    rootDirectory: mandatory(text()),
    authorizationConfig: mandatory(
      object<FsxWindowsVolume["authorizationConfig"]>({
        credentialsParameter: mandatory(secretReference()),
        domain: mandatory(text()),
      }),
    ),
  });
}

function fileSystemId(): Check {
  return pattern(/^fs-[0-9a-z]+$/, "must be an id that begins with 'fs-'", "Copy the id, not the name or the ARN.");
}

const KINDS = [
  "hostPath",
  "dockerVolumeConfiguration",
  "efsVolumeConfiguration",
  "fsxWindowsFileServerVolumeConfiguration",
  "configureAtLaunch",
] as const satisfies readonly (keyof Volume)[];

function oneKind(prop: string, volume: unknown): Rule[] {
  const kinds = must(
    `must be of one kind: ${KINDS.join(", ")}, or none of them`,
    "Give two volumes.",
    (given: Volume) => KINDS.filter((kind) => given[kind] !== undefined && given[kind] !== false).length <= 1,
  )(prop, volume);
  // What a volume is made of may be a secret: its kinds are enough.
  return kinds.map((rule) => ({ ...rule, got: Object.keys(volume ?? {}) }));
}

/** What a container mounts must be there. */
export function mountPointRules(containers: readonly ContainerDefinition[], names: readonly string[]): Rule[] {
  return containers.flatMap(({ mountPoints }, index) =>
    itemsOf(mountPoints).flatMap(({ sourceVolume }, at) =>
      verdict(
        `containers[${index}].mountPoints[${at}].sourceVolume`,
        sourceVolume,
        "must be the name of one of the volumes",
        `Add it to volumes, or mount one of ${names.join(", ")}.`,
        isAmong(sourceVolume, names),
      ),
    ),
  );
}
