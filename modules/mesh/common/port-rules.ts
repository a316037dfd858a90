import { Op } from "cdktf";
import { isKnown, judge, onlyKeys, type ContainerDefinition, type Rule } from "../../aws";
import type { Upstream } from "../../consul";

/** All containers of a task have one address: who listens on which of its ports. */
export interface TaskPorts {
  /** Port of the service, 0 when nothing listens. */
  readonly port: number;
  readonly containers: readonly ContainerDefinition[];
  readonly upstreams: readonly Upstream[];
  /** Ports of the sidecars. */
  readonly sidecarPorts: readonly number[];
}

/** The rules about the ports of the application, of its containers and of its upstreams. */
export function portRules(outboundOnly: boolean | undefined, given: number | undefined, ports: TaskPorts): Rule[] {
  return [
    ...servicePortRules(outboundOnly, given, ports.sidecarPorts),
    ...ports.containers.flatMap((container, index) => mappingRules(`containers[${index}]`, container, ports)),
    ...ports.upstreams.flatMap((_, index) => upstreamPortRules(index, ports)),
  ];
}

function servicePortRules(
  outboundOnly: boolean | undefined,
  port: number | undefined,
  sidecarPorts: readonly number[],
): Rule[] {
  return [
    {
      prop: "port",
      rule: "must be set to a non-zero value unless outboundOnly is true",
      got: port,
      fix: "Give the port on which the application listens, or outboundOnly: true.",
      holds:
        outboundOnly === true ||
        (port !== undefined &&
          judge(
            port,
            (value) => value !== 0,
            // Not against 0: an operand of cdktf's that is falsy gets lost.
            (value) => Op.gte(value, 1),
          )),
    },
    {
      prop: "port",
      rule: "must be a whole number from 1 to 65535",
      got: port,
      fix: "Give the port on which the application listens.",
      holds: judge(
        port,
        (value) => value === 0 || isPort(value),
        (value) => Op.and(Op.gt(value, -1), Op.lte(value, 65535)),
      ),
    },
    freePortRule("port", port, sidecarPorts),
  ];
}

function mappingRules(prop: string, { portMappings }: ContainerDefinition, { sidecarPorts }: TaskPorts): Rule[] {
  return (portMappings ?? []).flatMap(({ containerPort, hostPort, protocol }, index) => {
    const mapping = `${prop}.portMappings[${index}]`;
    return [
      ...(protocol === "udp" ? [] : [freePortRule(`${mapping}.containerPort`, containerPort, sidecarPorts)]),
      {
        prop: `${mapping}.hostPort`,
        rule: "must be the same as containerPort: the task has an address of its own",
        got: hostPort,
        fix: "Leave it out.",
        holds: !isKnown([hostPort, containerPort]) || !hostPort || hostPort === containerPort,
      },
    ];
  });
}

function freePortRule(prop: string, port: number | undefined, sidecarPorts: readonly number[]): Rule {
  return {
    prop,
    rule: "is a port on which the sidecars of the task listen, or that is reserved for them",
    got: port,
    fix: `Choose a port that is not one of ${sidecarPorts.filter(isKnown).join(", ")}.`,
    holds: judge(port, (value) => !sidecarPorts.includes(value)),
  };
}

/** Of one upstream; those before it are there already. */
function upstreamPortRules(index: number, { port, containers, upstreams, sidecarPorts }: TaskPorts): Rule[] {
  const upstream = upstreams[index];
  if (upstream === undefined || !isKnown(upstream.localBindPort)) return [];
  const { localBindPort } = upstream;
  const prop = `upstreams[${index}].localBindPort`;
  const fix = "Choose another port of the task, and tell the application.";
  const ofContainers = containers.flatMap(({ portMappings }) =>
    (portMappings ?? []).filter(({ protocol }) => protocol !== "udp").map(({ containerPort }) => containerPort),
  );
  return [
    {
      prop,
      rule: "is the local port of another upstream too",
      got: localBindPort,
      fix,
      holds: upstreams
        .slice(0, index)
        .every((other) => other.localBindPort !== localBindPort || !meet(other, upstream)),
    },
    {
      prop,
      rule: "is a port on which the application itself listens",
      got: localBindPort,
      fix,
      holds: !meet(upstream, {}) || ![port, ...ofContainers].includes(localBindPort),
    },
    ...(meet(upstream, {}) ? [freePortRule(prop, localBindPort, sidecarPorts)] : []),
  ];
}

/** Whether two listeners on one port would be in each other's way. */
function meet(one: Pick<Upstream, "localBindAddress">, other: Pick<Upstream, "localBindAddress">): boolean {
  const [a, b] = [boundTo(one), boundTo(other)];
  return a === b || a === ANY || b === ANY;
}

const ANY = "0.0.0.0";

function boundTo({ localBindAddress }: Pick<Upstream, "localBindAddress">): string {
  return !localBindAddress || localBindAddress === "localhost" ? "127.0.0.1" : localBindAddress;
}

/** The rules about the upstreams' fields. */
export function upstreamRules(upstreams: readonly Upstream[], knownKeys: readonly string[]): Rule[] {
  return upstreams.flatMap((upstream, index) => {
    const prop = `upstreams[${index}]`;
    return [
      ...onlyKeys(prop, upstream, knownKeys),
      {
        prop: `${prop}.destinationName`,
        rule: "is required",
        fix: "Name the service to call, as it is in Consul's catalog.",
        holds: !!(upstream.destinationName as string | undefined),
      },
      {
        prop: `${prop}.localBindPort`,
        rule: "is required, a whole number from 1 to 65535",
        got: upstream.localBindPort,
        fix: "Choose a port of the task on which the application will call the service.",
        holds:
          (upstream.localBindPort as number | undefined) !== undefined &&
          judge(upstream.localBindPort, isPort, (value) => Op.and(Op.gte(value, 1), Op.lte(value, 65535))),
      },
    ];
  });
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 65535;
}
