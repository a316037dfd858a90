import { each, fields, isAmong, isKnown, known, must, pattern, values, type Rule } from "../../aws";
import { isLayer7, type ConfigEntry, type Protocol } from "./config-entry";

/** Shares of the calls in percent, by subset: `{ v1: 90, v2: 10 }`. They add up to 100. */
export type Split = Readonly<Record<string, number>>;

/** Sends requests that match elsewhere. */
export interface Route {
  readonly match: {
    readonly pathPrefix?: string;
    readonly pathExact?: string;
    readonly methods?: readonly string[];
    /** Header -> the value that it must have. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Where to. @default the service itself */
  readonly service?: string;
  /** A subset of it. */
  readonly subset?: string;
  /** Replaces the part of the path that matched `pathPrefix`. */
  readonly prefixRewrite?: string;
  /** Such as "15s". */
  readonly requestTimeout?: string;
  /** Times that a failed request is tried again. @default 0 */
  readonly retries?: number;
  /**
   * Which failures are tried again, as Envoy names them, such as "connect-failure".
   * @default what Consul takes for a request that failed
   */
  readonly retryOn?: readonly string[];
}

/**
 * Sends a request again that never reached an instance: one that could not connect, or whose stream was refused. Nothing
 * was done by it yet, so it is safe for every method.
 */
export const RETRY_UNSENT: Route = {
  match: { pathPrefix: "/" },
  retries: 2,
  retryOn: ["connect-failure", "refused-stream"],
};

/** Which instances answer, and who else when there are none. */
export interface Resolution {
  /** Subset -> an expression over the instances: `{ v2: 'Service.Meta.version == "2"' }`. */
  readonly subsets?: Readonly<Record<string, string>>;
  /** The subset for calls that name none. */
  readonly defaultSubset?: string;
  /** Such as "5s". */
  readonly connectTimeout?: string;
  /** Who answers when no instance is healthy, in this order. */
  readonly failover?: readonly FailoverTarget[];
}

export interface FailoverTarget {
  readonly service?: string;
  readonly subset?: string;
  readonly datacenter?: string;
  readonly peer?: string;
}

export function serviceSplitter(name: string, split: Split): ConfigEntry {
  const splits = Object.entries(split).map(([subset, weight]) => ({ ServiceSubset: subset, Weight: weight }));
  return { Kind: "service-splitter", Name: name, Splits: splits };
}

export function serviceRouter(name: string, routes: readonly Route[]): ConfigEntry {
  return { Kind: "service-router", Name: name, Routes: routes.map(renderRoute) };
}

function renderRoute({ match, service, subset, prefixRewrite, requestTimeout, retries, retryOn }: Route): object {
  const headers = Object.entries(match.headers ?? {}).map(([Name, Exact]) => ({ Name, Exact }));
  return {
    Match: {
      HTTP: {
        ...(match.pathPrefix ? { PathPrefix: match.pathPrefix } : {}),
        ...(match.pathExact ? { PathExact: match.pathExact } : {}),
        ...(match.methods ? { Methods: match.methods } : {}),
        ...(headers.length > 0 ? { Header: headers } : {}),
      },
    },
    Destination: {
      ...(service ? { Service: service } : {}),
      ...(subset ? { ServiceSubset: subset } : {}),
      ...(prefixRewrite ? { PrefixRewrite: prefixRewrite } : {}),
      ...(requestTimeout ? { RequestTimeout: requestTimeout } : {}),
      ...(retries ? { NumRetries: retries } : {}),
      ...(retryOn ? { RetryOn: retryOn } : {}),
    },
  };
}

export function serviceResolver(name: string, resolution: Resolution): ConfigEntry {
  const { subsets, defaultSubset, connectTimeout, failover } = resolution;
  return {
    Kind: "service-resolver",
    Name: name,
    ...(defaultSubset ? { DefaultSubset: defaultSubset } : {}),
    ...(connectTimeout ? { ConnectTimeout: connectTimeout } : {}),
    ...(subsets
      ? { Subsets: Object.fromEntries(Object.entries(subsets).map(([key, Filter]) => [key, { Filter }])) }
      : {}),
    ...(failover ? { Failover: { "*": { Targets: failover.map(renderTarget) } } } : {}),
  };
}

function renderTarget({ service, subset, datacenter, peer }: FailoverTarget): object {
  return {
    ...(service ? { Service: service } : {}),
    ...(subset ? { ServiceSubset: subset } : {}),
    ...(datacenter ? { Datacenter: datacenter } : {}),
    ...(peer ? { Peer: peer } : {}),
  };
}

/** How the calls to one service are directed. */
export interface Traffic {
  readonly split?: Split;
  readonly routes?: readonly Route[];
  readonly resolution?: Resolution;
}

/** The rules for how the calls to a service are directed. */
export function trafficRules({ split, routes, resolution }: Traffic, protocol: Protocol): Rule[] {
  const subsets = Object.keys(resolution?.subsets ?? {});
  const named = [...Object.keys(split ?? {}), ...[resolution?.defaultSubset ?? []].flat()];
  const paths = pattern(/^\//, "must begin with '/'", "Write the path as the client asks for it.");
  return [
    {
      prop: split ? "split" : "route",
      rule: "needs a service whose protocol is 'http', 'http2' or 'grpc'",
      got: protocol,
      fix: "Give the service its protocol.",
      holds: (split === undefined && routes === undefined) || isLayer7(protocol),
    },
    ...must(
      "must have shares of 0 to 100 percent that add up to 100",
      "Mend the shares.",
      addUp,
      addUp,
    )("split", split),
    ...values(known("because the shares are added up", "Write it out."))("split", split),
    {
      prop: "split",
      rule: "and defaultSubset must name subsets that resolve() defines",
      got: named.filter((subset) => !subsets.includes(subset)),
      fix: `Define them: resolve({ subsets: { v1: 'Service.Meta.version == "1"' } }).`,
      holds: named.every((subset) => isAmong(subset, subsets) !== false),
    },
    ...each(
      fields<Route>({
        match: [
          must(
            "must ask for one of pathPrefix and pathExact at most",
            "Give one of them.",
            (match: Route["match"]) => match.pathPrefix === undefined || match.pathExact === undefined,
          ),
          fields<Route["match"]>({ pathPrefix: paths, pathExact: paths }),
        ],
      }),
    )("route", routes),
    ...must(
      "must name at least one target, each with a service, subset, datacenter or peer",
      "Say who answers when no instance is healthy, or leave it out.",
      (targets: readonly FailoverTarget[]) =>
        targets.length > 0 && targets.every((target) => Object.values(target).some((value) => value !== undefined)),
    )("resolve.failover", resolution?.failover),
  ];
}

/** Consul counts in hundredths of a percent. */
function addUp(split: Split): boolean {
  const weights = Object.values(split);
  return (
    !weights.every(isKnown) ||
    (weights.every((weight) => weight >= 0 && weight <= 100) &&
      weights.reduce((sum, weight) => sum + Math.round(weight * 100), 0) === 10_000)
  );
}
