/** What a caller may ask of a service that speaks HTTP or gRPC; a request must match all that is given. */
export interface Permission {
  /** Paths that start with one of these, each with a slash. @default any path */
  readonly paths?: readonly string[];
  /** Such as "GET", in upper case, each once. @default any method */
  readonly methods?: readonly string[];
}

/** Somebody who may call. */
export interface AllowedSource {
  /** Name of the calling service, or `*` for all. */
  readonly service: string;
  /** Peer cluster in which it runs; not together with `partition`. @default this one */
  readonly peer?: string;
  /** Consul Enterprise. */
  readonly partition?: string;
  /** Consul Enterprise. */
  readonly namespace?: string;
  /** @default everything */
  readonly permissions?: readonly Permission[];
}

/** What tells two sources apart. */
export function sourceKey({ service, peer = "", partition = "", namespace = "" }: AllowedSource): string {
  return [peer, partition, namespace, service].join("/");
}
