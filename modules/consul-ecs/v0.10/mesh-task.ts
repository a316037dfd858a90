import { onlyKeys, type ContainerDefinition, type ContainerSecret, type Rule } from "../../aws";
import { extrasRules } from "../config-extras";
import type { ConsulServers } from "../consul-servers";
import type { MeshTaskInput, MeshTaskLine, Sidecars } from "../release-line";
import { listenerPortRules } from "../reserved-ports";
import { BOOTSTRAP_DIR, consulEcsConfig, healthSync, meshInit, proxy, type ConsulEcsContainer } from "../sidecar";
import { UPSTREAM_KEYS } from "../upstream";
import { DEFAULT_READINESS_PORT, isEc2Only, meshTaskConfig, transparentProxyEnabled } from "./config-document";

export const DATAPLANE = "consul-dataplane";
export const DATAPLANE_IMAGE = "hashicorp/consul-dataplane:2.0.1";

/** Ports of Consul and Envoy in a task: 10000 is Envoy's listener for Consul DNS, 19000 its administration. */
const RESERVED_PORTS = [8300, 8301, 8302, 8500, 8501, 8502, 8600, 10000, 19000];

export const meshTask: MeshTaskLine<"0.10"> = {
  reservedPorts: RESERVED_PORTS,
  upstreamKeys: [...UPSTREAM_KEYS, "destinationPeer"],
  // Consul has no agent here that could check: ECS does, and health-sync carries it over.
  httpHealthCheck: ({ port, path, interval = 5, timeout = 10, retries = 3 }) => ({
    healthCheck: { command: ["CMD-SHELL", `curl -f http://localhost:${port}${path}`], interval, timeout, retries },
  }),
  rules: (input) => [
    ...serverRules(input.servers),
    ...portRules(input),
    ...transparentProxyRules(input),
    ...extrasRules("consulEcsConfig", input.options.consulEcsConfig, { service: ["networkResilienceConfig"] }),
    ...resilienceRules(input),
  ],
  sidecars,
};

function sidecars(input: MeshTaskInput<"0.10">): Sidecars {
  const environment = consulEcsConfig(meshTaskConfig(input));
  const secrets = caSecrets(input.servers);
  return {
    containers: [
      meshInitContainer({ ...input, environment, secrets, transparentProxy: transparentProxyEnabled(input) }),
      dataplane({
        image: input.options.dataplaneImage ?? DATAPLANE_IMAGE,
        readinessPort: input.options.envoyReadinessPort ?? DEFAULT_READINESS_PORT,
        essential: false,
        logConfiguration: input.logConfiguration,
      }),
      healthSyncContainer({ ...input, environment, secrets }),
    ],
    // mesh-init comes first through the dataplane, which waits for it.
    appDependsOn: [{ containerName: DATAPLANE, condition: "HEALTHY" }],
    secretArns: executionRoleSecrets(input.servers),
  };
}

/** Redirecting a task's traffic takes root and the right to change its network. */
export function meshInitContainer(
  options: ConsulEcsContainer & { readonly transparentProxy: boolean },
): ContainerDefinition {
  const container = meshInit(options);
  // Departure: the HCL module writes `capabilities: {}` where none is needed, which ECS drops, so that every plan
  // replaces the task definition.
  if (!options.transparentProxy) return container;
  return {
    ...container,
    user: "0",
    linuxParameters: { ...container.linuxParameters, capabilities: { add: ["NET_ADMIN"] } },
  };
}

/** Envoy, and with it what asks the servers for its configuration. */
export function dataplane(options: {
  readonly image: string;
  readonly readinessPort: number;
  readonly essential: boolean;
  readonly logConfiguration?: ContainerDefinition["logConfiguration"];
}): ContainerDefinition {
  return {
    ...proxy({
      ...options,
      name: DATAPLANE,
      command: ["consul-dataplane", "-config-file", `${BOOTSTRAP_DIR}/consul-dataplane.json`],
      healthCheck: { port: options.readinessPort, interval: 5, retries: 10 },
    }),
    user: DATAPLANE_USER,
  };
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

/** Line 0.10 finds the servers by `hosts`. */
export function serverRules(servers: ConsulServers, httpKeys = ["caCertFile"]): Rule[] {
  return [
    {
      prop: "servers.hosts",
      rule: "is required on release line 0.10",
      fix: "Give the host of the servers, such as 'consul.example.com', or servers that have one.",
      holds: servers.hosts !== undefined && servers.hosts !== "",
    },
    ...onlyKeys("servers.http", servers.http, ["port", "https", "tls", "tlsServerName", ...httpKeys]),
    ...onlyKeys("servers.grpc", servers.grpc, ["port", "tls", "tlsServerName", ...httpKeys]),
  ];
}

function portRules({ publicListenerPort, options }: MeshTaskInput<"0.10">): Rule[] {
  const readinessPort = options.envoyReadinessPort ?? DEFAULT_READINESS_PORT;
  return [
    ...listenerPortRules("publicListenerPort", publicListenerPort, RESERVED_PORTS),
    ...listenerPortRules("envoyReadinessPort", readinessPort, RESERVED_PORTS),
    {
      prop: "publicListenerPort",
      rule: "must not be the same as envoyReadinessPort",
      got: publicListenerPort,
      fix: "Choose two different ports.",
      holds: publicListenerPort !== readinessPort,
    },
  ];
}

export function transparentProxyRules(
  input: Pick<MeshTaskInput<"0.10">, "compatibilities"> & { readonly options: MeshTaskInput<"0.10">["options"] },
): Rule[] {
  const enabled = transparentProxyEnabled(input);
  return [
    {
      prop: "transparentProxy.enabled",
      rule: "is possible only when compatibilities is ['EC2'], because Fargate does not let a task change its network",
      got: input.compatibilities,
      fix: "Switch it off, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
      holds: !enabled || isEc2Only(input.compatibilities),
    },
    {
      prop: "transparentProxy.consulDns",
      rule: "needs transparentProxy.enabled",
      got: input.options.transparentProxy?.consulDns,
      fix: "Switch the transparent proxy on, or Consul DNS off.",
      holds: enabled || !input.options.transparentProxy?.consulDns,
    },
  ];
}

function resilienceRules({ options }: MeshTaskInput<"0.10">): Rule[] {
  const prop = "consulEcsConfig.service.networkResilienceConfig";
  const resilience = options.consulEcsConfig?.service?.networkResilienceConfig;
  return [
    ...onlyKeys(prop, resilience, ["enabled", "outlierDetection"]),
    ...onlyKeys(`${prop}.outlierDetection`, resilience?.outlierDetection, [
      "interval",
      "maxFailures",
      "enforcingConsecutive5xx",
      "consecutive5xx",
      "enforcingConsecutiveGatewayFailure",
      "consecutiveGatewayFailure",
      "maxEjectionPercent",
    ]),
  ];
}
