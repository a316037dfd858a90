/**
 * A container of a task definition, as the ECS API names things.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 *
 * Every string may be a token.
 */
export interface ContainerDefinition {
  /** Up to 255 letters, digits, hyphens and underscores; unique in the task. */
  readonly name: string;
  readonly image: string;
  /** When it stops, the whole task stops. AWS's default: true. */
  readonly essential?: boolean;
  readonly entryPoint?: readonly string[] | null;
  readonly command?: readonly string[];
  /** CPU units, 1024 to a vCPU; those of all containers are within the task's. AWS's default: 0, a share of what is left. */
  readonly cpu?: number;
  /** Hard limit in MiB, 4 or more. */
  readonly memory?: number;
  /** Soft limit in MiB, 4 or more and less than `memory`. */
  readonly memoryReservation?: number;
  readonly portMappings?: readonly PortMapping[];
  readonly environment?: readonly KeyValue[];
  /** At most ten. */
  readonly environmentFiles?: readonly EnvironmentFile[];
  readonly secrets?: readonly ContainerSecret[];
  readonly mountPoints?: readonly MountPoint[];
  readonly volumesFrom?: readonly VolumesFrom[];
  readonly dependsOn?: readonly ContainerDependency[];
  readonly healthCheck?: HealthCheck | null;
  readonly logConfiguration?: LogConfiguration | null;
  readonly linuxParameters?: LinuxParameters;
  readonly ulimits?: readonly Ulimit[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly readonlyRootFilesystem?: boolean;
  /** Not on Fargate. */
  readonly privileged?: boolean;
  readonly interactive?: boolean;
  readonly pseudoTerminal?: boolean;
  readonly dockerLabels?: Readonly<Record<string, string>>;
  /** Not on Fargate. */
  readonly dockerSecurityOptions?: readonly string[];
  readonly systemControls?: readonly SystemControl[];
  /** No GPU on Fargate. */
  readonly resourceRequirements?: readonly ResourceRequirement[];
  readonly repositoryCredentials?: RepositoryCredentials;
  /** Makes it the log router of the task: there is one at most. */
  readonly firelensConfiguration?: FirelensConfiguration;
  readonly restartPolicy?: RestartPolicy;
  /** Seconds that those who wait for the container wait. */
  readonly startTimeout?: number;
  /** Seconds between SIGTERM and SIGKILL, up to 120 on Fargate. */
  readonly stopTimeout?: number;
  readonly versionConsistency?: "enabled" | "disabled";
  /** Not on Fargate. */
  readonly disableNetworking?: boolean;
  /** Not on Fargate. */
  readonly dnsServers?: readonly string[];
  /** Not on Fargate. */
  readonly dnsSearchDomains?: readonly string[];
  readonly credentialSpecs?: readonly string[];
}

export interface EnvironmentFile {
  /** ARN of a file in S3 whose name ends in `.env`. */
  readonly value: string;
  readonly type: "s3";
}

export interface VolumesFrom {
  /** Another container of the task. */
  readonly sourceContainer: string;
  readonly readOnly?: boolean;
}

export interface Ulimit {
  readonly name:
    | "core"
    | "cpu"
    | "data"
    | "fsize"
    | "locks"
    | "memlock"
    | "msgqueue"
    | "nice"
    | "nofile"
    | "nproc"
    | "rss"
    | "rtprio"
    | "rttime"
    | "sigpending"
    | "stack";
  readonly softLimit: number;
  /** Not less than `softLimit`; -1 is no limit. */
  readonly hardLimit: number;
}

export interface SystemControl {
  readonly namespace: string;
  readonly value: string;
}

export interface ResourceRequirement {
  readonly type: "GPU" | "InferenceAccelerator";
  readonly value: string;
}

export interface RepositoryCredentials {
  /** ARN or name of a secret in Secrets Manager. */
  readonly credentialsParameter: string;
}

export interface FirelensConfiguration {
  readonly type: "fluentd" | "fluentbit";
  readonly options?: Readonly<Record<string, string>>;
}

export interface RestartPolicy {
  readonly enabled: boolean;
  /** At most 50. */
  readonly ignoredExitCodes?: readonly number[];
  /** Seconds, 60 to 1800. */
  readonly restartAttemptPeriod?: number;
}

export interface KeyValue {
  readonly name: string;
  readonly value: string;
}

/** A secret that ECS puts into the environment: its ARN, never its value. */
export interface ContainerSecret {
  readonly name: string;
  /** ARN of a Secrets Manager secret or of an SSM parameter, or the parameter's name. */
  readonly valueFrom: string;
}

export interface PortMapping {
  /** 1 to 65535; no other container of the task maps it with the same protocol. */
  readonly containerPort: number;
  /** With awsvpc networking the same as `containerPort`. */
  readonly hostPort?: number;
  readonly protocol?: "tcp" | "udp";
  readonly name?: string;
  readonly appProtocol?: "http" | "http2" | "grpc";
}

export interface MountPoint {
  readonly sourceVolume: string;
  readonly containerPath: string;
  readonly readOnly?: boolean;
}

export interface ContainerDependency {
  readonly containerName: string;
  /** HEALTHY needs a health check of the other container; COMPLETE and SUCCESS need one that is not essential. */
  readonly condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";
}

export interface HealthCheck {
  /** Starts with `CMD`, `CMD-SHELL`, or is the command itself. */
  readonly command: readonly string[];
  /** Seconds, 5 to 300. AWS's default: 30. */
  readonly interval?: number;
  /** Seconds, 2 to 60. AWS's default: 5. */
  readonly timeout?: number;
  /** 1 to 10. AWS's default: 3. */
  readonly retries?: number;
  /** Seconds, 0 to 300. AWS's default: 0. */
  readonly startPeriod?: number;
}

export interface LogConfiguration {
  /** On Fargate "awslogs", "awsfirelens" or "splunk"; "awsfirelens" needs a container that is the log router. */
  readonly logDriver:
    "awslogs" | "awsfirelens" | "splunk" | "fluentd" | "gelf" | "json-file" | "journald" | "syslog" | "logentries";
  readonly options?: Readonly<Record<string, string>>;
  readonly secretOptions?: readonly ContainerSecret[];
}

export interface LinuxParameters {
  readonly initProcessEnabled?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  /** Not on Fargate. */
  readonly devices?: readonly Device[];
  /** MiB; not on Fargate. */
  readonly sharedMemorySize?: number;
  readonly tmpfs?: readonly Tmpfs[];
  /** MiB; not on Fargate. */
  readonly maxSwap?: number;
  /** 0 to 100; not on Fargate. */
  readonly swappiness?: number;
}

export interface Device {
  readonly hostPath: string;
  readonly containerPath?: string;
  readonly permissions?: readonly ("read" | "write" | "mknod")[];
}

export interface Tmpfs {
  readonly containerPath: string;
  /** MiB, 1 or more. */
  readonly size: number;
  readonly mountOptions?: readonly string[];
}

/** Where a service's tasks run. */
export type LaunchType = "EC2" | "FARGATE";

/** A launch type that a task definition is made for. */
export type Compatibility = LaunchType;
