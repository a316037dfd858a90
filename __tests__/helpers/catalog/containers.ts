import type { ContainerDefinition, Volume } from "../../../modules";
import { secret } from "./given";

/** With a command, so that its stop can be delayed. */
export const APP: ContainerDefinition = { name: "app", image: "app:1", essential: true, command: ["/app"] };

export const VOLUMES: readonly Volume[] = [
  { name: "data" },
  { name: "host", hostPath: "/var/data" },
  {
    name: "docker",
    dockerVolumeConfiguration: {
      autoprovision: true,
      driver: "local",
      driverOpts: { type: "tmpfs" },
      labels: { team: "payments" },
      scope: "shared",
    },
  },
  {
    name: "efs",
    efsVolumeConfiguration: {
      fileSystemId: "fs-0a1b2c3d",
      rootDirectory: "/data",
      transitEncryption: "ENABLED",
      transitEncryptionPort: 2999,
    },
  },
  {
    name: "efs-access-point",
    efsVolumeConfiguration: {
      fileSystemId: "fs-0a1b2c3d",
      transitEncryption: "ENABLED",
      authorizationConfig: { accessPointId: "fsap-0a1b2c3d4e5f6a7b8", iam: "ENABLED" },
    },
  },
  { name: "ebs", configureAtLaunch: true },
];

/** Only on Windows, where no sidecar runs; ECS itself says so. */
export const FSX_VOLUMES: readonly Volume[] = [
  {
    name: "fsx",
    fsxWindowsFileServerVolumeConfiguration: {
      fileSystemId: "fs-0a1b2c3d",
      rootDirectory: "share",
      authorizationConfig: { credentialsParameter: secret("domain"), domain: "corp.example.com" },
    },
  },
];

/** The application, a task that goes before it, and a log router: all that a container on EC2 can be told. */
export const CONTAINERS: readonly ContainerDefinition[] = [
  {
    name: "app",
    image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1",
    essential: true,
    entryPoint: ["/bin/app"],
    command: ["serve"],
    cpu: 64,
    memory: 256,
    memoryReservation: 128,
    portMappings: [{ containerPort: 9090, hostPort: 9090, protocol: "tcp", name: "api", appProtocol: "http" }],
    environment: [{ name: "LEVEL", value: "info" }],
    environmentFiles: [{ value: "arn:aws:s3:::settings/app.env", type: "s3" }],
    secrets: [{ name: "PASSWORD", valueFrom: secret("password") }],
    mountPoints: [{ sourceVolume: "data", containerPath: "/data", readOnly: true }],
    volumesFrom: [{ sourceContainer: "migrate", readOnly: true }],
    dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }],
    healthCheck: { command: ["CMD", "/bin/check"], interval: 30, timeout: 5, retries: 3, startPeriod: 10 },
    logConfiguration: {
      logDriver: "splunk",
      options: { "splunk-url": "https://splunk.example.com:8088" },
      secretOptions: [{ name: "splunk-token", valueFrom: secret("splunk") }],
    },
    linuxParameters: {
      initProcessEnabled: true,
      capabilities: { add: ["SYS_PTRACE"], drop: ["MKNOD"] },
      devices: [{ hostPath: "/dev/fuse", containerPath: "/dev/fuse", permissions: ["read", "write"] }],
      sharedMemorySize: 64,
      tmpfs: [{ containerPath: "/scratch", size: 64, mountOptions: ["noexec"] }],
      maxSwap: 64,
      swappiness: 10,
    },
    ulimits: [{ name: "nofile", softLimit: 1024, hardLimit: 4096 }],
    user: "1000:1000",
    workingDirectory: "/srv",
    readonlyRootFilesystem: true,
    privileged: false,
    interactive: true,
    pseudoTerminal: true,
    dockerLabels: { team: "payments" },
    dockerSecurityOptions: ["no-new-privileges"],
    systemControls: [{ namespace: "net.core.somaxconn", value: "1024" }],
    resourceRequirements: [{ type: "GPU", value: "1" }],
    repositoryCredentials: { credentialsParameter: secret("registry") },
    restartPolicy: { enabled: true, ignoredExitCodes: [0], restartAttemptPeriod: 180 },
    startTimeout: 60,
    stopTimeout: 60,
    versionConsistency: "enabled",
    disableNetworking: false,
    dnsServers: ["10.0.0.2"],
    dnsSearchDomains: ["example.com"],
    credentialSpecs: ["credentialspecdomainless:arn:aws:s3:::settings/spec.json"],
  },
  { name: "migrate", image: "migrate:1", essential: false, command: ["/migrate"] },
  {
    name: "router",
    image: "fluent-bit:1",
    essential: true,
    firelensConfiguration: { type: "fluentbit", options: { "enable-ecs-log-metadata": "true" } },
  },
];

/** All that the sidecars can be told about their logs. */
export const LOGS = {
  logDriver: "splunk",
  options: { "splunk-url": "https://splunk.example.com:8088" },
  secretOptions: [{ name: "splunk-token", valueFrom: secret("splunk") }],
} as const;
