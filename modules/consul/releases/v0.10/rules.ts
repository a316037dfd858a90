import { differs, fields, onlyKeys, required, requires, unique, wholeNumber, type Rule } from "../../../aws";
import { extrasRules } from "../config-extras";
import type { ConsulServers } from "../../consul-servers";
import type { MeshTaskInput } from "../mesh-task";
import { listenerPortRules } from "../reserved-ports";
import { DEFAULT_READINESS_PORT, isEc2Only, transparentProxyEnabled } from "./config-document";
import type { ConfigExtras010, TransparentProxy, Options010 } from "./options";

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
    ...listenerPortRules("publicListenerPort", publicListenerPort, RESERVED_PORTS),
    ...listenerPortRules("envoyReadinessPort", readinessPort, RESERVED_PORTS),
    {
      prop: "publicListenerPort",
      rule: "must not be the same as envoyReadinessPort",
      got: publicListenerPort,
      fix: "Choose two different ports.",
      holds: differs(publicListenerPort, [readinessPort]),
    },
  ];
}

export function proxyDrainRules(seconds: number | undefined): Rule[] {
  const rule = "must be a whole number of seconds from 0 to 100";
  return wholeNumber(0, 100, "Leave it out for none.", rule)("proxyDrainSeconds", seconds);
}

export function transparentProxyRules(
  input: Pick<MeshTaskInput<Options010>, "compatibilities"> & {
    readonly options: { readonly transparentProxy?: TransparentProxy };
  },
): Rule[] {
  const settings = input.options.transparentProxy;
  const enabled = transparentProxyEnabled(input);
  const nothingTwice = unique(
    "must not name anything twice, which consul-ecs refuses when the task starts",
    "Remove what is there twice.",
  );
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
    ...fields<TransparentProxy>({
      excludeInboundPorts: nothingTwice,
      excludeOutboundPorts: nothingTwice,
      excludeOutboundCidrs: nothingTwice,
      excludeUids: nothingTwice,
    })("transparentProxy", settings),
  ];
}

/** Unknown fields of `consulEcsConfig`, at every depth at which the HCL module or consul-ecs itself refuses them. */
export function extrasRules010(extras: ConfigExtras010 | undefined): Rule[] {
  const resilience = extras?.service?.networkResilienceConfig;
  const prop = "consulEcsConfig.service.networkResilienceConfig";
  return [
    ...extrasRules("consulEcsConfig", extras, { top: ["transparentProxy"], service: ["networkResilienceConfig"] }),
    {
      // Departure: the HCL module takes it and lets it have no effect.
      prop: "consulEcsConfig.transparentProxy",
      rule: "is not known: the task has a prop of its own for it",
      fix: "Give it as transparentProxy.",
      holds: extras === undefined || !("transparentProxy" in extras),
    },
    ...onlyKeys(prop, resilience, ["enabled", "outlierDetection"]),
    // Departure: the HCL module knows four of these seven fields of consul-ecs.
    ...onlyKeys(`${prop}.outlierDetection`, resilience?.outlierDetection, [
      "interval",
      "maxFailures",
      "enforcingConsecutive5xx",
      "consecutive5xx",
      "enforcingConsecutiveGatewayFailure",
      "consecutiveGatewayFailure",
      "maxEjectionPercent",
    ]),
  ];
}
