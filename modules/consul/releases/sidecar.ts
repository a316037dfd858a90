import { nestedJson, type ContainerDefinition, type ContainerDependency, type MountPoint } from "../../aws";
import type { ConsulServers } from "../consul-servers";

/** Volume that the containers of a mesh task share: consul-ecs, proxy configuration, certificates, tokens. */
export const DATA_VOLUME = "consul_data";
/** Volume over which a client agent hands the consul binary to mesh-init. */
export const BINARY_VOLUME = "consul_binary";
/** Where consul-ecs keeps its files. */
export const BOOTSTRAP_DIR = "/consul";

export const DATA_MOUNT: MountPoint = { sourceVolume: DATA_VOLUME, containerPath: BOOTSTRAP_DIR, readOnly: true };
export const DATA_MOUNT_READ_WRITE: MountPoint = { ...DATA_MOUNT, readOnly: false };
export const BINARY_MOUNT: MountPoint = {
  sourceVolume: BINARY_VOLUME,
  containerPath: "/bin/consul-inject",
  readOnly: true,
};

export const MESH_INIT = "consul-ecs-mesh-init";
export const HEALTH_SYNC = "consul-ecs-health-sync";

export const AFTER_MESH_INIT: ContainerDependency = { containerName: MESH_INIT, condition: "SUCCESS" };

/** mesh-init copies the consul-ecs binary into the shared volume, where the other sidecars run it. */
const CONSUL_ECS_BINARY = `${BOOTSTRAP_DIR}/consul-ecs`;

/** Delays SIGTERM to the application, so that it can finish what the proxy still brings. */
export function appEntryPoint(delaySeconds: number): string[] {
  return [CONSUL_ECS_BINARY, "app-entrypoint", "-shutdown-delay", `${delaySeconds}s`];
}

/** The configuration of a consul-ecs command, as its environment. */
export function consulEcsConfig(document: object): ContainerDefinition["environment"] {
  return [{ name: "CONSUL_ECS_CONFIG_JSON", value: nestedJson(document) }];
}

/** With ACLs, how a task logs in with its IAM role. */
export function consulLogin(servers: ConsulServers, authMethod: string): object {
  return servers.acls ? { enabled: true, method: authMethod } : {};
}

/** What the containers that run a consul-ecs command have in common. */
export type ConsulEcsContainer = Pick<ContainerDefinition, "environment" | "secrets" | "logConfiguration"> & {
  readonly consulEcsImage: string;
};

/** Registers the service, and writes the proxy's configuration. */
export function meshInit(options: ConsulEcsContainer): ContainerDefinition {
  return {
    ...consulEcsCommand(MESH_INIT, "mesh-init", options),
    mountPoints: [DATA_MOUNT_READ_WRITE, BINARY_MOUNT],
  };
}

/** Carries the health of ECS over into Consul, and takes the task out of Consul when it stops. */
export function healthSync(options: ConsulEcsContainer): ContainerDefinition {
  return {
    ...consulEcsCommand(HEALTH_SYNC, "health-sync", options),
    mountPoints: [DATA_MOUNT],
    dependsOn: [AFTER_MESH_INIT],
  };
}

function consulEcsCommand(name: string, command: string, options: ConsulEcsContainer): ContainerDefinition {
  return {
    name,
    image: options.consulEcsImage,
    essential: false,
    command: [command],
    environment: options.environment,
    secrets: options.secrets,
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: options.logConfiguration,
  };
}

/** The proxy, which goes on for a while after the application was told to stop. */
export function proxy(options: {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly essential: boolean;
  /** Healthy as soon as something listens on `port`. */
  readonly healthCheck: { readonly port: number; readonly interval: number; readonly retries: number };
  readonly logConfiguration?: ContainerDefinition["logConfiguration"];
}): ContainerDefinition {
  const { port, ...timing } = options.healthCheck;
  return {
    name: options.name,
    image: options.image,
    essential: options.essential,
    entryPoint: [CONSUL_ECS_BINARY, "envoy-entrypoint"],
    command: options.command,
    mountPoints: [DATA_MOUNT],
    dependsOn: [AFTER_MESH_INIT],
    healthCheck: { command: [CONSUL_ECS_BINARY, "net-dial", `127.0.0.1:${port}`], timeout: 5, ...timing },
    // A proxy holds many connections; 2^20 is the most that Fargate takes.
    ulimits: [{ name: "nofile", softLimit: 1048576, hardLimit: 1048576 }],
    logConfiguration: options.logConfiguration,
  };
}
