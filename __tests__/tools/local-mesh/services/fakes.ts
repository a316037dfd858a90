import type { Service, TaskDefinition } from "@aws-sdk/client-ecs";
import type {
  Health,
  RunningTask,
  Target,
  TargetGroups,
  TargetHealth,
  TaskRequest,
  TaskRunner,
  TaskStatus,
  TaskView,
} from "../../../../tools/local-mesh/parts";
import { Services, type ServiceRequest, type ServicesOptions, type Wire } from "../../../../tools/local-mesh/services";

/** A task whose life the test decides. */
export class FakeTask implements RunningTask {
  private readonly listeners = new Set<() => void>();
  private current: TaskView;
  private ended: () => void = () => undefined;
  /** How often it was told to stop. */
  stops = 0;

  constructor(
    readonly request: TaskRequest,
    number: number,
    private readonly stopsByItself: boolean,
  ) {
    this.current = {
      request,
      status: "PENDING",
      desiredStatus: "RUNNING",
      health: "UNKNOWN",
      ip: `10.0.0.${number}`,
      containers: [],
      createdAt: new Date(),
    };
  }

  view() {
    return this.current;
  }

  change(change: Partial<TaskView>) {
    this.current = { ...this.current, ...change };
    for (const listener of [...this.listeners]) listener();
  }

  run(health: Health = "UNKNOWN") {
    this.change({ status: "RUNNING", health, startedAt: new Date() });
  }

  end(stopCode: NonNullable<TaskView["stopCode"]> = "EssentialContainerExited", stoppedReason = "ended") {
    this.change({ status: "STOPPED", desiredStatus: "STOPPED", stoppedAt: new Date(), stopCode, stoppedReason });
    this.ended();
  }

  onChange(listener: () => void) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(stopCode: NonNullable<TaskView["stopCode"]>, stoppedReason: string) {
    this.stops += 1;
    if (this.current.status === "STOPPED") return;
    this.change({ status: "STOPPING", desiredStatus: "STOPPED", stopCode, stoppedReason });
    if (this.stopsByItself) this.end(stopCode, stoppedReason);
    else await new Promise<void>((resolve) => (this.ended = resolve));
  }

  reach(containerPort: number) {
    return { host: "127.0.0.1", port: containerPort + 10_000 };
  }

  execute() {
    return Promise.resolve({ exitCode: 0, output: "" });
  }
}

export class FakeRunner implements TaskRunner {
  readonly tasks: FakeTask[] = [];
  /** Otherwise the test ends what was told to stop. */
  stopsByItself = true;
  /** What happens to each task as it starts. */
  onStart: (task: FakeTask) => void = () => undefined;

  start(request: TaskRequest) {
    const task = new FakeTask(request, this.tasks.length + 1, this.stopsByItself);
    this.tasks.push(task);
    this.onStart(task);
    return task;
  }

  /** Those in one of the states. */
  in(...statuses: TaskStatus[]) {
    return this.tasks.filter((task) => statuses.includes(task.view().status));
  }

  get running() {
    return this.in("RUNNING");
  }

  get pending() {
    return this.in("PENDING");
  }
}

export class FakeTargets implements TargetGroups {
  private readonly listeners = new Set<() => void>();
  private readonly states = new Map<string, TargetHealth>();
  private readonly drained = new Map<string, () => void>();
  /** What was asked of it, in order. */
  readonly calls: string[] = [];

  register(_group: string, target: Target) {
    this.calls.push(`register ${target.id}:${target.port}`);
    this.states.set(target.id, "initial");
  }

  deregister(_group: string, target: Target) {
    this.calls.push(`deregister ${target.id}:${target.port}`);
    this.states.set(target.id, "draining");
    return new Promise<void>((resolve) => this.drained.set(target.id, resolve));
  }

  health(_group: string, target: Target) {
    return this.states.get(target.id) ?? "unused";
  }

  onChange(listener: () => void) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(task: FakeTask, health: TargetHealth) {
    this.states.set(task.view().ip ?? "", health);
    for (const listener of [...this.listeners]) listener();
  }

  /** The last call to the task is over. */
  async drain(task: FakeTask) {
    this.drained.get(task.view().ip ?? "")?.();
    await jest.advanceTimersByTimeAsync(0);
  }
}

const ARN = "arn:aws:ecs:us-east-1:123456789012";

/** A service `app` in a cluster, its emulator reduced to what it answers, and jest's clock. */
export class Bench {
  readonly runner = new FakeRunner();
  readonly targets = new FakeTargets();
  readonly services: Services;
  private answer: Wire<Service> = {};

  constructor(
    private readonly definition: Partial<TaskDefinition> = {},
    options: Partial<ServicesOptions> = {},
  ) {
    this.services = new Services({
      runner: this.runner,
      targets: this.targets,
      region: "us-east-1",
      account: "123456789012",
      taskDefinition: (arn) => Promise.resolve(this.definitionOf(arn)),
      namesOf: () => Promise.resolve(["app.local"]),
      ...options,
    });
  }

  async create(request: ServiceRequest = {}) {
    this.answer = {
      serviceArn: `${ARN}:service/mesh/app`,
      serviceName: "app",
      clusterArn: `${ARN}:cluster/mesh`,
      taskDefinition: arnOf("app:1"),
      status: "ACTIVE",
      runningCount: 1,
      deployments: [],
    };
    await this.services.create({ desiredCount: 1, launchType: "FARGATE", ...request }, this.answer);
  }

  async update(request: ServiceRequest) {
    const { taskDefinition } = request;
    this.answer = { ...this.answer, ...(taskDefinition ? { taskDefinition: arnOf(taskDefinition) } : {}) };
    await this.services.update({ service: "app", cluster: "mesh", ...request }, this.answer);
  }

  describe() {
    const service = this.services.describe("app", "mesh");
    if (!service) throw new Error("There is no service.");
    return service;
  }

  /** The revisions of the tasks that are not told to stop. */
  get revisions() {
    return this.runner.tasks
      .filter((task) => task.view().desiredStatus === "RUNNING")
      .map((task) => task.request.definition.revision);
  }

  get rollout() {
    const { deployments = [] } = this.describe();
    return deployments.map(({ status, rolloutState }) => `${status} ${rolloutState}`);
  }

  get messages() {
    return (this.describe().events ?? []).map(({ message }) => message);
  }

  private definitionOf(arn: string): TaskDefinition {
    const revision = Number(arn.slice(arn.lastIndexOf(":") + 1));
    return {
      taskDefinitionArn: arn,
      family: "app",
      revision,
      networkMode: "awsvpc",
      containerDefinitions: [{ name: "app", image: "app" }],
      ...this.definition,
    };
  }
}

function arnOf(taskDefinition: string): string {
  return `${ARN}:task-definition/${taskDefinition}`;
}

/** With jest's clock: as long as nothing happens by itself. */
export async function pass(seconds: number) {
  await jest.advanceTimersByTimeAsync(seconds * 1000);
}

/** The definition of a task whose only container has a health check. */
export const WITH_HEALTH_CHECK: Partial<TaskDefinition> = {
  containerDefinitions: [{ name: "app", image: "app", healthCheck: { command: ["CMD", "true"] } }],
};

/** A request's part for a service behind a load balancer. */
export const BEHIND_A_LOAD_BALANCER: ServiceRequest = {
  loadBalancers: [{ targetGroupArn: "arn:group", containerName: "app", containerPort: 9090 }],
};
