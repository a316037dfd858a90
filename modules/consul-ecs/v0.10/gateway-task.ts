import type { ContainerDefinition, MountPoint, Rule } from "../../aws";
import { gatewayPort, gatewayRegistration, type GatewayTaskInput, type GatewayTaskLine } from "../gateway";
import { listenerPortRules } from "../reserved-ports";
import { BOOTSTRAP_DIR, consulEcsConfig, consulLogin, DATA_MOUNT, HEALTH_SYNC, MESH_INIT } from "../sidecar";
import {
  consulServers,
  DEFAULT_READINESS_PORT,
  tlsDefaults,
  transparentProxyConfig,
  transparentProxyEnabled,
} from "./config-document";
import {
  caArns,
  caSecrets,
  DATAPLANE,
  dataplane,
  healthSyncContainer,
  meshInitContainer,
  meshTask,
} from "./mesh-task";
import type { GatewayTaskOptions010 } from "./options";
import { serverRules, transparentProxyRules } from "./rules";

/** The HCL module gateway-task has not moved on to the dataplane of mesh-task. */
export const GATEWAY_DATAPLANE_IMAGE = "hashicorp/consul-dataplane:1.9.6";

export const gatewayTask: GatewayTaskLine<"0.10"> = {
  kinds: ["mesh-gateway", "terminating-gateway", "api-gateway"],
  proxyContainer: DATAPLANE,
  containerNames: [MESH_INIT, DATAPLANE, HEALTH_SYNC],
  takenPorts: (options) => [...meshTask.reservedPorts, readinessPort(options)],
  roleTags: (kind) => ({ "consul.hashicorp.com.gateway-kind": kind }),
  rules: (input) => [
    ...serverRules(input.servers),
    ...listenerPortRules("envoyReadinessPort", readinessPort(input.options), meshTask.reservedPorts),
    readinessPortRule(input),
    ...transparentProxyRules(input),
  ],
  containers,
  // Unlike those of mesh-task, the HCL module's role may read the certificates whether TLS is on or not.
  secretArns: caArns,
};

function containers(input: GatewayTaskInput<"0.10">): ContainerDefinition[] {
  const environment = consulEcsConfig(gatewayConfig(input));
  const secrets = caSecrets(input.servers);
  return [
    meshInitContainer({ ...input, environment, secrets, transparentProxy: transparentProxyEnabled(input) }),
    {
      ...dataplane({
        image: input.options.dataplaneImage ?? GATEWAY_DATAPLANE_IMAGE,
        readinessPort: readinessPort(input.options),
        essential: true,
        logConfiguration: input.logConfiguration,
      }),
      portMappings: gatewayPort(input),
      mountPoints: [DATA_MOUNT, ...volumeMounts(input.options)],
    },
    healthSyncContainer({ ...input, environment, secrets }),
  ];
}

/** CONSUL_ECS_CONFIG_JSON of a gateway. */
export function gatewayConfig(input: GatewayTaskInput<"0.10">): object {
  const { servers, options } = input;
  const caCertFile = servers.tls?.caCertFile;
  return {
    bootstrapDir: BOOTSTRAP_DIR,
    consulLogin: { ...consulLogin(servers, input.serviceTokenAuthMethodName), ...input.consulLogin },
    consulServers: {
      ...consulServers(servers),
      defaults: { ...tlsDefaults(servers), ...(caCertFile ? { caCertFile } : {}) },
    },
    gateway: { ...gatewayRegistration(input), ...healthCheckPort(options) },
    healthSyncContainers: [],
    transparentProxy: transparentProxyConfig(options.transparentProxy, transparentProxyEnabled(input)),
  };
}

/**
 * Departure: the HCL module has ECS ask the readiness port, but does not tell consul-ecs to have Envoy answer there, so
 * that a gateway with a port of its own never gets healthy.
 */
function healthCheckPort(options: GatewayTaskOptions010): object {
  const port = readinessPort(options);
  return port === DEFAULT_READINESS_PORT ? {} : { healthCheckPort: port };
}

function readinessPort({ envoyReadinessPort }: GatewayTaskOptions010): number {
  return envoyReadinessPort ?? DEFAULT_READINESS_PORT;
}

function volumeMounts({ volumes = [] }: GatewayTaskOptions010): MountPoint[] {
  return volumes
    .filter(({ containerPath }) => containerPath !== false)
    .map(({ name, containerPath, readOnly }) => ({
      sourceVolume: name,
      // Without a path the HCL module writes the mount all the same.
      containerPath: (containerPath || undefined) as string,
      readOnly: readOnly ?? true,
    }));
}

function readinessPortRule({ options, lanAddress }: GatewayTaskInput<"0.10">): Rule {
  return {
    prop: "envoyReadinessPort",
    rule: "must not be the same as lanPort",
    got: readinessPort(options),
    fix: "Choose two different ports.",
    holds: readinessPort(options) !== lanAddress.port,
  };
}
