import { enforce, together, typeRules, type Rule } from "../../aws";
import type { ConfigEntry } from "./config-entry";
import { named } from "./names";
import type { FailoverTarget, Resolution, Route, Split } from "./traffic-props";
import { resolutionRules, routesRules, splitRules } from "./traffic-rules";

/**
 * Sends a request again that never reached an instance: one that could not connect, or whose stream was refused. Nothing
 * was done by it yet, so it is safe for every method.
 */
export const RETRY_UNSENT: Route = {
  match: { pathPrefix: "/" },
  retries: 2,
  retryOn: ["connect-failure", "refused-stream"],
};

/** What is said of the arguments of a function that is called so, and of each of them. */
function rules<A extends { readonly name: string }>(called: string, args: A, own: () => readonly Rule[]): Rule[] {
  return together(typeRules(called, args), () => [...named(args.name), ...own()]);
}

/** Shares the calls to a service among its subsets. What is a token is not judged: an entry is no resource. */
export function serviceSplitter(name: string, split: Split): ConfigEntry {
  enforce(
    "The service-splitter",
    rules("serviceSplitter", { name, split }, () => splitRules(split)),
  );
  const splits = Object.entries(split).map(([subset, weight]) => ({ ServiceSubset: subset, Weight: weight }));
  return { Kind: "service-splitter", Name: name, Splits: splits };
}

/** Sends requests to a service elsewhere; the first route that matches wins. */
export function serviceRouter(name: string, routes: readonly Route[]): ConfigEntry {
  enforce(
    "The service-router",
    rules("serviceRouter", { name, routes }, () => routesRules(routes)),
  );
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

/** Says which instances of a service are which subset, and who answers when there are none. */
export function serviceResolver(name: string, resolution: Resolution): ConfigEntry {
  enforce(
    "The service-resolver",
    rules("serviceResolver", { name, resolution }, () => resolutionRules(resolution)),
  );
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
