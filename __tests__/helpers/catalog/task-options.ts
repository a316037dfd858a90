import type { ConfigExtras, MeshTaskOptions, Release, SidecarOptions, Upstream } from "../../../modules";
import { LOGS, VOLUMES } from "./containers";
import { KEY, policy, role, TAGS } from "./given";

/** All that tasks of the mesh can be told on both lines, but for what excludes something here. */
export const TASK_OPTIONS: MeshTaskOptions = {
  port: 9090,
  outboundOnly: false,
  serviceName: "web",
  serviceTags: ["v1"],
  serviceMeta: { version: "1" },
  namespace: "default",
  partition: "default",
  cpu: 1024,
  memory: 2048,
  volumes: VOLUMES,
  iamRolePath: "/consul-ecs/",
  taskRolePolicyArns: [policy("task")],
  executionRolePolicyArns: [policy("execution")],
  publicListenerPort: 20001,
  logConfiguration: LOGS,
  serviceTokenAuthMethodName: "iam-ecs-service-token",
  syncHealthOfAllContainers: true,
  executeCommand: true,
  namedLogGroups: true,
  tags: TAGS,
  startBeforeSidecars: ["migrate"],
  logRouterFirst: true,
  likeHclModule: "as-stored",
  compatibilities: ["EC2"],
  runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  permissionsBoundary: policy("boundary"),
  kmsKeyArns: [KEY],
};

/** Roles of one's own exclude what would change them. */
export const OWN_ROLES = {
  taskRole: role("task"),
  taskRoleTrustedElsewhere: true,
  executionRole: role("execution"),
} as const;

/** What only Fargate has. */
export const ON_FARGATE = { compatibilities: ["FARGATE"], ephemeralStorageGib: 30 } as const;

export const HTTP_CHECK = { port: 9090, path: "/health", interval: 10, timeout: 5, retries: 3, container: "app" };

export const SIDECARS: SidecarOptions = {
  sidecarsEssential: true,
  sidecarResources: {
    meshInit: { cpu: 32, memory: 64, memoryReservation: 32 },
    proxy: { cpu: 32, memory: 64, memoryReservation: 32 },
    healthSync: { cpu: 32, memory: 64, memoryReservation: 32 },
  },
  sidecarsReadonlyRootFilesystem: true,
  sidecarStopTimeoutSeconds: 90,
};

export const EXTRAS: ConfigExtras = {
  service: { enableTagOverride: true, weights: { passing: 2, warning: 1 } },
  proxy: {
    meshGateway: { mode: "local" },
    expose: { checks: true, paths: [{ listenerPort: 21500, path: "/health", localPathPort: 9090, protocol: "http" }] },
    config: { local_connect_timeout_ms: 1000 },
  },
  consulLogin: {
    enabled: true,
    method: "iam-ecs-service-token",
    includeEntity: true,
    meta: { team: "payments" },
    region: "us-east-1",
    stsEndpoint: "https://sts.us-east-1.amazonaws.com",
    serverIdHeaderValue: "consul.example.com",
  },
};

const UPSTREAM: Upstream = {
  destinationName: "api",
  localBindPort: 1234,
  localBindAddress: "127.0.0.1",
  destinationType: "service",
  destinationNamespace: "default",
  destinationPartition: "default",
  datacenter: "dc2",
  config: { protocol: "http" },
  meshGateway: { mode: "local" },
};

interface OfLine {
  readonly consulEcsImage: string;
  readonly meshTask: object;
  readonly gatewayTask: object;
  readonly upstreams: readonly Upstream[];
}

const AGENT = {
  consulImage: "hashicorp/consul:1.15.10",
  clientTokenAuthMethodName: "iam-ecs-client-token",
  enableAclTokenReplication: true,
  agentConfiguration: { verbatim: 'log_level = "debug"' },
  auditLogging: true,
  envoyImage: "envoyproxy/envoy-distroless:v1.23.10",
  sidecarResources: { ...SIDECARS.sidecarResources, clientAgent: { cpu: 32, memory: 64, memoryReservation: 32 } },
};

const DATAPLANE = {
  dataplaneImage: "hashicorp/consul-dataplane:1.3.1",
  envoyReadinessPort: 22001,
  transparentProxy: {
    enabled: true,
    consulDns: true,
    excludeInboundPorts: [9091],
    excludeOutboundPorts: [443],
    excludeOutboundCidrs: ["10.0.0.0/8"],
    excludeUids: ["1000"],
  },
};

/** What only one line lets a task say. */
export const OF_LINE: Readonly<Record<Release, OfLine>> = {
  "0.10": {
    consulEcsImage: "hashicorp/consul-ecs:0.9.1",
    meshTask: {
      ...DATAPLANE,
      proxyDrainSeconds: 10,
      consulEcsConfig: {
        ...EXTRAS,
        service: {
          ...EXTRAS.service,
          networkResilienceConfig: {
            enabled: true,
            outlierDetection: {
              interval: 1_000_000_000,
              maxFailures: 3,
              enforcingConsecutive5xx: 100,
              consecutive5xx: 5,
              enforcingConsecutiveGatewayFailure: 100,
              consecutiveGatewayFailure: 5,
              maxEjectionPercent: 50,
            },
          },
        },
      },
    },
    gatewayTask: DATAPLANE,
    upstreams: [UPSTREAM, { destinationName: "other", localBindPort: 1235, destinationPeer: "other" } as Upstream],
  },
  "0.6": {
    consulEcsImage: "hashicorp/consul-ecs:0.6.2",
    meshTask: {
      ...AGENT,
      consulEcsConfig: EXTRAS,
      checks: [
        {
          checkId: "http",
          name: "HTTP",
          items: ["disk"],
          interval: "10s",
          timeout: "5s",
          http: "http://localhost:9090/health",
          header: { "x-check": ["1"] },
          method: "GET",
          body: "{}",
          status: "passing",
          notes: "Asks the application.",
          tlsServerName: "web",
          tlsSkipVerify: true,
          successBeforePassing: 1,
          failuresBeforeCritical: 3,
        },
        { checkId: "args", args: ["/bin/check"], interval: "10s" },
        { checkId: "ttl", ttl: "30s" },
        { checkId: "tcp", tcp: "localhost:9090", interval: "10s" },
        { checkId: "grpc", grpc: "localhost:9090", grpcUseTls: true, interval: "10s" },
        { checkId: "h2ping", h2ping: "localhost:9090", h2pingUseTls: true, interval: "10s" },
        { checkId: "alias", aliasNode: "node", aliasService: "web" },
      ],
    },
    gatewayTask: AGENT,
    upstreams: [UPSTREAM],
  },
};
