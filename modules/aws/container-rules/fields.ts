import type {
  ContainerDefinition,
  EnvironmentFile,
  MountPoint,
  RepositoryCredentials,
  ResourceRequirement,
  RestartPolicy,
  SystemControl,
  VolumesFrom,
} from "../container-definition";
import {
  arn,
  distinct,
  each,
  every,
  known,
  listOf,
  mandatory,
  once,
  onceFor,
  oneOf,
  pattern,
  required,
  shape,
  text,
  trueOrFalse,
  values,
  wholeNumber,
  type AllChecks,
  type Check,
} from "../rules";
import { dependsOn } from "./dependencies";
import { healthCheck } from "./health-check";
import { absolutePath, linuxParameters, ulimits } from "./linux";
import { firelensConfiguration, logConfiguration } from "./logging";
import { environment, secrets } from "./names";
import { placeOf, type Place } from "./place";
import { portMappings } from "./ports";
import type { Compatibility } from "../container-definition";

/**
 * What ECS takes as a container of a task with an address of its own, field by field.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerFields(compatibilities: readonly Compatibility[]): Check {
  return containerShape(placeOf(compatibilities));
}

/** Made once for each place: there are many containers. */
const containerShape = onceFor((place: Place) => shape<ContainerDefinition>(containerTable(place)));

/** The names of what ECS knows of a container. */
export const containerFieldNames = once(() => Object.keys(containerTable(placeOf([]))));

function containerTable(place: Place): AllChecks<ContainerDefinition> {
  const { notOnFargate, onFargate } = place;
  return {
    name: mandatory(
      pattern(/^[\w-]{1,255}$/, "must have 1 to 255 letters, digits, hyphens and underscores", "Choose another name."),
    ),
    image: [required("Give the image that the container runs, such as 'registry/app:1.2.3'."), imageName()],
    essential: trueOrFalse(),
    entryPoint: orNull(each(text())),
    command: each(text()),
    cpu: wholeNumber(0),
    memory: wholeNumber(4),
    memoryReservation: wholeNumber(4),
    portMappings: portMappings(),
    environment: environment(),
    environmentFiles: environmentFiles(),
    secrets: secrets(),
    mountPoints: mountPoints(),
    volumesFrom: each(shape<VolumesFrom>({ sourceContainer: mandatory(text()), readOnly: trueOrFalse() })),
    dependsOn: dependsOn(),
    healthCheck: orNull(healthCheck()),
    logConfiguration: orNull(logConfiguration(place)),
    linuxParameters: linuxParameters(place),
    ulimits: ulimits(),
    user: pattern(/^\S+$/, "must be a user, or a user and a group, without spaces", "Write it like '1000:1000'."),
    workingDirectory: absolutePath(),
    readonlyRootFilesystem: trueOrFalse(),
    privileged: [notOnFargate("which lets no container rule its host"), trueOrFalse()],
    interactive: trueOrFalse(),
    pseudoTerminal: trueOrFalse(),
    dockerLabels: values(text()),
    dockerSecurityOptions: [notOnFargate("which has no security options of Docker"), each(text())],
    systemControls: each(shape<SystemControl>({ namespace: mandatory(kernelParameter()), value: mandatory(text()) })),
    resourceRequirements: resourceRequirements(place),
    repositoryCredentials: shape<RepositoryCredentials>({ credentialsParameter: credentials() }),
    firelensConfiguration: firelensConfiguration(),
    restartPolicy: shape<RestartPolicy>({
      enabled: mandatory(trueOrFalse("Say whether it is on.")),
      ignoredExitCodes: listOf(
        { from: 0, to: 50, rule: "must have 50 codes at most", fix: "Remove some." },
        wholeNumber(0, 255),
      ),
      restartAttemptPeriod: wholeNumber(60, 1800),
    }),
    startTimeout: wholeNumber(1),
    stopTimeout: wholeNumber(0, onFargate ? 120 : Infinity),
    versionConsistency: oneOf(["enabled", "disabled"]),
    disableNetworking: [notOnFargate("where a task always has a network"), trueOrFalse()],
    dnsServers: [notOnFargate("where a task uses the resolver of its VPC"), each(text())],
    dnsSearchDomains: [notOnFargate("where a task uses the resolver of its VPC"), each(text())],
    credentialSpecs: each(text()),
  };
}

/** Where a container's program comes from. */
export function imageName(): Check {
  return pattern(/^\S+$/, "must be the name of an image, without spaces", "Write it like 'registry/app:1.2.3'.");
}

/** For what is switched off by an explicit null. */
function orNull(check: Check): Check {
  return (prop, value) => (value === null ? [] : check(prop, value));
}

function environmentFiles(): Check {
  const file = every(
    arn("s3", { rule: "must be the ARN of a file in S3", fix: "Give 'arn:aws:s3:::bucket/path/app.env'." }),
    pattern(/\.env$/, "must end in '.env', which ECS asks of such files", "Name the file so."),
  );
  return listOf(
    { from: 0, to: 10, rule: "must have ten files at most", fix: "Put some of them together." },
    shape<EnvironmentFile>({ value: mandatory(file), type: mandatory(oneOf(["s3"])) }),
  );
}

function mountPoints(): Check {
  return every(
    known("because what is mounted must be one of the volumes", "Write the list out; its texts may be tokens."),
    each(
      shape<MountPoint>({
        sourceVolume: mandatory(text()),
        containerPath: mandatory(absolutePath()),
        readOnly: trueOrFalse(),
      }),
    ),
    distinct<MountPoint>(
      ({ containerPath }) => containerPath,
      ".containerPath",
      "is the path of another mount too",
      "Choose another path.",
    ),
  );
}

function resourceRequirements({ onFargate }: Place): Check {
  const type = onFargate
    ? oneOf(
        ["InferenceAccelerator"],
        "Leave it out, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
        "must be 'InferenceAccelerator' on Fargate, which has no GPU",
      )
    : oneOf(["GPU", "InferenceAccelerator"]);
  const requirement = (value: Check): Check =>
    shape<ResourceRequirement>({ type: mandatory(type), value: mandatory(value) });
  const gpu = requirement(
    pattern(/^[1-9][0-9]*$/, "must be a whole number of GPUs, 1 or more, as a text", "Write it like '1'."),
  );
  const accelerator = requirement(text());
  return each((prop, given) => (isGpu(given) ? gpu : accelerator)(prop, given));
}

function isGpu(requirement: unknown): boolean {
  return typeof requirement === "object" && (requirement as ResourceRequirement | null)?.type === "GPU";
}

/** What `sysctl` sets. Which of them a container may set is Docker's to say. */
function kernelParameter(): Check {
  return pattern(
    /^[\w-]+([./][\w-]+)+$/,
    "must be the name of a kernel parameter",
    "Write it like 'net.core.somaxconn'.",
  );
}

/** A secret by its ARN or, in the same region, by its name. */
function credentials(): Check {
  return mandatory(
    pattern(
      /^(arn:[a-z][a-z0-9-]*:secretsmanager:\S+|[\w/+=.@-]+)$/,
      "must be the ARN or the name of a secret in Secrets Manager",
      "Store the credentials there.",
    ),
  );
}
