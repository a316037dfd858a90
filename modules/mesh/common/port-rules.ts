import {
  differs,
  isAmong,
  isKnown,
  itemsOf,
  verdict,
  wholeNumber,
  type Check,
  type ContainerDefinition,
  type Rule,
} from "../../aws";
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
  const fix = "Give the port on which the application listens";
  return [
    {
      prop: "port",
      rule: "must be set to a non-zero value unless outboundOnly is true",
      got: port,
      fix: `${fix}, or outboundOnly: true.`,
      holds: outboundOnly === true || (port !== undefined && differs(port, [0])),
    },
    ...wholeNumber(0, 65535, `${fix}.`, "must be a whole number from 1 to 65535")("port", port),
    ...free(sidecarPorts)("port", port),
  ];
}

function mappingRules(prop: string, { portMappings }: ContainerDefinition, { sidecarPorts }: TaskPorts): Rule[] {
  return itemsOf(portMappings).flatMap(({ containerPort, hostPort, protocol }, index) => {
    const mapping = `${prop}.portMappings[${index}]`;
    return [
      ...(protocol === "udp" ? [] : free(sidecarPorts)(`${mapping}.containerPort`, containerPort)),
      ...verdict(
        `${mapping}.hostPort`,
        hostPort,
        "must be the same as containerPort: the task has an address of its own",
        "Leave it out.",
        !hostPort || isAmong(hostPort, [containerPort]),
      ),
    ];
  });
}

function free(sidecarPorts: readonly number[]): Check {
  return (prop, port) =>
    verdict(
      prop,
      port,
      "is a port on which the sidecars of the task listen, or that is reserved for them",
      `Choose a port that is not one of ${sidecarPorts.filter(isKnown).join(", ")}.`,
      differs(port, sidecarPorts),
    );
}

/** Of one upstream; those before it are there already. */
function upstreamPortRules(index: number, { port, containers, upstreams, sidecarPorts }: TaskPorts): Rule[] {
  const upstream = upstreams[index];
  if (upstream === undefined) return [];
  const { localBindPort } = upstream;
  const prop = `upstreams[${index}].localBindPort`;
  const fix = "Choose another port of the task, and tell the application.";
  const before = upstreams.slice(0, index).filter((other) => meet(other, upstream));
  const ofContainers = containers.flatMap(({ portMappings }) =>
    itemsOf(portMappings).filter(({ protocol }) => protocol !== "udp"),
  );
  const ofApplication = [port, ...ofContainers.map(({ containerPort }) => containerPort)];
  const differsFrom = (rule: string, ports: readonly number[]): Rule[] =>
    verdict(prop, localBindPort, rule, fix, differs(localBindPort, ports));
  return [
    ...differsFrom(
      "is the local port of another upstream too",
      before.map((other) => other.localBindPort),
    ),
    ...(meet(upstream, {}) ? differsFrom("is a port on which the application itself listens", ofApplication) : []),
    ...(meet(upstream, {}) ? free(sidecarPorts)(prop, localBindPort) : []),
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
