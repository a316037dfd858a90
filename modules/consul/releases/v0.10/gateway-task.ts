import { Op } from "cdktf";
import {
  imageName,
  isKnown,
  once,
  wholeNumber,
  type ContainerDefinition,
  type MountPoint,
  type Rule,
} from "../../../aws";
import { gatewayPort, gatewayRegistration, type GatewayTaskInput, type GatewayTaskLine } from "../gateway-task";
import { listenerPortRules } from "../reserved-ports";
import { BOOTSTRAP_DIR, consulEcsConfig, consulLogin, DATA_MOUNT } from "../sidecar";
import { notHere, sidecarChecks, tailored } from "../sidecar-options";
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
  DATAPLANE_IMAGE,
  dataplane,
  healthSyncContainer,
  meshInitContainer,
} from "./mesh-task";
import type { GatewayTaskOptions010, Options010 } from "./options";
import { RESERVED_PORTS, serverRules, transparentProxyFields, transparentProxyRules } from "./rules";

/** The HCL module gateway-task has not moved on to the dataplane of mesh-task. */
export const GATEWAY_DATAPLANE_IMAGE = "hashicorp/consul-dataplane:1.9.6";

export const gatewayTask: GatewayTaskLine<Options010> = {
  kinds: ["mesh-gateway", "terminating-gateway", "api-gateway"],
  inMesh: { dataplaneImage: DATAPLANE_IMAGE },
  proxyContainer: DATAPLANE,
  listenerPorts: (options) => [readinessPort(options)],
  roleTags: (kind) => ({ "consul.hashicorp.com.gateway-kind": kind }),
  optionChecks: once(() => ({
    ...sidecarChecks(["meshInit", "proxy", "healthSync"]),
    sidecarsEssential: notHere("is not asked of a gateway, whose proxy is essential"),
    // Which there are depends on the line.
    kind: [],
    desiredCount: wholeNumber(0, Infinity, "Leave it out for one gateway."),
    dataplaneImage: imageName(),
    // Its bounds are among `rules`, with the reserved ports.
    envoyReadinessPort: [],
    // With the containers of the task.
    targetGroups: [],
    extraContainers: [],
    // With the launch types, which have volumes.
    volumes: [],
    transparentProxy: transparentProxyFields(),
  })),
  rules: (input) => [
    ...serverRules(input.servers),
    ...listenerPortRules("envoyReadinessPort", readinessPort(input.options), RESERVED_PORTS),
    readinessPortRule(input),
    ...transparentProxyRules(input),
  ],
  containers,
  // Unlike those of mesh-task, the HCL module's role may read the certificates whether TLS is on or not.
  secretArns: caArns,
};

function containers(input: GatewayTaskInput<Options010>): ContainerDefinition[] {
  const { options } = input;
  const environment = consulEcsConfig(gatewayConfig(input));
  const secrets = caSecrets(input.servers);
  const transparentProxy = transparentProxyEnabled(input);
  const init = meshInitContainer({ ...input, environment, secrets, transparentProxy });
  const sync = healthSyncContainer({ ...input, environment, secrets });
  return [
    tailored(init, "meshInit", options, { readonlyRootFilesystem: !transparentProxy }),
    tailored(proxyContainer(input), "proxy", options, { readonlyRootFilesystem: false }),
    tailored(sync, "healthSync", options, { readonlyRootFilesystem: true }),
  ];
}

function proxyContainer(input: GatewayTaskInput<Options010>): ContainerDefinition {
  return {
    ...dataplane({
      image: input.options.dataplaneImage ?? GATEWAY_DATAPLANE_IMAGE,
      readinessPort: readinessPort(input.options),
      essential: true,
      logConfiguration: input.logConfiguration,
    }),
    portMappings: gatewayPort(input),
    mountPoints: [DATA_MOUNT, ...volumeMounts(input.options)],
  };
}

/** CONSUL_ECS_CONFIG_JSON of a gateway. */
export function gatewayConfig(input: GatewayTaskInput<Options010>): object {
  const { servers, options } = input;
  const caCertFile = servers.tls?.caCertFile;
  return {
    bootstrapDir: BOOTSTRAP_DIR,
    consulLogin: { ...consulLogin(servers, input.serviceTokenAuthMethodName), ...input.consulLogin },
    consulServers: {
      ...consulServers(servers),
      defaults: { ...tlsDefaults(servers), ...(caCertFile ? { caCertFile } : {}) },
    },
    gateway: { ...gatewayRegistration(input), ...healthCheckPort(input) },
    healthSyncContainers: [],
    transparentProxy: transparentProxyConfig(options.transparentProxy, transparentProxyEnabled(input)),
  };
}

/**
 * Departure: the HCL module has ECS ask the readiness port, but does not tell consul-ecs to have Envoy answer there, so
 * that a gateway with a port of its own never gets healthy.
 */
function healthCheckPort({ options, likeHclModule }: GatewayTaskInput<Options010>): object {
  const port = readinessPort(options);
  return port === DEFAULT_READINESS_PORT || likeHclModule ? {} : { healthCheckPort: port };
}

function readinessPort({ envoyReadinessPort }: GatewayTaskOptions010): number {
  return envoyReadinessPort ?? DEFAULT_READINESS_PORT;
}

function volumeMounts({ volumes }: GatewayTaskOptions010): MountPoint[] {
  return (volumes ?? [])
    .filter(({ containerPath }) => containerPath !== false)
    .map(({ name, containerPath, readOnly }) => ({
      sourceVolume: name,
      // Without a path the HCL module writes the mount all the same.
      containerPath: (containerPath || undefined) as string,
      readOnly: readOnly ?? true,
    }));
}

function readinessPortRule({ options, lanAddress }: GatewayTaskInput<Options010>): Rule {
  const ports = [lanAddress.port, readinessPort(options)] as const;
  return {
    prop: "lanPort",
    rule: "must not be the same as envoyReadinessPort",
    got: lanAddress.port,
    fix: "Choose two different ports.",
    holds: isKnown(ports) ? ports[0] !== ports[1] : Op.neq(...ports),
  };
}
