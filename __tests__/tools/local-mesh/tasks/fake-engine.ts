import type { ContainerCreateOptions } from "dockerode";
import type { ContainerEngine, ContainerFacts } from "../../../../tools/local-mesh/tasks/environment";

type State = Partial<ContainerFacts> & { readonly name: string };

/** An engine whose containers do what the test says. A container's id is the last word of its name. */
export class FakeEngine implements ContainerEngine {
  /** What was asked, in order. */
  readonly calls: string[] = [];
  readonly created = new Map<string, ContainerCreateOptions>();
  /** Calls that fail, by their text. */
  readonly failing = new Map<string, string>();
  /** Containers that do not end when they are told to. */
  readonly stubborn = new Map<string, () => void>();
  private readonly states = new Map<string, State>();
  private readonly watchers = new Map<string, Set<() => void>>();

  ensureImage = (image: string) => this.call(`image ${image}`);
  create = async (options: ContainerCreateOptions) => {
    const id = options.name?.split("-").at(-1) ?? "";
    await this.call(`create ${id}`);
    this.created.set(id, options);
    this.states.set(id, { name: id, running: false, createdAt: new Date() });
    return id;
  };
  start = async (id: string) => {
    await this.call(`start ${id}`);
    this.become(id, { running: true, startedAt: new Date(), exitCode: undefined, finishedAt: undefined });
  };
  stop = async (id: string, seconds: number) => {
    await this.call(`stop ${id} ${seconds}`);
    if (this.stubborn.has(id)) await new Promise<void>((resolve) => this.stubborn.set(id, resolve));
    this.end(id, this.stubborn.has(id) ? 137 : 143);
  };
  remove = (id: string) => this.call(`remove ${id}`);
  inspect = (id: string) => {
    const state = this.states.get(id);
    return Promise.resolve(state && { running: false, ip: "10.0.0.9", ports: new Map([[8080, 32768]]), ...state });
  };
  watch = (id: string, changed: () => void) => {
    const watchers = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, watchers.add(changed));
    return () => watchers.delete(changed);
  };
  followLogs = () => Promise.resolve();
  execute = async (id: string, [command]: readonly string[]) => {
    await this.call(`execute ${id} ${command}`);
    return { exitCode: 0, output: "" };
  };
  createVolume = async (name: string) => {
    await this.call(`volume ${name}`);
    return `engine-${name}`;
  };
  removeVolume = (name: string) => this.call(`remove volume ${name}`);

  /** The container ends by itself. */
  end(id: string, exitCode: number): void {
    this.become(id, { running: false, exitCode, finishedAt: new Date() });
  }

  become(id: string, state: Partial<ContainerFacts>): void {
    this.states.set(id, { name: id, ...this.states.get(id), ...state });
    for (const changed of this.watchers.get(id) ?? []) changed();
  }

  /** Somebody takes it away. */
  lose(id: string): void {
    this.states.delete(id);
    for (const changed of this.watchers.get(id) ?? []) changed();
  }

  private async call(text: string): Promise<void> {
    this.calls.push(text);
    await Promise.resolve();
    const failure = this.failing.get(text);
    if (failure) throw new Error(failure);
  }
}
