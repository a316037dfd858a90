import type { ContainerDefinition, HealthCheck, LinuxParameters } from "@aws-sdk/client-ecs";
import type { ContainerCreateOptions, HealthConfig, HostConfig } from "dockerode";

/** What a container has from its task. */
export interface Surroundings {
  /** Id of the container whose network it joins. */
  readonly holder: string;
  /** Docker's name for it. */
  readonly name: string;
  /** ECS's own variables, and the values of the definition's secrets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** `<volume>:<path>[:<options>]` */
  readonly binds: readonly string[];
  /** `<container id>:ro` or `:rw` */
  readonly volumesFrom: readonly string[];
  /** Namespaces that all containers of the task have together, beside the network's. */
  readonly shared: { readonly processes: boolean; readonly memory: boolean };
}

const SECOND = 1e9;
const MEBIBYTE = 2 ** 20;

/**
 * What Docker is asked for, of a container of a task definition. Limits of CPU and memory are left out: they say what
 * the container may have on AWS, and this machine may be smaller.
 */
export function createOptions(definition: ContainerDefinition, around: Surroundings): ContainerCreateOptions {
  const { entryPoint, command } = definition;
  const environment = (definition.environment ?? []).map(({ name, value }) => [name ?? "", value ?? ""] as const);
  return {
    name: around.name,
    Image: definition.image,
    // Docker leaves the image's command out when an entry point is given.
    ...(isGiven(entryPoint) && { Entrypoint: entryPoint }),
    ...(isGiven(command) && { Cmd: command }),
    Env: [...new Map([...environment, ...Object.entries(around.variables)])].map(([name, value]) => `${name}=${value}`),
    ...(definition.user && { User: definition.user }),
    ...(definition.workingDirectory && { WorkingDir: definition.workingDirectory }),
    Tty: definition.pseudoTerminal ?? false,
    OpenStdin: definition.interactive ?? false,
    Labels: { ...definition.dockerLabels, ...around.labels },
    Healthcheck: healthCheck(definition.healthCheck),
    HostConfig: hostConfig(definition, around),
  };
}

/** ECS's defaults are not Docker's. A check that only the image has does not count on ECS, and is not run. */
export function healthCheck(check: HealthCheck | undefined): HealthConfig {
  if (!isGiven(check?.command)) return { Test: ["NONE"] };
  return {
    // Docker runs none that does not say how; ECS runs it as it is.
    Test: HOW.has(check.command[0] ?? "") ? check.command : ["CMD", ...check.command],
    Interval: (check.interval ?? 30) * SECOND,
    Timeout: (check.timeout ?? 5) * SECOND,
    Retries: check.retries ?? 3,
    StartPeriod: (check.startPeriod ?? 0) * SECOND,
  };
}

const HOW = new Set(["CMD", "CMD-SHELL", "NONE"]);

/** Seconds from SIGTERM to SIGKILL. */
export function stopTimeout(definition: ContainerDefinition): number {
  return definition.stopTimeout ?? 30;
}

function hostConfig(definition: ContainerDefinition, around: Surroundings): HostConfig {
  const holder = `container:${around.holder}`;
  return {
    NetworkMode: definition.disableNetworking ? "none" : holder,
    ...(around.shared.processes && { PidMode: holder }),
    ...(around.shared.memory && { IpcMode: holder }),
    Binds: [...around.binds],
    VolumesFrom: [...around.volumesFrom],
    Privileged: definition.privileged ?? false,
    ReadonlyRootfs: definition.readonlyRootFilesystem ?? false,
    SecurityOpt: definition.dockerSecurityOptions ?? [],
    Ulimits: (definition.ulimits ?? []).map(({ name, softLimit, hardLimit }) => ({
      Name: name ?? "",
      Soft: softLimit ?? 0,
      Hard: hardLimit ?? 0,
    })),
    Sysctls: systemControls([definition], (name) => !isOfNetwork(name)),
    ...linuxParameters(definition.linuxParameters ?? {}),
  };
}

function linuxParameters(parameters: LinuxParameters): HostConfig {
  return {
    CapAdd: parameters.capabilities?.add ?? [],
    CapDrop: parameters.capabilities?.drop ?? [],
    Init: parameters.initProcessEnabled ?? false,
    ...(parameters.sharedMemorySize && { ShmSize: parameters.sharedMemorySize * MEBIBYTE }),
    Tmpfs: Object.fromEntries(
      (parameters.tmpfs ?? []).map(({ containerPath, size, mountOptions }) => [
        containerPath ?? "",
        [`size=${size}m`, ...(mountOptions ?? [])].join(","),
      ]),
    ),
    Devices: (parameters.devices ?? []).map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath ?? hostPath,
      CgroupPermissions: (permissions ?? ["read", "write", "mknod"]).map((permission) => permission[0]).join(""),
    })),
  };
}

/** Parameters of the kernel's network go to whom the network belongs to. */
export function networkControls(containers: readonly ContainerDefinition[]): Record<string, string> {
  return systemControls(containers, isOfNetwork);
}

function systemControls(containers: readonly ContainerDefinition[], wanted: (name: string) => boolean) {
  const controls = containers
    .flatMap((container) => container.systemControls ?? [])
    .map(({ namespace, value }) => [namespace ?? "", value ?? ""] as const);
  return Object.fromEntries(controls.filter(([name]) => wanted(name)));
}

function isOfNetwork(name: string): boolean {
  return name.startsWith("net.");
}

/** An emulator may give an empty list for none. */
function isGiven(list: readonly string[] | undefined): list is string[] {
  return list !== undefined && list.length > 0;
}
