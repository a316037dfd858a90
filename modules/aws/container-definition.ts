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
  /** CPU units, 1024 to a vCPU. AWS's default: 0, a share of what is left. */
  readonly cpu?: number;
  /** Hard limit in MiB. */
  readonly memory?: number;
  /** Soft limit in MiB. */
  readonly memoryReservation?: number;
  readonly portMappings?: readonly PortMapping[];
  readonly environment?: readonly KeyValue[];
  readonly environmentFiles?: readonly { readonly value: string; readonly type: "s3" }[];
  readonly secrets?: readonly ContainerSecret[];
  readonly mountPoints?: readonly MountPoint[];
  readonly volumesFrom?: readonly { readonly sourceContainer: string; readonly readOnly?: boolean }[];
  readonly dependsOn?: readonly ContainerDependency[];
  readonly healthCheck?: HealthCheck | null;
  readonly logConfiguration?: LogConfiguration | null;
  readonly linuxParameters?: LinuxParameters;
  readonly ulimits?: readonly { readonly name: string; readonly softLimit: number; readonly hardLimit: number }[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly readonlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly interactive?: boolean;
  readonly pseudoTerminal?: boolean;
  readonly dockerLabels?: Readonly<Record<string, string>>;
  readonly dockerSecurityOptions?: readonly string[];
  readonly systemControls?: readonly { readonly namespace: string; readonly value: string }[];
  readonly resourceRequirements?: readonly { readonly type: "GPU" | "InferenceAccelerator"; readonly value: string }[];
  readonly repositoryCredentials?: { readonly credentialsParameter: string };
  readonly firelensConfiguration?: {
    readonly type: "fluentd" | "fluentbit";
    readonly options?: Readonly<Record<string, string>>;
  };
  readonly restartPolicy?: {
    readonly enabled: boolean;
    readonly ignoredExitCodes?: readonly number[];
    /** Seconds. */
    readonly restartAttemptPeriod?: number;
  };
  /** Seconds. */
  readonly startTimeout?: number;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout?: number;
  readonly versionConsistency?: "enabled" | "disabled";
}

export interface KeyValue {
  readonly name: string;
  readonly value: string;
}

/** A secret that ECS puts into the environment: its ARN, never its value. */
export interface ContainerSecret {
  readonly name: string;
  /** ARN of a Secrets Manager secret or of an SSM parameter. */
  readonly valueFrom: string;
}

export interface PortMapping {
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
  readonly logDriver:
    "awslogs" | "awsfirelens" | "splunk" | "fluentd" | "gelf" | "json-file" | "journald" | "syslog" | "logentries";
  readonly options?: Readonly<Record<string, string>>;
  readonly secretOptions?: readonly ContainerSecret[];
}

export interface LinuxParameters {
  readonly initProcessEnabled?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly devices?: readonly { readonly hostPath: string; readonly containerPath?: string }[];
  /** MiB. */
  readonly sharedMemorySize?: number;
  readonly tmpfs?: readonly { readonly containerPath: string; readonly size: number }[];
  readonly maxSwap?: number;
  readonly swappiness?: number;
}

/** The launch types that a task definition is made for. */
export type Compatibility = "EC2" | "FARGATE" | "EXTERNAL";

/** Where a service's tasks run. */
export type LaunchType = "EC2" | "FARGATE";
