import {
  emptyCapabilities,
  imageName,
  once,
  type ContainerDefinition,
  type ContainerSecret,
  type HclModuleOptions,
} from "../../../aws";
import type { ConsulServers } from "../../consul-servers";
import type { MeshTaskInput, MeshTaskLine, Sidecars } from "../mesh-task";
import {
  BOOTSTRAP_DIR,
  consulEcsConfig,
  HEALTH_SYNC,
  healthSync,
  MESH_INIT,
  meshInit,
  proxy,
  type ConsulEcsContainer,
} from "../sidecar";
import { listenerPort } from "../reserved-ports";
import { sidecarChecks, tailored } from "../sidecar-options";
import { UPSTREAM_KEYS } from "../upstream";
import { DEFAULT_READINESS_PORT, meshTaskConfig, transparentProxyEnabled } from "./config-document";
import {
  configExtras010,
  portRules,
  proxyDrain,
  RESERVED_PORTS,
  serverRules,
  transparentProxyFields,
  transparentProxyRules,
} from "./rules";
import type { Options010 } from "./options";

export const DATAPLANE = "consul-dataplane";
export const DATAPLANE_IMAGE = "hashicorp/consul-dataplane:2.0.1";

/** Seconds in which the proxy finishes calls when the application has ended, well within what sidecars have to stop. */
const PROXY_DRAIN_SECONDS = 5;

export const meshTask: MeshTaskLine<Options010> = {
  inMesh: { sidecarsEssential: true, proxyDrainSeconds: PROXY_DRAIN_SECONDS },
  reservedPorts: RESERVED_PORTS,
  images: ({ dataplaneImage: dataplane = DATAPLANE_IMAGE }) => ({ dataplane }),
  upstreamKeys: [...UPSTREAM_KEYS, "destinationPeer"],
  transparentProxy: (task) => ({
    enabled: transparentProxyEnabled(task),
    consulDns: task.options.transparentProxy?.consulDns ?? false,
  }),
  sidecarNames: { meshInit: MESH_INIT, proxy: DATAPLANE, healthSync: HEALTH_SYNC },
  listenerPorts: ({ publicListenerPort, options }) => ({
    publicListenerPort,
    envoyReadinessPort: options.envoyReadinessPort ?? DEFAULT_READINESS_PORT,
  }),
  // Consul has no agent here that could check: ECS does, and health-sync carries it over. Without a shell, which would
  // read the path: `&` and `;` are part of it.
  httpHealthCheck: ({ port, path, interval = 5, timeout = 10, retries = 3 }) => ({
    healthCheck: { command: ["CMD", "curl", "-f", `http://localhost:${port}${path}`], interval, timeout, retries },
  }),
  isChecked: ({ healthCheckedContainers }) => healthCheckedContainers.length > 0,
  optionChecks: once(() => ({
    ...sidecarChecks(["meshInit", "proxy", "healthSync"]),
    dataplaneImage: imageName(),
    envoyReadinessPort: listenerPort(RESERVED_PORTS),
    proxyDrainSeconds: proxyDrain(),
    transparentProxy: transparentProxyFields(),
    consulEcsConfig: configExtras010(),
  })),
  rules: (input) => [...serverRules(input.servers), ...portRules(input), ...transparentProxyRules(input)],
  sidecars,
  secretArns: executionRoleSecrets,
};

function sidecars(input: MeshTaskInput<Options010>): Sidecars {
  const environment = consulEcsConfig(meshTaskConfig(input));
  const secrets = caSecrets(input.servers);
  const transparentProxy = transparentProxyEnabled(input);
  const { options } = input;
  return {
    containers: [
      tailored(meshInitContainer({ ...input, environment, secrets, transparentProxy }), "meshInit", options, {
        readonlyRootFilesystem: !transparentProxy,
      }),
      tailored(
        dataplane({
          image: options.dataplaneImage ?? DATAPLANE_IMAGE,
          readinessPort: options.envoyReadinessPort ?? DEFAULT_READINESS_PORT,
          essential: options.sidecarsEssential ?? false,
          logConfiguration: input.logConfiguration,
          drainSeconds: options.proxyDrainSeconds,
        }),
        "proxy",
        options,
        { readonlyRootFilesystem: false },
      ),
      tailored(
        {
          ...healthSyncContainer({ ...input, environment, secrets }),
          essential: (options.sidecarsEssential ?? false) && input.healthCheckedContainers.length > 0,
        },
        "healthSync",
        options,
        { readonlyRootFilesystem: true },
      ),
    ],
    // mesh-init comes first through the dataplane, which waits for it.
    appDependsOn: [{ containerName: DATAPLANE, condition: "HEALTHY" }],
  };
}

/** Redirecting a task's traffic takes root and the right to change its network. */
export function meshInitContainer(
  options: ConsulEcsContainer & HclModuleOptions & { readonly transparentProxy: boolean },
): ContainerDefinition {
  const container = meshInit(options);
  const { linuxParameters } = container;
  // Departure: the HCL module writes `capabilities: {}` where none is needed; ECS stores empty lists, so that every plan
  // replaces the task definition.
  if (!options.transparentProxy) {
    return { ...container, linuxParameters: { ...linuxParameters, ...emptyCapabilities(options.likeHclModule) } };
  }
  return {
    ...container,
    user: "0",
    linuxParameters: { ...linuxParameters, capabilities: { add: ["NET_ADMIN"] } },
  };
}

/** Envoy, and with it what asks the servers for its configuration. */
export function dataplane(options: {
  readonly image: string;
  readonly readinessPort: number;
  readonly essential: boolean;
  readonly logConfiguration?: ContainerDefinition["logConfiguration"];
  /** @default no drain */
  readonly drainSeconds?: number;
}): ContainerDefinition {
  const { drainSeconds } = options;
  return {
    ...proxy({
      ...options,
      name: DATAPLANE,
      command: ["consul-dataplane", "-config-file", `${BOOTSTRAP_DIR}/consul-dataplane.json`],
      healthCheck: { port: options.readinessPort, interval: 5, retries: 10 },
    }),
    ...(drainSeconds === undefined ? {} : { environment: drain(drainSeconds) }),
    user: DATAPLANE_USER,
  };
}

/** https://developer.hashicorp.com/consul/docs/reference/dataplane/cli */
function drain(seconds: number): ContainerDefinition["environment"] {
  return [
    { name: "DP_SHUTDOWN_DRAIN_LISTENERS", value: "true" },
    { name: "DP_SHUTDOWN_GRACE_PERIOD_SECONDS", value: `${seconds}` },
  ];
}

/** A transparent proxy leaves the traffic of these two users alone. */
const DATAPLANE_USER = "5995";
const HEALTH_SYNC_USER = "5996";

export function healthSyncContainer(options: ConsulEcsContainer): ContainerDefinition {
  return { ...healthSync(options), user: HEALTH_SYNC_USER };
}

/** The CAs that consul-ecs checks the servers with, when TLS is on. */
export function caSecrets(servers: ConsulServers): ContainerSecret[] {
  return servers.tls?.enabled ? caCertificates(servers) : [];
}

/** The CA of each of the two interfaces, whether TLS is on or not: the controller is always told. */
export function caCertificates({ tls }: ConsulServers): ContainerSecret[] {
  const https = tls?.httpsCaCertSecretArn ?? tls?.caCertSecretArn;
  const grpc = tls?.grpcCaCertSecretArn ?? tls?.caCertSecretArn;
  return [
    ...(https ? [{ name: "CONSUL_HTTPS_CACERT_PEM", valueFrom: https }] : []),
    ...(grpc ? [{ name: "CONSUL_GRPC_CACERT_PEM", valueFrom: grpc }] : []),
  ];
}

export function executionRoleSecrets(servers: ConsulServers): string[] {
  return servers.tls?.enabled ? caArns(servers) : [];
}

export function caArns({ tls }: ConsulServers): string[] {
  const arns = [tls?.caCertSecretArn, tls?.httpsCaCertSecretArn, tls?.grpcCaCertSecretArn];
  return arns.filter((arn) => arn !== undefined);
}
