import {
  differs,
  each,
  fields,
  isAmong,
  isKnown,
  mandatory,
  onlyKeys,
  required,
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
  return (portMappings ?? []).flatMap(({ containerPort, hostPort, protocol }, index) => {
    const mapping = `${prop}.portMappings[${index}]`;
    return [
      ...(protocol === "udp" ? [] : free(sidecarPorts)(`${mapping}.containerPort`, containerPort)),
      {
        prop: `${mapping}.hostPort`,
        rule: "must be the same as containerPort: the task has an address of its own",
        got: hostPort,
        fix: "Leave it out.",
        holds: !hostPort || isAmong(hostPort, [containerPort]),
      },
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

/** The rules about the upstreams' fields. */
export function upstreamRules(upstreams: readonly Upstream[], knownKeys: readonly string[]): Rule[] {
  return each(
    (prop, upstream) => onlyKeys(prop, upstream as object, knownKeys),
    fields<Upstream>({
      destinationName: required("Name the service to call, as it is in Consul's catalog."),
      localBindPort: mandatory(
        wholeNumber(
          1,
          65535,
          "Choose a port of the task on which the application will call the service.",
          "is required, a whole number from 1 to 65535",
        ),
      ),
    }),
  )("upstreams", upstreams);
}
