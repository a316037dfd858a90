import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { ContainerCreateOptions } from "dockerode";
import { hasHealthCheck } from "../definition";
import type { ContainerView, Health } from "../parts";
import { stopTimeout } from "./create-options";
import type { ContainerEngine, ContainerFacts } from "./environment";
import { mayRestart } from "./rules";

/** Of a container that somebody took away. */
const KILLED = 137;

const HEALTH = { starting: "UNKNOWN", healthy: "HEALTHY", unhealthy: "UNHEALTHY" } as const;

/** Who wants to know of a container. */
export interface ContainerListener {
  changed(): void;
  log(line: string): void;
}

/** One container of a task, from its definition to its end. */
export class ContainerRun {
  readonly name: string;
  private id: string | undefined;
  private facts: ContainerFacts | undefined;
  private failure: { readonly reason: string; readonly exitCode?: number } | undefined;
  private launching: Promise<void> | undefined;
  private restarting: Promise<void> | undefined;
  private wanted: "RUNNING" | "STOPPED" = "RUNNING";
  private firstStart: Date | undefined;
  private unwatch: () => void = () => undefined;
  private refreshing: Promise<void> = Promise.resolve();
  private readonly logs: Promise<void>[] = [];

  constructor(
    readonly definition: ContainerDefinition,
    private readonly engine: ContainerEngine,
    private readonly listener: ContainerListener,
  ) {
    this.name = definition.name ?? "";
  }

  get dockerId(): string | undefined {
    return this.id;
  }

  /** Whether its start has begun, or never will. */
  get isSettled(): boolean {
    return this.launching !== undefined || this.status() === "STOPPED";
  }

  view(): ContainerView {
    const status = this.status();
    const { facts, failure } = this;
    return {
      name: this.name,
      image: this.definition.image ?? "",
      dockerId: this.id,
      status,
      desiredStatus: status === "STOPPED" ? "STOPPED" : this.wanted,
      health: this.health(),
      ...(status === "STOPPED" && { exitCode: facts?.exitCode ?? failure?.exitCode, finishedAt: facts?.finishedAt }),
      reason: failure?.reason ?? facts?.error,
      createdAt: facts?.createdAt,
      startedAt: this.firstStart,
    };
  }

  /** Creates it and starts it. What goes wrong is in the view. */
  launch(options: ContainerCreateOptions): void {
    this.launching = this.begin(options).catch((error: unknown) => this.fail(messageOf(error)));
  }

  /** It will not start any more. */
  fail(reason: string, exitCode?: number): void {
    this.failure = { reason, exitCode };
    this.listener.changed();
  }

  /** As ECS stops it. A container that has not started yet never does. Resolves when it has ended. */
  async stop(): Promise<void> {
    if (this.wanted === "STOPPED" && !this.launching) return;
    this.wanted = "STOPPED";
    this.listener.changed();
    await Promise.all([this.launching, this.restarting]);
    if (this.id !== undefined && this.facts?.running) {
      await this.engine.stop(this.id, stopTimeout(this.definition));
      await this.refresh();
    }
    await Promise.all(this.logs);
  }

  /** Takes away what is left of it. */
  async remove(): Promise<void> {
    this.unwatch();
    if (this.id !== undefined) await this.engine.remove(this.id);
  }

  private async begin(options: ContainerCreateOptions): Promise<void> {
    await prefixed("CannotPullContainerError", this.engine.ensureImage(options.Image ?? ""));
    if (this.isUnwanted()) return;
    const id = await prefixed("CannotCreateContainerError", this.engine.create(options));
    this.id = id;
    this.unwatch = this.engine.watch(id, () => void this.refresh());
    await this.refresh();
    if (this.isUnwanted()) return;
    await prefixed("CannotStartContainerError", this.run(id));
  }

  private async run(id: string): Promise<void> {
    const write = (line: string) => this.listener.log(line);
    const since = this.facts?.finishedAt;
    await this.engine.start(id);
    this.logs.push(
      this.engine
        .followLogs(id, write, since)
        .catch((error: unknown) => write(`No more of this log: ${messageOf(error)}`)),
    );
    await this.refresh();
  }

  /** Asks the engine how it stands. One at a time: an older answer must not come after a newer one. */
  private refresh(): Promise<void> {
    this.refreshing = this.refreshing.then(() => this.look()).catch((error: unknown) => this.fail(messageOf(error)));
    return this.refreshing;
  }

  private async look(): Promise<void> {
    if (this.id === undefined) return;
    const facts = await this.engine.inspect(this.id);
    this.facts = facts ?? { ...this.facts, ports: new Map(), running: false, exitCode: KILLED, finishedAt: new Date() };
    this.firstStart ??= this.facts.startedAt;
    this.restartIfDue(this.id, this.facts);
    this.listener.changed();
  }

  private restartIfDue(id: string, { running, startedAt, finishedAt, exitCode }: ContainerFacts): void {
    if (running || this.restarting || this.wanted === "STOPPED") return;
    if (!startedAt || !finishedAt || exitCode === undefined) return;
    if (!mayRestart(this.definition.restartPolicy, { startedAt, finishedAt, exitCode })) return;
    this.restarting = this.run(id)
      .catch((error: unknown) => this.fail(messageOf(error)))
      .finally(() => {
        this.restarting = undefined;
        this.listener.changed();
      });
  }

  /** It may have become so while something was awaited. */
  private isUnwanted(): boolean {
    return this.wanted === "STOPPED";
  }

  private status(): ContainerView["status"] {
    if (this.failure !== undefined) return "STOPPED";
    if (this.facts?.running || this.restarting) return "RUNNING";
    if (this.facts?.startedAt) return "STOPPED";
    if (this.wanted === "STOPPED") return "STOPPED";
    return this.id === undefined ? "PENDING" : "CREATED";
  }

  private health(): Health {
    if (!hasHealthCheck(this.definition)) return "UNKNOWN";
    return HEALTH[this.facts?.health ?? "starting"];
  }
}

/** ECS's own word for what could not be done stands before the engine's. */
async function prefixed<T>(word: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    throw new Error(`${word}: ${messageOf(error)}`, { cause: error });
  }
}

/** What went wrong, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
