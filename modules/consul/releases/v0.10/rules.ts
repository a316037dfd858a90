import {
  inTurn,
  writtenOut,
  differs,
  each,
  every,
  flag,
  known,
  whole,
  onlyKeys,
  pattern,
  portNumber,
  required,
  requires,
  shape,
  trueOrFalse,
  unique,
  wholeNumber,
  type Check,
  type Rule,
} from "../../../aws";
import { configExtras } from "../config-extras";
import type { ConsulServers } from "../../consul-servers";
import type { MeshTaskInput } from "../mesh-task";
import { DEFAULT_READINESS_PORT, isEc2Only, transparentProxyEnabled } from "./config-document";
import type { Options010, OutlierDetection, ServiceExtras010, TransparentProxy } from "./options";

/** Ports of Consul and Envoy in a task: 10000 is Envoy's listener for Consul DNS, 19000 its administration. */
export const RESERVED_PORTS = [8300, 8301, 8302, 8500, 8501, 8502, 8600, 10000, 19000];

/** Line 0.10 finds the servers by `hosts`. */
export function serverRules(servers: ConsulServers, httpKeys = ["caCertFile"]): Rule[] {
  return [
    ...required(
      "Give the host of the servers, such as 'consul.example.com', or servers that have one.",
      "is required on release line 0.10",
    )("servers.hosts", servers.hosts),
    ...onlyKeys("servers.http", servers.http, ["port", "https", "tls", "tlsServerName", ...httpKeys]),
    ...onlyKeys("servers.grpc", servers.grpc, ["port", "tls", "tlsServerName", ...httpKeys]),
  ];
}

export function portRules({ publicListenerPort, options }: MeshTaskInput<Options010>): Rule[] {
  const readinessPort = options.envoyReadinessPort ?? DEFAULT_READINESS_PORT;
  return [
    {
      prop: "publicListenerPort",
      rule: "must not be the same as envoyReadinessPort",
      got: publicListenerPort,
      fix: "Choose two different ports.",
      holds: differs(publicListenerPort, [readinessPort]),
    },
  ];
}

export function proxyDrain(): Check {
  return wholeNumber(0, 100, "Leave it out for none.", "must be a whole number of seconds from 0 to 100");
}

/** What is checked of each setting of a transparent proxy by itself. */
export function transparentProxyFields(): Check {
  const ports = inTurn(writtenOut(), every(each(portNumber("Correct it.")), nothingTwice()));
  return every(
    known("because it decides what is made", "Write it out. What is in it may be tokens."),
    shape<TransparentProxy>({
      enabled: flag(),
      consulDns: flag(),
      excludeInboundPorts: ports,
      excludeOutboundPorts: ports,
      excludeOutboundCidrs: every(
        each(pattern(RANGE, "must be an IPv4 range in CIDR notation, or an address", "Write it like '10.0.0.0/16'.")),
        nothingTwice(),
      ),
      excludeUids: every(
        each(pattern(/^\d+(-\d+)?$/, "must be a user id, or a range of them, as a text", "Write it like '1000'.")),
        nothingTwice(),
      ),
    }),
  );
}

const OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
const RANGE = new RegExp(`^${OCTET}(\\.${OCTET}){3}(/(3[0-2]|[12]?[0-9]))?$`);

function nothingTwice(): Check {
  return whole(
    unique(
      "must not name anything twice, which consul-ecs refuses when the task starts",
      "Remove what is there twice.",
    ),
  );
}

/** Whether what is asked of a transparent proxy can work in the task. */
export function transparentProxyRules(
  input: Pick<MeshTaskInput<Options010>, "compatibilities"> & {
    readonly options: { readonly transparentProxy?: TransparentProxy };
  },
): Rule[] {
  const settings = input.options.transparentProxy;
  const enabled = transparentProxyEnabled(input);
  return [
    {
      prop: "transparentProxy.enabled",
      rule: "is possible only when compatibilities is ['EC2'], because Fargate does not let a task change its network",
      got: input.compatibilities,
      fix: "Switch it off, or give compatibilities: ['EC2'] and run the service on EC2 instances.",
      holds: !enabled || isEc2Only(input.compatibilities),
    },
    ...requires(
      { "transparentProxy.consulDns": settings?.consulDns },
      { "transparentProxy.enabled": enabled },
      undefined,
      "Switch the transparent proxy on, or Consul DNS off.",
    ),
  ];
}

/** The fields of `consulEcsConfig`, at every depth at which the HCL module or consul-ecs itself refuses others. */
export function configExtras010(): Check {
  const count = wholeNumber(0);
  const percent = wholeNumber(0, 100);
  const extras = configExtras<ServiceExtras010>({
    networkResilienceConfig: shape<NonNullable<ServiceExtras010["networkResilienceConfig"]>>({
      enabled: trueOrFalse(),
      // Departure: the HCL module knows four of these seven fields of consul-ecs.
      outlierDetection: shape<OutlierDetection>({
        interval: count,
        maxFailures: count,
        enforcingConsecutive5xx: percent,
        consecutive5xx: count,
        enforcingConsecutiveGatewayFailure: percent,
        consecutiveGatewayFailure: count,
        maxEjectionPercent: percent,
      }),
    }),
  });
  return (prop, given) => {
    const { transparentProxy, ...others } = (given ?? {}) as { readonly transparentProxy?: unknown };
    if (transparentProxy === undefined) return extras(prop, given);
    return [
      ...extras(prop, others),
      {
        // Departure: the HCL module takes it and lets it have no effect.
        prop: `${prop}.transparentProxy`,
        rule: "is not known: the task has a prop of its own for it",
        fix: "Give it as transparentProxy.",
        holds: false,
      },
    ];
  };
}
