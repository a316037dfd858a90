import { onlyKeys, type ContainerDefinition, type Rule } from "../../aws";
import { extrasRules } from "../config-extras";
import { listenerPortRules } from "../reserved-ports";
import type { MeshTaskInput, MeshTaskLine, Sidecars } from "../release-line";
import { AFTER_MESH_INIT, BOOTSTRAP_DIR, consulEcsConfig, healthSync, meshInit, proxy } from "../sidecar";
import { UPSTREAM_KEYS } from "../upstream";
import { clientAgent, clientAgentRules, executionRoleSecrets } from "./client-agent";
import { healthSyncContainers, meshTaskConfig } from "./config-document";
import { CHECK_KEYS, type ConsulCheck } from "./options";

export const PROXY = "sidecar-proxy";
export const ENVOY_IMAGE = "envoyproxy/envoy-distroless:v1.23.10";

const RESERVED_PORTS = [8300, 8301, 8302, 8500, 8501, 8502, 8600, 19000];

export const meshTask: MeshTaskLine<"0.6"> = {
  reservedPorts: RESERVED_PORTS,
  upstreamKeys: UPSTREAM_KEYS,
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
  rules: (input) => [
    ...clientAgentRules(input),
    ...listenerPortRules("publicListenerPort", input.publicListenerPort, RESERVED_PORTS),
    ...checkRules(input),
    ...extrasRules("consulEcsConfig", input.options.consulEcsConfig),
  ],
  sidecars,
};

function sidecars(input: MeshTaskInput<"0.6">): Sidecars {
  const environment = consulEcsConfig(meshTaskConfig(input));
  // Without checks to carry over, health-sync is still there with ACLs: it logs the task out when it stops.
  const needsHealthSync = healthSyncContainers(input).length > 0 || input.servers.acls;
  return {
    containers: [
      meshInit({ ...input, environment }),
      clientAgent(input),
      envoy({
        image: input.options.envoyImage ?? ENVOY_IMAGE,
        listenerPort: input.publicListenerPort,
        essential: false,
        logConfiguration: input.logConfiguration,
      }),
      ...(needsHealthSync ? [healthSync({ ...input, environment })] : []),
    ],
    appDependsOn: [AFTER_MESH_INIT, { containerName: PROXY, condition: "HEALTHY" }],
    secretArns: executionRoleSecrets(input.servers),
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

function checkRules({ options }: MeshTaskInput<"0.6">): Rule[] {
  return (options.checks ?? []).flatMap((check, index) => onlyKeys(`checks[${index}]`, check, CHECK_KEYS));
}
