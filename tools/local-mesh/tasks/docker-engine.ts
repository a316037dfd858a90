import type { ContainerInspectInfo } from "dockerode";
import { statusOf, type Engine, type VolumeOwner } from "../engine";
import type { ContainerEngine, ContainerFacts } from "./environment";

/** The engine of a run, as its tasks use it. */
export function containerEngine(engine: Engine, network: string): ContainerEngine {
  const { containers, volumes, images, events, ulimits } = engine;
  const owned = new Map<string, Promise<string>>();
  return {
    ensureImage: (image) => images.ensure([image]),
    create: async (options) => {
      const Ulimits = await ulimits.allowed(options.HostConfig?.Ulimits ?? []);
      return containers.create({
        ...options,
        Image: options.Image ?? "",
        HostConfig: { ...options.HostConfig, Ulimits },
      });
    },
    start: (id) => containers.start(id),
    stop: (id, seconds) => containers.stop(id, seconds),
    remove: (id) => containers.remove(id),
    inspect: (id) =>
      containers.inspect(id).then(
        (info) => factsOf(info, network),
        (error: unknown) => {
          if (statusOf(error) === 404) return undefined;
          throw error;
        },
      ),
    watch: (id, changed) => events.on(id, changed),
    followLogs: async (id, onLine, since) => (await containers.followLogs(id, onLine, since)).ended,
    execute: (id, command) => containers.exec(id, command),
    createVolume: (name, owner) => (owner ? once(owned, name, owner) : volumes.create(name)),
    removeVolume: (engineName) => volumes.remove(engineName),
  };

  /** Two tasks may want it at the same time, and the second must not have it before it belongs to its owner. */
  function once(made: Map<string, Promise<string>>, name: string, owner: VolumeOwner): Promise<string> {
    const volume = made.get(name) ?? volumes.create(name, owner);
    made.set(name, volume);
    // What failed is tried again by the next one.
    volume.catch(() => made.delete(name));
    return volume;
  }
}

/** What a task needs to know of what Docker says. */
export function factsOf({ State, Created, NetworkSettings }: ContainerInspectInfo, network: string): ContainerFacts {
  const startedAt = dateOf(State.StartedAt);
  const hasEnded = startedAt !== undefined && !State.Running;
  return {
    running: State.Running,
    ...(hasEnded && { exitCode: State.ExitCode, finishedAt: dateOf(State.FinishedAt) }),
    health: healthOf(State.Health?.Status),
    error: State.OOMKilled ? "OutOfMemoryError: Container killed due to memory usage" : State.Error || undefined,
    createdAt: dateOf(Created),
    startedAt,
    ip: NetworkSettings.Networks[network]?.IPAddress || undefined,
    ports: new Map(
      Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, published]) => {
        const [first] = published ?? [];
        return first ? [[Number.parseInt(port), Number(first.HostPort)] as const] : [];
      }),
    ),
  };
}

/** Docker writes the year 1 for never. */
function dateOf(text: string): Date | undefined {
  const date = new Date(text);
  return date.getTime() > 0 ? date : undefined;
}

function healthOf(status: string | undefined): ContainerFacts["health"] {
  return status === "starting" || status === "healthy" || status === "unhealthy" ? status : undefined;
}
