import { randomBytes } from "node:crypto";
import type {
  ListTasksRequest,
  ListTasksResponse,
  RunTaskRequest,
  Service,
  Task,
  TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { RunningTask, TaskRunner, TargetGroups } from "../parts";
import type { ServiceContext } from "./context";
import type { Revision } from "./deployment";
import { listTasks } from "./list-tasks";
import { ManagedService } from "./managed-service";
import { countsOf, describeService, type Counts } from "./service-view";
import { isMeant, needsDeployment, specOf, updatedSpec, type ServiceRequest, type ServiceSpec } from "./spec";
import { StandaloneTasks, type KnownTask } from "./standalone-tasks";
import { describeTask, type TaskFacts } from "./task-view";
import { shortName, tagMap, type Wire } from "./wire";

export interface ServicesOptions {
  readonly runner: TaskRunner;
  readonly targets: TargetGroups;
  readonly region: string;
  readonly account: string;
  /** By ARN, or as a request names it: `family`, `family:revision`. */
  taskDefinition(reference: string): Promise<TaskDefinition>;
  /** Those of a task definition, which is described without. */
  tagsOf?(taskDefinitionArn: string): Promise<Readonly<Record<string, string>>>;
  /** By which the network knows the service's tasks: Cloud Map's, of `serviceRegistries`. */
  namesOf(service: ServiceSpec): Promise<readonly string[]>;
  /** In milliseconds. */
  now?(): number;
  /** How long it takes until it is noticed that a task is healthy: on ECS, some seconds. @default 0 */
  readonly noticeSeconds?: number;
  /** How long a task must have been healthy before it counts as one that stays: 10 s. */
  readonly settleSeconds?: number;
  /** Tasks fail faster here than on Fargate: the circuit breaker judges no deployment younger than this, 60 s. */
  readonly patienceSeconds?: number;
}

/** What there is of a service, for whoever shows it. */
export interface ServiceSummary extends Counts {
  readonly name: string;
  readonly clusterArn: string;
  readonly desiredCount: number;
  readonly deployments: NonNullable<Wire<Service>["deployments"]>;
  readonly events: NonNullable<Wire<Service>["events"]>;
}

interface Kept {
  readonly service: ManagedService;
  /** What the emulator said of it at last: it forgets a service when it is deleted, ECS does not. */
  readonly answer: Wire<Service>;
}

const KEPT_MILLISECONDS = 60 * 60 * 1000;

/** The services and tasks of all clusters, as ECS's scheduler keeps them. */
export class Services {
  private readonly context: ServiceContext;
  private readonly alone: StandaloneTasks;
  private readonly unlisten: () => void;
  private kept: readonly Kept[] = [];
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ServicesOptions) {
    this.context = {
      runner: options.runner,
      targets: options.targets,
      newTaskArn: (clusterArn) => this.newTaskArn(clusterArn),
      now: () => this.now(),
      noticeSeconds: options.noticeSeconds ?? 0,
      settleSeconds: options.settleSeconds ?? 10,
      patienceSeconds: options.patienceSeconds ?? 60,
    };
    this.alone = new StandaloneTasks(this.context);
    this.unlisten = options.targets.onChange(() => this.kept.forEach(({ service }) => service.reconcile()));
  }

  /** @param answer what the emulator made of the request */
  create(request: ServiceRequest, answer: Wire<Service>): Promise<void> {
    return this.inTurn(async () => {
      const spec = specOf(request, answer);
      const revision = await this.revisionOf(spec);
      const service = new ManagedService(spec, this.context);
      const others = this.kept.filter((one) => one.service.spec.arn !== spec.arn || one.service.status === "DRAINING");
      this.kept = [{ service, answer }, ...others];
      service.deploy(revision);
    });
  }

  /** @returns false when there is no such service */
  update(request: ServiceRequest, answer: Wire<Service>): Promise<boolean> {
    return this.inTurn(async () => {
      const kept = this.find(request.service ?? "", request.cluster);
      if (!kept) return false;
      const { service } = kept;
      const spec = updatedSpec(service.spec, request, answer);
      this.kept = this.kept.map((one) => (one === kept ? { service, answer } : one));
      if (request.forceNewDeployment || needsDeployment(service.spec, spec))
        service.deploy(await this.revisionOf(spec));
      else service.configure(spec);
      return true;
    });
  }

  /** @returns false when there is no such service */
  delete(reference: string, cluster?: string): Promise<boolean> {
    return this.inTurn(() => {
      const kept = this.find(reference, cluster);
      kept?.service.delete();
      return Promise.resolve(kept !== undefined);
    });
  }

  /** @returns the service as ECS describes it, also for an hour after it was deleted; none when there never was one */
  describe(reference: string, cluster?: string, answer?: Wire<Service>): Wire<Service> | undefined {
    this.forgetOld();
    const kept = this.find(reference, cluster);
    return kept && this.describeKept(answer ? { ...kept, answer } : kept);
  }

  summaries(): ServiceSummary[] {
    return this.kept
      .filter(({ service }) => service.status !== "INACTIVE")
      .map((kept) => {
        const { deployments = [], events = [] } = this.describeKept(kept);
        const { name, clusterArn, desiredCount } = kept.service.spec;
        const counts = countsOf(kept.service.tasks.map(({ task }) => task.view()));
        return { name, clusterArn, desiredCount, ...counts, deployments, events };
      });
  }

  /** Runs tasks of no service. */
  runTask(request: Wire<RunTaskRequest>): Promise<Wire<Task>[]> {
    return this.inTurn(async () => {
      const definition = await this.options.taskDefinition(request.taskDefinition ?? "");
      const ofDefinition = request.propagateTags === "TASK_DEFINITION" ? await this.tagsOf(definition) : {};
      const tags = { ...ofDefinition, ...tagMap(request.tags) };
      const arns = this.alone.run(request, { clusterArn: this.clusterArn(request.cluster), definition, tags });
      return arns.flatMap((arn) => this.describeTask(arn, { withTags: true }) ?? []);
    });
  }

  /** @returns the task as it is when it begins to stop; none when there is no such task */
  stopTask(reference: string, reason = "Task stopped by user"): Wire<Task> | undefined {
    const task = this.task(reference);
    if (!task) return undefined;
    void task.stop("UserInitiated", reason);
    return this.describeTask(reference, { withTags: false });
  }

  /** Those that stopped within the hour too, the newest last. */
  tasks(): RunningTask[] {
    this.forgetOld();
    return this.all().map(({ task }) => task);
  }

  /** @param reference ARN or id */
  task(reference: string): RunningTask | undefined {
    return this.tasks().find((task) => shortName(task.view().request.arn) === shortName(reference));
  }

  describeTask(reference: string, { withTags }: Pick<TaskFacts, "withTags">): Wire<Task> | undefined {
    const found = this.all().find(({ task }) => shortName(task.arn) === shortName(reference));
    const { region } = this.options;
    return found && describeTask(found.task.view(), { ...found.facts, region, withTags });
  }

  listTasks(request: Wire<ListTasksRequest>): Wire<ListTasksResponse> {
    return listTasks(
      this.tasks().map((task) => task.view()),
      request,
    );
  }

  /** Everything stops at once, and nothing is started any more. */
  async stopAll(reason = "The mesh is taken away"): Promise<void> {
    await this.queue;
    this.unlisten();
    await Promise.all([...this.kept.map(({ service }) => service.close(reason)), this.alone.stopAll(reason)]);
  }

  private all(): KnownTask[] {
    const ofServices = this.kept.flatMap(({ service }) => {
      const { networkConfiguration, enableExecuteCommand } = service.spec.said;
      const facts = { networkConfiguration, executeCommand: enableExecuteCommand };
      return service.tasks.map(({ task }) => ({ task, facts }));
    });
    return [...ofServices, ...this.alone.all()];
  }

  private describeKept({ service, answer }: Kept): Wire<Service> {
    const { spec, status, deployments, events } = service;
    const tasks = service.tasks.map(({ deployment, task }) => ({ deployment, view: task.view() }));
    return describeService(answer, { spec, status, deployments, events, tasks });
  }

  private find(reference: string, cluster: string | undefined): Kept | undefined {
    return this.kept.find(({ service }) => isMeant(service.spec, reference, cluster));
  }

  private async revisionOf(spec: ServiceSpec): Promise<Revision> {
    const definition = await this.options.taskDefinition(spec.taskDefinition);
    const tags = spec.propagateTags === "TASK_DEFINITION" ? await this.tagsOf(definition) : {};
    return { spec, definition, tags, names: await this.options.namesOf(spec) };
  }

  private async tagsOf({ taskDefinitionArn = "" }: TaskDefinition): Promise<Readonly<Record<string, string>>> {
    return (await this.options.tagsOf?.(taskDefinitionArn)) ?? {};
  }

  /** What is asked for takes its time to be looked up: requests take effect in the order in which they came. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private forgetOld(): void {
    const moment = this.now() - KEPT_MILLISECONDS;
    for (const { service } of this.kept) service.forget(moment);
    this.kept = this.kept.filter(({ service }) => (service.inactiveSince ?? Infinity) >= moment);
    this.alone.forget(moment);
  }

  private newTaskArn(clusterArn: string): string {
    const { region, account } = this.options;
    return `arn:aws:ecs:${region}:${account}:task/${shortName(clusterArn)}/${randomBytes(16).toString("hex")}`;
  }

  private clusterArn(reference = "default"): string {
    const { region, account } = this.options;
    return `arn:aws:ecs:${region}:${account}:cluster/${shortName(reference)}`;
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }
}
