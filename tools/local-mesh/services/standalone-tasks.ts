import type { RunTaskRequest, TaskDefinition } from "@aws-sdk/client-ecs";
import type { ServiceContext } from "./context";
import { ManagedTask } from "./managed-task";
import { overridden } from "./overrides";
import { launchTypeOf } from "./spec";
import type { TaskFacts } from "./task-view";
import type { Wire } from "./wire";

/** A task with what its request said and it does not know. */
export interface KnownTask {
  readonly task: ManagedTask;
  readonly facts: Pick<TaskFacts, "overrides" | "networkConfiguration" | "executeCommand">;
}

export interface StandaloneStart {
  readonly clusterArn: string;
  readonly definition: TaskDefinition;
  readonly tags: Readonly<Record<string, string>>;
}

/** Tasks that no service asked for: nothing takes their place when they stop. */
export class StandaloneTasks {
  private known: readonly KnownTask[] = [];

  constructor(private readonly context: ServiceContext) {}

  all(): readonly KnownTask[] {
    return this.known;
  }

  /** @returns the ARNs of the tasks */
  run(request: Wire<RunTaskRequest>, start: StandaloneStart): string[] {
    const started = Array.from({ length: request.count ?? 1 }, () => this.start(request, start));
    this.known = [...this.known, ...started];
    return started.map(({ task }) => task.arn);
  }

  /** Forgets tasks that stopped before the moment, in milliseconds. */
  forget(moment: number): void {
    this.known = this.known.filter(({ task }) => (task.view().stoppedAt?.valueOf() ?? Infinity) >= moment);
  }

  async stopAll(reason: string): Promise<void> {
    await Promise.all(this.known.map(({ task }) => task.stopNow("UserInitiated", reason)));
  }

  private start(request: Wire<RunTaskRequest>, { clusterArn, definition, tags }: StandaloneStart): KnownTask {
    const { overrides, enableExecuteCommand: executeCommand, networkConfiguration, startedBy } = request;
    const running = this.context.runner.start({
      arn: this.context.newTaskArn(clusterArn),
      definition: overridden(definition, overrides),
      clusterArn,
      group: request.group ?? `family:${definition.family}`,
      launchType: launchTypeOf(request) ?? "EC2",
      startedBy,
      names: [],
      tags,
    });
    const task = new ManagedTask(running, {
      targets: this.context.targets,
      loadBalancers: [],
      now: () => this.context.now(),
    });
    return { task, facts: { overrides, networkConfiguration, executeCommand } };
  }
}
