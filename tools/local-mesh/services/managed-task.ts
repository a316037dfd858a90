import type { LoadBalancer } from "@aws-sdk/client-ecs";
import type { Address, RunningTask, Target, TargetGroups, TaskView } from "../parts";
import type { TargetReport } from "./standing";

export interface ManagedTaskOptions {
  readonly targets: TargetGroups;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly now: () => number;
  /** Where it stands with a load balancer, for the events of its service. */
  onTarget?(what: "registered" | "deregistered" | "draining", targetGroupArn: string): void;
}

type Stop = Pick<Required<TaskView>, "stopCode" | "stoppedReason" | "stoppingAt">;

/** A task with its place behind load balancers: it is there as long as it runs, and leaves before it is told to stop. */
export class ManagedTask implements RunningTask {
  private readonly registered = new Map<string, Target>();
  private readonly listeners = new Set<() => void>();
  private stopping?: Stop;
  private gone?: Promise<void>;

  constructor(
    private readonly task: RunningTask,
    private readonly options: ManagedTaskOptions,
  ) {
    task.onChange(() => this.follow());
    this.follow();
  }

  get arn(): string {
    return this.task.view().request.arn;
  }

  /** The task itself does not know yet that it will stop, while its load balancers let it go. */
  view(): TaskView {
    const view = this.task.view();
    if (!this.stopping || view.desiredStatus === "STOPPED" || view.status === "STOPPED") return view;
    return {
      ...view,
      ...this.stopping,
      desiredStatus: "STOPPED",
      status: view.status === "RUNNING" ? "DEACTIVATING" : view.status,
    };
  }

  /** What its load balancers say of it. */
  reports(): TargetReport[] {
    return groupsOf(this.options.loadBalancers).map((targetGroupArn) => {
      const target = this.registered.get(targetGroupArn);
      return { targetGroupArn, health: target && this.options.targets.health(targetGroupArn, target) };
    });
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  reach(containerPort: number): Address | undefined {
    return this.task.reach(containerPort);
  }

  execute(container: string, command: readonly string[]): ReturnType<RunningTask["execute"]> {
    return this.task.execute(container, command);
  }

  async stop(stopCode: Stop["stopCode"], stoppedReason: string): Promise<void> {
    const first = this.mark(stopCode, stoppedReason);
    await this.deregister();
    await this.task.stop(first.stopCode, first.stoppedReason);
  }

  /** Without waiting for calls that are still answered. */
  async stopNow(stopCode: Stop["stopCode"], stoppedReason: string): Promise<void> {
    const first = this.mark(stopCode, stoppedReason);
    void this.deregister();
    await this.task.stop(first.stopCode, first.stoppedReason);
  }

  /** What stopped it first is what it tells. */
  private mark(stopCode: Stop["stopCode"], stoppedReason: string): Stop {
    if (this.stopping) return this.stopping;
    const stop = { stopCode, stoppedReason, stoppingAt: new Date(this.options.now()) };
    this.stopping = stop;
    this.notify();
    return stop;
  }

  private follow(): void {
    const { status, desiredStatus } = this.view();
    if (desiredStatus === "STOPPED" || status === "STOPPED") {
      // It went by itself: nobody waits for its last calls.
      if (!this.stopping) void this.deregister();
    } else if (status === "ACTIVATING" || status === "RUNNING") this.register();
    this.notify();
  }

  private register(): void {
    const { ip } = this.task.view();
    for (const { targetGroupArn, containerPort } of this.options.loadBalancers) {
      if (!ip || !targetGroupArn || !containerPort || this.registered.has(targetGroupArn)) continue;
      const address = this.task.reach(containerPort);
      if (!address) continue;
      const target = { id: ip, port: containerPort, address };
      this.registered.set(targetGroupArn, target);
      this.options.targets.register(targetGroupArn, target);
      this.options.onTarget?.("registered", targetGroupArn);
    }
  }

  /** Once: whoever asks again waits for the same. */
  private deregister(): Promise<void> {
    return (this.gone ??= this.leaveGroups());
  }

  private async leaveGroups(): Promise<void> {
    await Promise.all(
      [...this.registered].map(async ([targetGroupArn, target]) => {
        this.options.onTarget?.("draining", targetGroupArn);
        await this.options.targets.deregister(targetGroupArn, target);
        this.options.onTarget?.("deregistered", targetGroupArn);
      }),
    );
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function groupsOf(loadBalancers: readonly LoadBalancer[]): string[] {
  return loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
}
