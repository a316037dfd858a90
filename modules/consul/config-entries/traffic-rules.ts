import {
  each,
  inTurn,
  isAmong,
  isKnown,
  isMapToken,
  known,
  mandatory,
  must,
  notPattern,
  notTogether,
  object,
  oneOf,
  pattern,
  requires,
  text,
  together,
  unique,
  values,
  whole,
  wholeNumber,
  writtenOut,
  type Check,
  type Rule,
} from "../../aws";
import { isLayer7, type Protocol } from "./config-entry";
import { datacenter, duration, label, methods, requestPath, serviceName } from "./names";
import type { FailoverTarget, Resolution, Route, Split, Traffic } from "./traffic-props";

const SUBSET = pattern(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "must be 1 to 63 lower case letters, digits and hyphens, with a letter or digit at both ends",
  "Choose another name for the subset.",
);

/** A map that is written out, the keys of which keep a check, and the values others. */
function map(key: Check, ...value: readonly Check[]): readonly Check[] {
  return [
    writtenOut(),
    values(...value),
    (prop, given) =>
      isKnown(given) && typeof given === "object"
        ? Object.keys(given ?? {}).flatMap((name) => key(`${prop}.${name}`, name))
        : [],
  ];
}

const HEADER = pattern(
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
  "must be the name of a header",
  "Write it like 'x-version', without a colon.",
);

/** https://developer.hashicorp.com/consul/docs/reference/config-entry/service-router */
const RETRIED = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

const MATCH = object<Route["match"]>({
  pathPrefix: requestPath(),
  pathExact: requestPath(),
  methods: methods(),
  headers: map(HEADER, notPattern(/^$/, "must not be empty", "Give the value that the header must have.")),
});

const ROUTE = object<Route>({
  match: mandatory(MATCH),
  service: serviceName(),
  subset: SUBSET,
  prefixRewrite: requestPath(),
  requestTimeout: duration("15s"),
  retries: wholeNumber(0, 4_294_967_295),
  retryOn: [
    each(oneOf(RETRIED, "Name it as Envoy does.")),
    whole(unique("must name each failure once", "Remove the one that is there twice.")),
  ],
});

function route(): Check {
  return (prop, value) =>
    together(ROUTE(prop, value), () => {
      const { match, prefixRewrite } = value as Route;
      return [
        ...notTogether(
          { [`${prop}.match`]: match.pathPrefix, pathExact: match.pathExact },
          "must ask for one of pathPrefix and pathExact at most",
        ),
        ...requires(
          { [`${prop}.prefixRewrite`]: prefixRewrite },
          { "match.pathPrefix or match.pathExact": match.pathPrefix ?? match.pathExact },
          undefined,
          "Give the path that is replaced, or leave it out.",
        ),
      ];
    });
}

/** The rules for the routes of a service. */
export function routesRules(routes: readonly Route[] | undefined): Rule[] {
  return inTurn(writtenOut(), each(route()))("route", routes);
}

const TARGET = object<FailoverTarget>({
  service: serviceName(),
  subset: SUBSET,
  datacenter: datacenter(),
  peer: label(),
});

function target(): Check {
  return (prop, value) =>
    together(TARGET(prop, value), () => {
      const { peer, subset, datacenter: dc } = value as FailoverTarget;
      return notTogether(
        { [`${prop}.peer`]: peer, subset, datacenter: dc },
        undefined,
        "Give the peer alone, or leave it out.",
      );
    });
}

const RESOLUTION = object<Resolution>({
  subsets: map(SUBSET, text("Write it like 'Service.Meta.version == \"1\"'.")),
  defaultSubset: text("Name one of the subsets."),
  connectTimeout: duration("5s"),
  failover: [writtenOut(), each(target())],
});

/** The rules for which instances answer. */
export function resolutionRules(resolution: Resolution | undefined): Rule[] {
  return together(RESOLUTION("resolve", resolution), () => [
    ...must(
      "must name at least one target, each with a service, subset, datacenter or peer",
      "Say who answers when no instance is healthy, or leave it out.",
      (targets: readonly FailoverTarget[]) =>
        targets.length > 0 && targets.every((one) => Object.values(one).some((value) => value !== undefined)),
    )("resolve.failover", resolution?.failover),
    ...defined("resolve.defaultSubset", resolution?.defaultSubset, resolution?.subsets),
  ]);
}

/** The rules for the shares of a service's calls. */
export function splitRules(split: Split | undefined): Rule[] {
  return [
    ...writtenOut("because the shares are added up")("split", split),
    ...must(
      "must have shares of 0 to 100 percent that add up to 100",
      "Mend the shares.",
      addUp,
      addUp,
    )("split", split),
    ...values(known("because the shares are added up", "Write it out."))("split", split),
  ];
}

/** The rules for how the calls to a service are directed. */
export function trafficRules({ split, routes, resolution }: Traffic, protocol: Protocol): Rule[] {
  const own = [...splitRules(split), ...routesRules(routes), ...resolutionRules(resolution)];
  return together(own, () => {
    const subsets = Object.keys(resolution?.subsets ?? {});
    const named = isMapToken(split) ? [] : Object.keys(split ?? {});
    return [
      {
        prop: split ? "split" : "route",
        rule: "needs a service whose protocol is 'http', 'http2' or 'grpc'",
        got: protocol,
        fix: "Give the service its protocol.",
        holds: (split === undefined && routes === undefined) || isLayer7(protocol),
      },
      {
        prop: "split",
        rule: "must name subsets that resolve() defines",
        got: named.filter((subset) => !subsets.includes(subset)),
        fix: DEFINE,
        holds: named.every((subset) => isAmong(subset, subsets) !== false),
      },
    ];
  });
}

/** The rules for subsets that may be defined after they are named: they hold when all is said. */
export function directedRules({ routes = [], resolution }: Traffic, service: string): Rule[] {
  const subsets = resolution?.subsets;
  const own = (other: string | undefined): boolean => other === undefined || other === service;
  return [
    ...routes.flatMap((one, index) => (own(one.service) ? defined(`route[${index}].subset`, one.subset, subsets) : [])),
    ...(resolution?.failover ?? []).flatMap((one, index) =>
      own(one.service) && one.datacenter === undefined && one.peer === undefined
        ? defined(`resolve.failover[${index}].subset`, one.subset, subsets)
        : [],
    ),
  ];
}

const DEFINE = `Define them: resolve({ subsets: { v1: 'Service.Meta.version == "1"' } }).`;

function defined(prop: string, subset: string | undefined, subsets: Resolution["subsets"] = {}): Rule[] {
  const holds = subset === undefined || isAmong(subset, Object.keys(subsets));
  return [{ prop, rule: "must name a subset that resolve() defines", got: subset, fix: DEFINE, holds }];
}

/** Consul counts in hundredths of a percent. */
function addUp(split: Split): boolean {
  const weights = Object.values(split);
  return (
    !weights.every(isKnown) ||
    (weights.every((weight) => Number.isFinite(weight) && weight >= 0 && weight <= 100) &&
      weights.reduce((sum, weight) => sum + Math.round(weight * 100), 0) === 10_000)
  );
}
