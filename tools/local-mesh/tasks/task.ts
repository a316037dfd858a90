import { isEssential } from "../definition";
import type { Address, RunningTask, TaskStatus, TaskView } from "../parts";
import { ContainerRun, messageOf } from "./container-run";
import { Ground, type GroundProps } from "./ground";
import { nextDeadline, taskHealth, turnOf, type Standing } from "./rules";

type Stop = { readonly code: NonNullable<TaskView["stopCode"]>; readonly reason: string; readonly at: Date };

/** What a task is run with. */
export interface TaskProps extends GroundProps {
  onLog(task: TaskView, container: string, line: string): void;
}

/** What the agent of ECS reports of a container whose turn never came: the code of SIGTERM. */
const NEVER_RAN = 143;
/** How a task that ended by itself ended, in ECS's words. */
const ESSENTIAL_EXITED = "Essential container in task exited";

/** One task, as ECS runs it: from its holder to the last of its containers. */
export class Task implements RunningTask {
  private readonly createdAt = new Date();
  private readonly ground: Ground;
  private readonly containers: readonly ContainerRun[];
  private readonly listeners = new Set<() => void>();
  private readonly provisioning: Promise<void>;
  private isProvisioned = false;
  private startedAt: Date | undefined;
  private stopped: Stop | undefined;
  private stoppedAt: Date | undefined;
  private ending: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly props: TaskProps) {
    this.ground = new Ground(props);
    this.containers = (props.request.definition.containerDefinitions ?? []).map(
      (definition) =>
        new ContainerRun(definition, props.engine, {
          changed: () => this.step(),
          log: (line) => props.onLog(this.view(), definition.name ?? "", line),
        }),
    );
    this.provisioning = this.provision();
  }

  view(): TaskView {
    return {
      request: this.props.request,
      status: this.status(),
      desiredStatus: this.stopped ? "STOPPED" : "RUNNING",
      health: taskHealth(this.standing()),
      ip: this.ground.ip,
      containers: this.containers.map((container) => container.view()),
      createdAt: this.createdAt,
      startedAt: this.startedAt,
      stoppingAt: this.stopped?.at,
      stoppedAt: this.stoppedAt,
      stopCode: this.stopped?.code,
      stoppedReason: this.stopped?.reason,
    };
  }

  onChange(listener: () => void): () => void {
    // The same function may listen twice.
    const own = () => listener();
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  stop(code: Stop["code"], reason: string): Promise<void> {
    this.stopped ??= { code, reason, at: new Date() };
    // Not at once: whoever listens to what it changes may ask again.
    this.ending ??= Promise.resolve().then(() => this.end());
    return this.ending;
  }

  reach(containerPort: number): Address | undefined {
    return this.ground.reach(containerPort);
  }

  execute(name: string, command: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
    const container = this.containers.find((one) => one.name === name);
    if (container?.dockerId === undefined || container.view().status !== "RUNNING") {
      return Promise.reject(new Error(`Container ${name} of task ${this.props.request.arn} does not run.`));
    }
    return this.props.engine.execute(container.dockerId, command);
  }

  private async provision(): Promise<void> {
    try {
      await this.ground.prepare(() => void this.stop("EssentialContainerExited", "The task's network is gone"));
    } catch (error) {
      void this.stop("TaskFailedToStart", messageOf(error));
      return;
    }
    this.isProvisioned = true;
    this.step();
  }

  /** What follows from how the containers stand. Comes after each change, and may be called at any time. */
  private step(): void {
    if (!this.stopped && this.isProvisioned) {
      this.endIfDue();
      this.launchThoseInTurn();
      this.noteStart();
    }
    for (const listener of [...this.listeners]) listener();
  }

  private endIfDue(): void {
    const views = this.containers.map((container) => container.view());
    const essential = this.containers.flatMap(({ definition }, index) =>
      isEssential(definition) ? (views[index] ?? []) : [],
    );
    const ended = essential.find(({ status }) => status === "STOPPED");
    if (ended && !ended.startedAt) {
      void this.stop("TaskFailedToStart", ended.reason ?? "Task failed to start");
    } else if (ended || views.every(({ status }) => status === "STOPPED")) {
      void this.stop("EssentialContainerExited", ESSENTIAL_EXITED);
    }
  }

  private launchThoseInTurn(): void {
    for (const container of this.containers) {
      // A start, or a failure, may change the turn of those after it.
      if (this.stopped || container.isSettled) continue;
      const turn = turnOf(container.definition, this.standing());
      if (turn === "now") this.launch(container);
      else if (turn !== "later") container.fail(`CannotStartContainerError: ${turn.never}`, NEVER_RAN);
    }
    clearTimeout(this.timer);
    const standing = this.standing();
    const deadline = this.startedAt ? undefined : nextDeadline(standing);
    if (!deadline || this.stopped) return;
    this.timer = setTimeout(() => this.step(), deadline.getTime() - standing.now.getTime());
  }

  private launch(container: ContainerRun): void {
    const sources = (container.definition.volumesFrom ?? []).flatMap(({ sourceContainer, readOnly }) => {
      const source = this.containers.find(({ name }) => name === sourceContainer);
      return source?.dockerId ? [`${source.dockerId}:${readOnly ? "ro" : "rw"}`] : [];
    });
    try {
      container.launch(this.ground.containerOptions(container.definition, this.view(), sources));
    } catch (error) {
      container.fail(messageOf(error));
    }
  }

  private noteStart(): void {
    const views = this.containers.map((container) => container.view());
    if (views.every(({ status }) => status === "RUNNING" || status === "STOPPED")) this.startedAt ??= new Date();
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const stopped = Promise.allSettled(this.containers.map((container) => container.stop()));
    this.step();
    // What is being made must be there before it can be taken away.
    await this.provisioning;
    await stopped;
    const removed = await Promise.allSettled(this.containers.map((container) => container.remove()));
    const ground = await Promise.allSettled([this.ground.remove()]);
    const failures = [...removed, ...ground].flatMap((result) =>
      result.status === "rejected" ? [messageOf(result.reason)] : [],
    );
    if (this.stopped) this.stopped = { ...this.stopped, reason: [this.stopped.reason, ...failures].join("; ") };
    this.stoppedAt = new Date();
    this.step();
  }

  private status(): TaskStatus {
    if (this.stoppedAt) return "STOPPED";
    if (this.stopped) return "STOPPING";
    if (this.startedAt) return "RUNNING";
    return this.isProvisioned ? "PENDING" : "PROVISIONING";
  }

  private standing(): Standing {
    return {
      definitions: new Map(this.containers.map(({ name, definition }) => [name, definition])),
      views: new Map(this.containers.map((container) => [container.name, container.view()])),
      now: new Date(),
    };
  }
}
