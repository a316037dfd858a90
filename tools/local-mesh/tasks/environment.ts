import type { ContainerCreateOptions } from "dockerode";
import type { VolumeOwner } from "../engine";
import type { TaskEndpoints } from "../parts";

/** What the engine says of a container. */
export interface ContainerFacts {
  readonly running: boolean;
  /** Of its last end; none while it runs, and before it ran. */
  readonly exitCode?: number;
  readonly health?: "starting" | "healthy" | "unhealthy";
  /** What the engine could not do, or that the kernel ended it for want of memory. */
  readonly error?: string;
  readonly createdAt?: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /** In the network of the mesh. */
  readonly ip?: string;
  /** Published on the loopback address: container's port to this machine's. */
  readonly ports: ReadonlyMap<number, number>;
}

/** What a task needs of the engine. */
export interface ContainerEngine {
  /** Pulls what is not there. */
  ensureImage(image: string): Promise<void>;
  /** @returns the container's id */
  create(options: ContainerCreateOptions): Promise<string>;
  start(id: string): Promise<void>;
  /** The image's stop signal, or SIGTERM; SIGKILL after so many seconds. Resolves when the container has ended. */
  stop(id: string, seconds: number): Promise<void>;
  /** With its anonymous volumes, running or not. */
  remove(id: string): Promise<void>;
  /** None of a container that is not there any more. */
  inspect(id: string): Promise<ContainerFacts | undefined>;
  /** After each change of its state or health. @returns what ends the watch */
  watch(id: string, changed: () => void): () => void;
  /** Line by line, from its start, or from a later moment, to its end. Resolves when there is no more to come. */
  followLogs(id: string, onLine: (line: string) => void, since?: Date): Promise<void>;
  execute(id: string, command: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Leaves one that is there as it is. @returns the engine's name of it */
  createVolume(name: string, owner?: VolumeOwner): Promise<string>;
  removeVolume(engineName: string): Promise<void>;
}

/** What an access point makes of the folder that it leads to, when it does not exist yet. */
export interface AccessPoint {
  readonly path: string;
  readonly owner?: VolumeOwner;
}

/** What AWS is asked before the containers of a task start. */
export interface TaskData {
  /** What stands behind the `valueFrom` of a secret. */
  secret(valueFrom: string): Promise<string>;
  accessPoint(id: string): Promise<AccessPoint>;
}

/** Where tasks run. */
export interface TaskEnvironment {
  /** Begins the name of each container. */
  readonly run: string;
  /** Docker's network of the run. */
  readonly network: string;
  /** Address of the relay in this network: task metadata and credentials are behind it. */
  readonly relayAddress: string;
  /** busybox, by the name that the engine has for it. */
  readonly holderImage: string;
  /** A file of this machine: the certificate that vouches for what stands behind AWS's names in the network. */
  readonly caFile?: string;
  readonly endpoints: TaskEndpoints;
}
