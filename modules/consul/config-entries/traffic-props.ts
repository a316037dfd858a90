/** Shares of the calls in percent, by subset: `{ v1: 90, v2: 10 }`. They add up to 100. */
export type Split = Readonly<Record<string, number>>;

/** Sends requests that match elsewhere. */
export interface Route {
  readonly match: {
    /** Begins with a slash; not together with `pathExact`. */
    readonly pathPrefix?: string;
    /** Begins with a slash. */
    readonly pathExact?: string;
    /** Such as "GET", in upper case, each once. @default any */
    readonly methods?: readonly string[];
    /** Header -> the value that it must have, which is not empty. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Where to. @default the service itself */
  readonly service?: string;
  /** A subset of it. */
  readonly subset?: string;
  /** Replaces the part of the path that matched; only with `pathPrefix` or `pathExact`. */
  readonly prefixRewrite?: string;
  /** A time with its unit, such as "15s". @default Consul's own */
  readonly requestTimeout?: string;
  /** Times that a failed request is tried again, 0 or more. @default 0 */
  readonly retries?: number;
  /**
   * Which failures are tried again, as Envoy names them, such as "connect-failure".
   * @default what Consul takes for a request that failed
   */
  readonly retryOn?: readonly string[];
}

/** Which instances answer, and who else when there are none. */
export interface Resolution {
  /**
   * Subset -> an expression over the instances: `{ v2: 'Service.Meta.version == "2"' }`. Names are 1 to 63 lower case
   * letters, digits and hyphens.
   */
  readonly subsets?: Readonly<Record<string, string>>;
  /** The subset for calls that name none. */
  readonly defaultSubset?: string;
  /** A time with its unit, such as "5s". @default Consul's own */
  readonly connectTimeout?: string;
  /** Who answers when no instance is healthy, in this order. */
  readonly failover?: readonly FailoverTarget[];
}

/** Who answers instead: at least one of these. `peer` neither with `subset` nor with `datacenter`. */
export interface FailoverTarget {
  readonly service?: string;
  readonly subset?: string;
  readonly datacenter?: string;
  readonly peer?: string;
}

/** How the calls to one service are directed. */
export interface Traffic {
  readonly split?: Split;
  readonly routes?: readonly Route[];
  readonly resolution?: Resolution;
}
