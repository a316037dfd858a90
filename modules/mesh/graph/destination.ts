import { createHash } from "node:crypto";

/** A service, as Consul tells it from others: by its partition, its namespace and its name. */
export interface ServiceIdentity {
  readonly service: string;
  /** Consul Enterprise. */
  readonly partition?: string;
  /** Consul Enterprise. */
  readonly namespace?: string;
}

/** What names a service to call; the same words as in an upstream. */
export interface Destination extends ServiceIdentity {
  readonly datacenter?: string;
  readonly peer?: string;
}

/** One text for one destination. What is called "default" is what counts where nothing is said. */
export function destinationKey({ service, datacenter, peer, partition, namespace }: Destination): string {
  return [datacenter, peer, plain(partition), plain(namespace), service].map((part) => part ?? "").join("/");
}

function plain(part: string | undefined): string | undefined {
  return part === "default" ? undefined : part;
}

/** One text for one service. */
export function serviceKey({ service, partition, namespace }: ServiceIdentity): string {
  return destinationKey({ service, partition, namespace });
}

/** Below the ports that Linux gives to outgoing connections, and above those of Consul, Envoy and most applications. */
const FIRST = 23_000;
const LAST = 32_767;

/**
 * The port of a task on which its sidecar forwards to a destination.
 *
 * It follows from the destination's name, and from the ports that the task itself uses: so it stays the same whichever
 * other connections the task has, in whichever order, and a deployment of one connection does not change the others.
 */
export function localPort(destination: Destination, usedByTask: readonly number[]): number {
  const key = destinationKey(destination);
  for (let attempt = 0; ; attempt++) {
    const hash = createHash("sha256").update(`${key}#${attempt}`).digest().readUInt32BE();
    const port = FIRST + (hash % (LAST - FIRST + 1));
    if (!usedByTask.includes(port)) return port;
  }
}
