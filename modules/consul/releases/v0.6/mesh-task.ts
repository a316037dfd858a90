import { imageName, once, type ContainerDefinition } from "../../../aws";
import { configExtras } from "../config-extras";
import type { MeshTaskInput, MeshTaskLine, Sidecars } from "../mesh-task";
import {
  AFTER_MESH_INIT,
  BOOTSTRAP_DIR,
  consulEcsConfig,
  HEALTH_SYNC,
  healthSync,
  MESH_INIT,
  meshInit,
  proxy,
} from "../sidecar";
import { sidecarChecks, tailored } from "../sidecar-options";
import { UPSTREAM_KEYS } from "../upstream";
import { consulChecks } from "./check-rules";
import { CLIENT_AGENT, clientAgent, clientAgentChecks, clientAgentRules, executionRoleSecrets } from "./client-agent";
import { consulsOwnChecks, healthSyncContainers, meshTaskConfig } from "./config-document";
import type { ConsulCheck, Options06 } from "./options";

export const PROXY = "sidecar-proxy";
export const ENVOY_IMAGE = "envoyproxy/envoy-distroless:v1.23.10";

const RESERVED_PORTS = [8300, 8301, 8302, 8500, 8501, 8502, 8600, 19000];

export const meshTask: MeshTaskLine<Options06> = {
  inMesh: { sidecarsEssential: true },
  reservedPorts: RESERVED_PORTS,
  images: ({ envoyImage: envoy = ENVOY_IMAGE }) => ({ envoy }),
  upstreamKeys: UPSTREAM_KEYS,
  // A client agent's task cannot redirect its traffic.
  transparentProxy: () => ({ enabled: false, consulDns: false }),
  sidecarNames: { meshInit: MESH_INIT, clientAgent: CLIENT_AGENT, proxy: PROXY, healthSync: HEALTH_SYNC },
  listenerPorts: ({ publicListenerPort }) => ({ publicListenerPort }),
  // The task's client agent checks: the application's image needs no curl.
  httpHealthCheck: ({ port, path, interval = 5, timeout = 10, retries = 3 }) => ({
    consulCheck: {
      checkId: "http",
      name: `HTTP health check on port ${port}`,
      http: `http://localhost:${port}${path}`,
      method: "GET",
      interval: `${interval}s`,
      timeout: `${timeout}s`,
      failuresBeforeCritical: retries,
    } satisfies ConsulCheck,
  }),
  isChecked: (input) => consulsOwnChecks(input).length > 0 || input.healthCheckedContainers.length > 0,
  optionChecks: once(() => ({
    ...clientAgentChecks(),
    ...sidecarChecks(["meshInit", "clientAgent", "proxy", "healthSync"]),
    envoyImage: imageName(),
    checks: consulChecks(),
    consulEcsConfig: configExtras({}),
  })),
  rules: clientAgentRules,
  sidecars,
  secretArns: executionRoleSecrets,
};

function sidecars(input: MeshTaskInput<Options06>): Sidecars {
  const environment = consulEcsConfig(meshTaskConfig(input));
  // Without checks to carry over, health-sync is still there with ACLs: it logs the task out when it stops.
  const needsHealthSync = healthSyncContainers(input).length > 0 || input.servers.acls;
  const { options } = input;
  const essential = options.sidecarsEssential ?? false;
  const proxyContainer = envoy({
    image: options.envoyImage ?? ENVOY_IMAGE,
    listenerPort: input.publicListenerPort,
    essential,
    logConfiguration: input.logConfiguration,
  });
  const can = { readonlyRootFilesystem: true };
  return {
    containers: [
      tailored(meshInit({ ...input, environment }), "meshInit", options, can),
      tailored({ ...clientAgent(input), essential }, "clientAgent", options, can),
      tailored(proxyContainer, "proxy", options, can),
      ...(needsHealthSync
        ? [
            tailored(
              {
                ...healthSync({ ...input, environment }),
                essential: essential && healthSyncContainers(input).length > 0,
              },
              "healthSync",
              options,
              can,
            ),
          ]
        : []),
    ],
    appDependsOn: [AFTER_MESH_INIT, { containerName: PROXY, condition: "HEALTHY" }],
  };
}

/** Envoy, which asks the task's client agent for its configuration. */
export function envoy(options: {
  readonly image: string;
  readonly listenerPort: number;
  readonly essential: boolean;
  readonly logConfiguration?: ContainerDefinition["logConfiguration"];
}): ContainerDefinition {
  return proxy({
    ...options,
    name: PROXY,
    command: ["envoy", "--config-path", `${BOOTSTRAP_DIR}/envoy-bootstrap.json`],
    healthCheck: { port: options.listenerPort, interval: 30, retries: 3 },
  });
}
