import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { runFilter } from "./labels";
import { destroy, endOf, lineStream } from "./lines";

/** What happened to a container. */
export type ContainerEvent =
  | { readonly kind: "died"; readonly exitCode: number; readonly at: Date }
  | { readonly kind: "health"; readonly health: "starting" | "healthy" | "unhealthy"; readonly at: Date }
  | { readonly kind: "out-of-memory"; readonly at: Date };

/** One stream of the engine's events about all containers of a run, handed to who listens to one of them. */
export class Events {
  private readonly listeners = new Map<string, Set<(event: ContainerEvent) => void>>();
  private readonly closing = new AbortController();
  private since = Date.now() / 1000;

  constructor(
    private readonly docker: Docker,
    private readonly runId: string,
  ) {}

  /** Resolves when nothing that happens from now on is missed. */
  async open(): Promise<void> {
    const stream = await this.listen();
    void this.keepOpen(stream);
  }

  close(): void {
    this.closing.abort();
    this.listeners.clear();
  }

  /** Called before the container is started, it misses nothing. @returns what ends the listening */
  on(containerId: string, listener: (event: ContainerEvent) => void): () => void {
    const listeners = this.listeners.get(containerId) ?? new Set();
    this.listeners.set(containerId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(containerId) === listeners) this.listeners.delete(containerId);
    };
  }

  private async listen(): Promise<NodeJS.ReadableStream> {
    return this.docker.getEvents({
      since: this.since,
      filters: { type: ["container"], event: ["die", "oom", "health_status"], ...runFilter(this.runId) },
    });
  }

  /** The engine ends the stream when it is started again; containers may have gone on meanwhile. */
  private async keepOpen(first: NodeJS.ReadableStream): Promise<void> {
    const { signal } = this.closing;
    for (let stream: NodeJS.ReadableStream | undefined = first; !signal.aborted;) {
      if (stream) await this.read(stream);
      if (signal.aborted) return;
      await sleep(500, undefined, { ref: false });
      stream = await this.listen().catch(() => undefined);
    }
  }

  private async read(stream: NodeJS.ReadableStream): Promise<void> {
    const { signal } = this.closing;
    const end = () => destroy(stream);
    signal.addEventListener("abort", end);
    stream.pipe(lineStream((line) => this.dispatch(line)));
    if (signal.aborted) end();
    await endOf(stream);
    signal.removeEventListener("abort", end);
  }

  private dispatch(line: string): void {
    const message = parseEvent(line);
    if (message === undefined) return;
    // A nanosecond later, or the stream would begin with this one again.
    this.since = message.at / 1e9 + 1e-6;
    for (const listener of this.listeners.get(message.containerId) ?? []) listener(message.event);
  }
}

/** Reads a line of the engine's stream of events; nothing, when it is about something else. */
export function parseEvent(
  line: string,
): { readonly containerId: string; readonly at: number; readonly event: ContainerEvent } | undefined {
  const parsed: unknown = JSON.parse(line);
  if (!isMessage(parsed)) return undefined;
  const { Action, Actor, timeNano } = parsed;
  const at = new Date(timeNano / 1e6);
  const event = eventOf(Action, Actor.Attributes?.exitCode, at);
  return event && { containerId: Actor.ID, at: timeNano, event };
}

interface Message {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes?: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "Action" in value && "Actor" in value && "timeNano" in value;
}

function eventOf(action: string, exitCode: string | undefined, at: Date): ContainerEvent | undefined {
  if (action === "die") return { kind: "died", exitCode: Number(exitCode), at };
  if (action === "oom") return { kind: "out-of-memory", at };
  const health = /^health_status: (starting|healthy|unhealthy)/.exec(action)?.[1];
  if (health === "starting" || health === "healthy" || health === "unhealthy") return { kind: "health", health, at };
  return undefined;
}
