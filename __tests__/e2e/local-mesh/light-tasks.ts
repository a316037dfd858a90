import type { RunningTask, TaskRequest, TaskRunner, TaskStatus, TaskView } from "../../../tools/local-mesh/parts";

/** Tasks that come and go as tasks do, and run nothing. */
export class LightTasks implements TaskRunner {
  readonly started: LightTask[] = [];
  /** Whether tasks take their time to stop: until `release()`. */
  slow = false;

  start(request: TaskRequest): LightTask {
    const task = new LightTask(request, () => this.slow);
    this.started.push(task);
    return task;
  }

  release(): void {
    this.slow = false;
    for (const task of this.started) task.end();
  }
}

class LightTask implements RunningTask {
  private readonly listeners = new Set<() => void>();
  private readonly createdAt = new Date();
  private status: TaskStatus = "PENDING";
  private resolveEnd?: () => void;
  private stopping?: Pick<TaskView, "stopCode" | "stoppedReason">;

  constructor(
    private readonly request: TaskRequest,
    private readonly isSlow: () => boolean,
  ) {
    setTimeout(() => this.become("RUNNING"), 20);
  }

  view(): TaskView {
    const { request, createdAt, status } = this;
    return {
      request,
      createdAt,
      status,
      desiredStatus: this.stopping ? "STOPPED" : "RUNNING",
      health: "UNKNOWN",
      ip: "10.0.0.1",
      containers: [],
      ...this.stopping,
    };
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(stopCode: NonNullable<TaskView["stopCode"]>, stoppedReason: string): Promise<void> {
    this.stopping = { stopCode, stoppedReason };
    this.become("STOPPING");
    if (this.isSlow()) await new Promise<void>((resolve) => (this.resolveEnd = resolve));
    this.become("STOPPED");
  }

  end(): void {
    this.resolveEnd?.();
  }

  reach(): undefined {
    return undefined;
  }

  execute(): Promise<{ readonly exitCode: number; readonly output: string }> {
    return Promise.resolve({ exitCode: 0, output: "" });
  }

  private become(status: TaskStatus): void {
    if (this.status === "STOPPED" || (this.stopping && status === "RUNNING")) return;
    this.status = status;
    for (const listener of [...this.listeners]) listener();
  }
}
