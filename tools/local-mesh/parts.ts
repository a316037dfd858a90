import type { TaskDefinition } from "@aws-sdk/client-ecs";

/**
 * What the parts of the local mesh know of each other. Each part is a folder; `mesh.ts` puts them together.
 *
 *     engine          Docker, through its API
 *     tasks           one task: its containers, as ECS would run them
 *     services        how many tasks of what: desired count, rolling replacement, restarts
 *     load-balancers  listeners on this machine, health checks, targets
 *     instances       EC2: instances as containers with systemd
 *     front           AWS, as Terraform and the containers see it: ECS is answered here, the rest by the emulator
 */

/** Where something of a task can be reached from this process. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a task is started with. */
export interface TaskRequest {
  readonly arn: string;
  readonly definition: TaskDefinition;
  readonly clusterArn: string;
  /** `service:<name>`, or `family:<family>` of a task that no service asked for. */
  readonly group: string;
  readonly launchType: string;
  readonly startedBy?: string;
  /** Names by which the network knows the task: those that Cloud Map gives it. */
  readonly names: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** ECS's own words for where a task stands. */
export type TaskStatus =
  "PROVISIONING" | "PENDING" | "ACTIVATING" | "RUNNING" | "DEACTIVATING" | "STOPPING" | "STOPPED";
export type Health = "HEALTHY" | "UNHEALTHY" | "UNKNOWN";

/** A container of a task, as its metadata and `DescribeTasks` tell of it. */
export interface ContainerView {
  readonly name: string;
  readonly image: string;
  /** The engine's id; none before it is created. */
  readonly dockerId?: string;
  readonly status: "PENDING" | "CREATED" | "RUNNING" | "STOPPED";
  readonly desiredStatus: "RUNNING" | "STOPPED";
  readonly health: Health;
  /** When the health became what it is. */
  readonly healthSince?: Date;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly createdAt?: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
}

export interface TaskView {
  readonly request: TaskRequest;
  readonly status: TaskStatus;
  readonly desiredStatus: "RUNNING" | "STOPPED";
  readonly health: Health;
  /** In the network of the mesh; none before the task has one. */
  readonly ip?: string;
  readonly containers: readonly ContainerView[];
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly stoppingAt?: Date;
  readonly stoppedAt?: Date;
  readonly stopCode?: "TaskFailedToStart" | "EssentialContainerExited" | "UserInitiated" | "ServiceSchedulerInitiated";
  readonly stoppedReason?: string;
}

/** A task that runs, or has run. */
export interface RunningTask {
  view(): TaskView;
  /** After each change of the view. @returns what ends the listening */
  onChange(listener: () => void): () => void;
  /** SIGTERM to all containers at once, SIGKILL after each one's `stopTimeout`. Resolves when the task has stopped. */
  stop(code: NonNullable<TaskView["stopCode"]>, reason: string): Promise<void>;
  /** Where this process reaches a port of the task; none before the task has an address, or for a port it does not map. */
  reach(containerPort: number): Address | undefined;
  /** Runs a command in a container, as ECS Exec does. */
  execute(
    container: string,
    command: readonly string[],
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
}

/** Starts tasks. What goes wrong at the start shows in the view: the task stops with a reason, and nothing is thrown. */
export interface TaskRunner {
  start(request: TaskRequest): RunningTask;
}

/** A task behind a target group. */
export interface Target {
  /** The task's address in the network, as AWS names a target. */
  readonly id: string;
  readonly port: number;
  readonly address: Address;
}

export type TargetHealth = "initial" | "healthy" | "unhealthy" | "draining" | "unused";

/** What the scheduler asks of the load balancers. */
export interface TargetGroups {
  register(targetGroupArn: string, target: Target): void;
  /** Resolves when the last call to it is over, at the latest after the deregistration delay. */
  deregister(targetGroupArn: string, target: Target): Promise<void>;
  /** "unused" when no listener leads to the group: ECS does not hold that against a task. */
  health(targetGroupArn: string, target: Target): TargetHealth;
  onChange(listener: () => void): () => void;
}

/** The metadata of tasks and the credentials of their roles, as the front serves them to containers. */
export interface TaskEndpoints {
  /** What a container's environment gets: `ECS_CONTAINER_METADATA_URI_V4`, the credentials' path, region and so on. */
  variables(task: TaskView, container: string): Readonly<Record<string, string>>;
}
