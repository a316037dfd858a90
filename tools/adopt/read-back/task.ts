import { terraformText, type Volume } from "../../../modules/aws";
import { BINARY_VOLUME, DATA_VOLUME } from "../../../modules/consul";
import type { StateResource } from "../state";
import type { ReadBack } from "./read-back";
import { filled, isEmpty, isRecord, isSame, list, number, record, text, texts, without, type Values } from "../values";

/** What cannot be read back. Its message is for the report. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** A container of a task definition, as ECS has it. */
export type Container = Values & { readonly name: string };

/** The task definition of a call. */
export interface Task {
  readonly family: string;
  readonly containers: readonly Container[];
  readonly values: Values;
}

export function readTask(resources: readonly StateResource[]): Task {
  const { values } = required(resources, "aws_ecs_task_definition", "this");
  return { family: String(values.family), containers: containersOf(values.container_definitions), values };
}

/** The only resource of a type and a name, or the one of an index. */
export function find(
  resources: readonly StateResource[],
  type: string,
  name: string,
  index?: StateResource["index"],
): StateResource | undefined {
  return resources.find(
    (resource) => resource.type === type && resource.name === name && (index === undefined || resource.index === index),
  );
}

export function required(resources: readonly StateResource[], type: string, name: string): StateResource {
  const found = find(resources, type, name);
  if (found === undefined) throw new Unreadable(`its ${type}.${name} is not in the state`);
  return found;
}

function containersOf(json: unknown): Container[] {
  const parsed = parseJson(json, "container_definitions is not JSON");
  return list(parsed).map((container) => ({ ...record(container), name: String(record(container).name) }));
}

/** @throws Unreadable, which never shows the text */
export function parseJson(json: unknown, otherwise: string): unknown {
  try {
    return JSON.parse(String(json)) as unknown;
  } catch {
    throw new Unreadable(otherwise);
  }
}

export function container(task: Task, name: string): Container {
  const found = task.containers.find((each) => each.name === name);
  if (found === undefined) throw new Unreadable(`its task has no container "${name}"`);
  return found;
}

/** The document that a consul-ecs command is configured with. */
export function consulEcsConfig(from: Container): Values {
  const json = environment(from, "CONSUL_ECS_CONFIG_JSON");
  return record(parseJson(json, `the CONSUL_ECS_CONFIG_JSON of its container "${from.name}" is not JSON`));
}

/** Where a container takes a secret from: an ARN. */
export function secretArn(from: Container, name: string): string | undefined {
  return text(
    list(from.secrets)
      .map(record)
      .find((secret) => secret.name === name)?.valueFrom,
  );
}

const ANY_LAUNCH_TYPE = ["EC2", "FARGATE"];

/** What every task says of itself. The size is left to the caller where its construct has none. */
export function taskOptions({ values }: Task, sidecar: Container): Values {
  const compatibilities = texts(values.requires_compatibilities).sort();
  return {
    compatibilities: isSame(compatibilities, ANY_LAUNCH_TYPE) ? undefined : compatibilities,
    logConfiguration: isEmpty(sidecar.logConfiguration) ? undefined : filled(record(sidecar.logConfiguration)),
  };
}

export function taskSize({ values }: Task): Values {
  const [cpu, memory] = [number(values.cpu), number(values.memory)];
  return { cpu: cpu === 256 ? undefined : cpu, memory: memory === 512 ? undefined : memory };
}

/** A value in an attribute of its own: a template to Terraform, unless it is escaped. */
export function literals(values: unknown): Values | undefined {
  const entries = Object.entries(record(values)).filter(([, value]) => typeof value === "string");
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, terraformText(String(value))]));
}

/** The tags of a task definition that are the caller's. */
export function ownTags({ values }: Task): Values | undefined {
  const tags = Object.entries(record(values.tags)).filter(([key]) => !CONSUL_TAGS.includes(key));
  return literals(Object.fromEntries(tags));
}

const CONSUL_TAGS = ["mesh", "service-name", "module", "module-version", "partition", "namespace"].map(
  (name) => `consul.hashicorp.com/${name}`,
);

/** The version of the HCL module, which it writes on its task definitions. */
export function moduleVersion({ values }: { readonly values: Values }): string | undefined {
  return text(record(values.tags)["consul.hashicorp.com/module-version"]);
}

/** The volumes beside those of the sidecars. */
export function volumes({ values }: Task): Volume[] | undefined {
  const own = list(values.volume)
    .map(record)
    .filter(({ name }) => name !== DATA_VOLUME && name !== BINARY_VOLUME);
  return own.length === 0 ? undefined : own.map(volume).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function volume(given: Values): Volume {
  const docker = list(given.docker_volume_configuration)[0];
  const efs = list(given.efs_volume_configuration)[0];
  const fsx = list(given.fsx_windows_file_server_volume_configuration)[0];
  return {
    name: String(given.name),
    ...filled({
      hostPath: given.host_path,
      dockerVolumeConfiguration: isRecord(docker) ? dockerVolume(docker) : undefined,
      efsVolumeConfiguration: isRecord(efs) ? efsVolume(efs) : undefined,
      fsxWindowsFileServerVolumeConfiguration: isRecord(fsx) ? fsxVolume(fsx) : undefined,
    }),
  };
}

function dockerVolume(given: Values): Values {
  return filled({
    autoprovision: given.autoprovision === false ? undefined : given.autoprovision,
    driver: given.driver,
    driverOpts: literals(given.driver_opts),
    labels: literals(given.labels),
    scope: given.scope,
  });
}

function efsVolume(given: Values): Values {
  const authorization = record(list(given.authorization_config)[0]);
  const port = number(given.transit_encryption_port);
  return filled({
    fileSystemId: given.file_system_id,
    rootDirectory: given.root_directory,
    transitEncryption: given.transit_encryption,
    transitEncryptionPort: port === 0 ? undefined : port,
    authorizationConfig: filled({ accessPointId: authorization.access_point_id, iam: authorization.iam }),
  });
}

function fsxVolume(given: Values): Values {
  const authorization = record(list(given.authorization_config)[0]);
  return {
    fileSystemId: given.file_system_id,
    rootDirectory: given.root_directory,
    authorizationConfig: {
      credentialsParameter: authorization.credentials_parameter,
      domain: authorization.domain,
    },
  };
}

/**
 * A container that somebody wrote, without what ECS adds to it.
 *
 * @param saysEssential writes whether it is essential, also where that is the default
 */
export function writtenContainer(given: Container, saysEssential = false): Container {
  const { name, image, cpu, essential, portMappings, mountPoints, ...rest } = given;
  const isEssential = essential !== false;
  return {
    name,
    ...filled({
      image,
      essential: isEssential && !saysEssential ? undefined : isEssential,
      cpu: cpu === 0 ? undefined : cpu,
      portMappings: list(portMappings).map((mapping) => portMapping(record(mapping))),
      mountPoints: list(mountPoints).map((mount) =>
        record(mount).readOnly === false ? without(record(mount), "readOnly") : mount,
      ),
      ...rest,
    }),
  };
}

function portMapping({ containerPort, hostPort, protocol, ...rest }: Values): Values {
  return {
    containerPort,
    ...filled({
      hostPort: hostPort === containerPort || hostPort === 0 ? undefined : hostPort,
      protocol: protocol === "tcp" ? undefined : protocol,
      ...rest,
    }),
  };
}

/** The value of a variable in the environment of a container. */
export function environment(from: Container, name: string): string | undefined {
  const variables = list(from.environment).map(record);
  return text(variables.find((variable) => variable.name === name)?.value);
}

/** The script that a container runs: the last word of its command. */
export function scriptOf(container: Container): string {
  return texts(container.command).at(-1) ?? "";
}

/**
 * How near a task of line 0.10 is to stay to its module, which gives mesh-init an empty set of capabilities: as the state
 * has them, so that the task definition is the same. Where AWS dropped them, the construct has none either.
 */
export function likeModule(init: Container): Pick<ReadBack, "likeHclModule"> {
  const { capabilities } = record(init.linuxParameters);
  if (!isRecord(capabilities)) return {};
  const isStored = "add" in capabilities && list(capabilities.add).length === 0;
  return { likeHclModule: isStored ? "as-stored" : true };
}
