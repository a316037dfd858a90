import type { Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import type { TaskView } from "../parts";

/** What of a service only the scheduler knows: it replaces what the emulator answers. */
export type ServiceCounts = Required<
  Pick<Service, "status" | "desiredCount" | "runningCount" | "pendingCount" | "deployments" | "events">
>;

/** A task that no service asked for, as `RunTask` wants it. */
export interface RunTaskOrder {
  readonly clusterArn: string;
  /** Overrides are in it already. */
  readonly definition: TaskDefinition;
  readonly launchType: string;
  readonly group: string;
  readonly startedBy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the front asks of who runs services and tasks. Services, clusters and tasks are named by their ARNs. */
export interface EcsScheduler {
  /**
   * A service that the emulator has taken: what it answered, and of the request what it forgot. `taskDefinition` and
   * `clusterArn` are ARNs.
   */
  create(service: Service): Promise<void>;
  /** The service as it is to be now; a new deployment when its task definition differs, or when it is forced. */
  update(service: Service, options: { readonly forceNewDeployment: boolean }): Promise<void>;
  /** Stops the tasks. `describe` says DRAINING until they are gone, INACTIVE from then on. */
  delete(serviceArn: string): Promise<void>;
  /** Nothing for a service that it was never told of. */
  describe(serviceArn: string): ServiceCounts | undefined;

  /** As `DescribeTasks` shows them; those that stopped are there for a while. */
  describeTasks(): readonly Task[];
  /** The same tasks, as their metadata needs them. */
  tasks(): readonly TaskView[];
  runTask(order: RunTaskOrder): Promise<Task>;
  /** Resolves when the stopping has begun. */
  stopTask(taskArn: string, reason: string): Promise<void>;
  /** Runs a command in a container, as ECS Exec does. */
  execute(
    taskArn: string,
    container: string,
    command: readonly string[],
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
}
