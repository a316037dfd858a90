import {
  distinct,
  each,
  every,
  known,
  notEmpty,
  oneOf,
  pattern,
  shape,
  text,
  together,
  trueOrFalse,
  values,
  wholeNumber,
  type Check,
  type Rule,
} from "../../../aws";
import type { ConsulCheck } from "./options";

/** The health checks that the client agent runs, by the rules of Consul's agent. */
export function consulChecks(): Check {
  const check = consulCheck();
  return every(
    known("because with checks of Consul's those of ECS are not carried over", "Write the list out."),
    each(
      known("because its kind decides what else it needs", "Write it out; its values may be tokens."),
      (prop, given) => together(check(prop, given), () => kindRules(prop, given as ConsulCheck)),
    ),
    distinct<ConsulCheck>(
      ({ checkId }) => checkId,
      ".checkId",
      "is the id of another check too, and the agent keeps one of them",
      "Choose another id, or leave it out.",
    ),
  );
}

function consulCheck(): Check {
  const count = wholeNumber(0);
  return shape<ConsulCheck>({
    checkId: text(),
    name: text(),
    args: [notEmpty("must name a program", "Give it like ['/bin/check'], or leave it out."), each(text())],
    items: each(),
    interval: [duration(), moreThanNothing()],
    timeout: duration(),
    ttl: [duration(), moreThanNothing()],
    http: pattern(/^https?:\/\/\S+$/, "must be an address with 'http://' or 'https://' before it", "Give it whole."),
    header: values(each(text())),
    method: pattern(/^[A-Z]+$/, "must be a method of HTTP in capitals", "Write it like 'GET'."),
    body: text(),
    tcp: hostAndPort(),
    status: oneOf(["passing", "warning", "critical", "maintenance"]),
    notes: text(),
    tlsServerName: text(),
    tlsSkipVerify: trueOrFalse(),
    grpc: pattern(
      /^[^\s/]*:\d+(\/\S*)?$/,
      "must be a host and a port, and perhaps '/' and a service",
      "Write it like 'localhost:9090'.",
    ),
    grpcUseTls: trueOrFalse(),
    h2ping: hostAndPort(),
    h2pingUseTls: trueOrFalse(),
    aliasNode: text(),
    aliasService: text(),
    successBeforePassing: count,
    failuresBeforeCritical: count,
  });
}

function hostAndPort(): Check {
  return pattern(/^\S*:\d+$/, "must be a host and a port", "Write it like 'localhost:9090'.");
}

/** As Go writes it. */
function duration(): Check {
  return pattern(
    /^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$/,
    "must be a duration with a unit",
    "Write it like '5s' or '1m30s'.",
  );
}

function moreThanNothing(): Check {
  return pattern(/[1-9]/, "must be more than 0", "Write it like '5s'.");
}

const PROBES = ["args", "http", "tcp", "grpc", "h2ping"] as const satisfies readonly (keyof ConsulCheck)[];
const ALIASES = ["aliasNode", "aliasService"] as const satisfies readonly (keyof ConsulCheck)[];

/** What an agent probes it does at intervals; of what reports by itself it awaits word in time. */
function kindRules(prop: string, check: ConsulCheck): Rule[] {
  const has = (keys: readonly (keyof ConsulCheck)[]) => keys.some((key) => check[key] !== undefined);
  const probes = has(PROBES);
  const isAlias = has(ALIASES);
  const kinds = [...PROBES, "ttl", ...ALIASES].join(", ");
  const rule = (name: keyof ConsulCheck, says: string, fix: string, holds: boolean): Rule => ({
    prop: `${prop}.${name}`,
    rule: says,
    got: check[name],
    fix,
    holds,
  });
  return [
    {
      prop,
      rule: `must say what is checked: one of ${kinds}`,
      got: Object.keys(check),
      fix: "Give one of them.",
      holds: probes || isAlias || has(["ttl", "items"]),
    },
    rule(
      "interval",
      "is required for what the agent checks itself",
      "Give it, such as '5s'.",
      !probes || has(["interval"]),
    ),
    rule("interval", "is not for an alias", "Leave it out.", !isAlias || !has(["interval"])),
    rule("ttl", "cannot be given together with interval", "Give one of them.", !has(["ttl"]) || !has(["interval"])),
    rule("ttl", "is not for an alias", "Leave it out.", !isAlias || !has(["ttl"])),
  ];
}
