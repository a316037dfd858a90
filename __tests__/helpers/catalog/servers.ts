import { ConfigEntryResources, DevServer, ExternalConsulServers, ServerCluster, ServerStorage } from "../../../modules";
import type { ConsulServers, ServerStorageProps, ServerTaskProps } from "../../../modules";
import type { Construct } from "constructs";
import type { Release } from "../../../modules";
import { LOGS } from "./containers";
import { entry, onBothLines, type Entry } from "./entry";
import {
  CLUSTER_ARN,
  DEPENDS_ON,
  GROUPS,
  KEY,
  PLAIN_SERVERS,
  policy,
  secret,
  secretValue,
  SERVERS,
  SUBNETS,
  TAGS,
  VPC_ID,
} from "./given";

const LEAST: ServerTaskProps = { clusterArn: CLUSTER_ARN, vpcId: VPC_ID, subnetIds: SUBNETS };

/** All that servers can be told on both lines, but for what excludes something here. */
const rich = (scope: Construct, release: Release): ServerTaskProps => ({
  ...LEAST,
  name: "server",
  cpu: 512,
  memory: 1024,
  consulImage:
    release === "0.10" ? "hashicorp/consul-enterprise:1.20.6-ent" : "hashicorp/consul-enterprise:1.15.10-ent",
  consulVersion: release === "0.10" ? "1.20.6" : "1.15.10",
  logConfiguration: LOGS,
  datacenter: "dc2",
  serviceDiscoveryNamespace: "consul.internal",
  persistence: { subnetIds: SUBNETS, kmsKeyArn: KEY },
  snapshots: { everyMinutes: 30, keep: 24 },
  raftMultiplier: 2,
  executeCommand: true,
  namedLogGroups: true,
  loadBalancer: {
    subnetIds: SUBNETS,
    ingressCidrBlocks: ["10.0.0.0/8"],
    ingressSecurityGroupIds: GROUPS,
    waitForLeader: { timeoutSeconds: 300 },
  },
  tls: { caCertSecretArn: secret("ca"), caKeySecretArn: secret("ca-key"), additionalDnsNames: ["consul.example.com"] },
  acls: { bootstrapToken: { value: secretValue(scope), version: 2 } },
  license: { value: secretValue(scope), version: 2 },
  primaryDatacenter: "dc1",
  retryJoinWan: ["consul.dc1.example.com"],
  clusterPeering: true,
  configEntries: () => [{ Kind: "service-defaults", Name: "web", Protocol: "http" }],
  replicationToken: { value: secretValue(scope), version: 2 },
  healthCheckGracePeriodSeconds: 300,
  secretsRecoveryWindowInDays: 7,
  secretsKmsKeyArn: KEY,
  tags: TAGS,
  compatibilities: ["EC2"],
  runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  permissionsBoundary: policy("boundary"),
  kmsKeyArns: [KEY],
  launchType: "EC2",
  circuitBreaker: true,
  waitForSteadyState: true,
  dependsOn: DEPENDS_ON,
});

const FURTHER: ServerTaskProps = {
  ...LEAST,
  acls: { bootstrapToken: { secretArn: secret("bootstrap-token") } },
  tls: { caCertSecretArn: secret("ca"), caKeySecretArn: secret("ca-key") },
  replicationToken: { secretArn: secret("replication") },
  license: { secretArn: secret("license") },
  primaryDatacenter: "dc0",
  persistence: false,
  deploymentMinimumHealthyPercent: 0,
  deploymentMaximumPercent: 100,
  primaryGateways: ["gateway.dc0.example.com:8443"],
  meshGatewayWanFederation: true,
  capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 1 }],
  compatibilities: ["FARGATE"],
  assignPublicIp: true,
  ephemeralStorageGib: 30,
};

const ENTERPRISE = {
  "0.10": "hashicorp/consul-enterprise:1.20.6-ent",
  "0.6": "hashicorp/consul-enterprise:1.15.10-ent",
};

const variants = (release: Release): ((scope: Construct) => ServerTaskProps)[] => [
  (scope) => rich(scope, release),
  () => ({ ...FURTHER, consulImage: ENTERPRISE[release] }),
];

/** What only line 0.6 lets a server say. */
const ofLine = (release: Release): object =>
  release === "0.6" ? { gossipEncryption: { keySecretArn: secret("gossip-key") } } : {};

const tasks = onBothLines((release) => [
  entry<ConstructorParameters<typeof DevServer>[2]>({
    name: "DevServer",
    make: (scope, props) => new DevServer(scope, "server", props),
    least: () => ({ ...LEAST, release }),
    rich: variants(release).map((variant) => (scope) => ({
      ...variant(scope),
      ...ofLine(release),
      release,
      nodeName: "server-1",
      likeHclModule: true,
    })),
  }),
  entry<ConstructorParameters<typeof ServerCluster>[2]>({
    name: "ServerCluster",
    make: (scope, props) => new ServerCluster(scope, "servers", props),
    least: () => ({ ...LEAST, release, serverCount: 1 }),
    rich: variants(release).map((variant) => (scope) => ({
      ...variant(scope),
      ...ofLine(release),
      release,
      serverCount: 3,
    })),
  }),
]);

const external = [
  entry<ConsulServers>({
    name: "ExternalConsulServers.fromAttributes",
    // It makes nothing: what it says is seen in what is made with it.
    make: (scope, attributes) => {
      const { ready: _, ...seen } = ExternalConsulServers.fromAttributes(attributes);
      return new ConfigEntryResources(scope, "servers", [{ Kind: "mesh", ...seen }]);
    },
    least: () => PLAIN_SERVERS,
    rich: [() => SERVERS],
  }),
];

const STORAGE: ServerStorageProps = {
  name: "server",
  vpcId: VPC_ID,
  subnetIds: SUBNETS,
  clientSecurityGroupId: "sg-0c0c0c0c",
};

const storage = [
  entry<ServerStorageProps>({
    name: "ServerStorage",
    make: (scope, props) => new ServerStorage(scope, "storage", props),
    least: () => STORAGE,
    rich: [() => ({ ...STORAGE, kmsKeyArn: KEY })],
  }),
  entry<{ readonly name: string }>({
    name: "ServerStorage.addServer",
    make: (scope, { name }) => new ServerStorage(scope, "storage", STORAGE).addServer("one", name),
    least: () => ({ name: "server-1" }),
    rich: [() => ({ name: "server-1" })],
  }),
  entry<{ readonly containerPath: string }>({
    name: "ServerStorage.addSnapshots",
    make: (scope, { containerPath }) => {
      const { mountPoint } = new ServerStorage(scope, "storage", STORAGE).addSnapshots(containerPath);
      return new ConfigEntryResources(scope, "mounts", [{ Kind: "mesh", ...mountPoint }]);
    },
    least: () => ({ containerPath: "/snapshots" }),
    rich: [() => ({ containerPath: "/snapshots" })],
  }),
];

export const SERVER_TASKS: readonly Entry[] = [...tasks, ...external, ...storage];
