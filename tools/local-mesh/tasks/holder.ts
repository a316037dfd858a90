import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import type { ContainerCreateOptions } from "dockerode";
import { openScript } from "../engine";
import { networkControls } from "./create-options";

/** Where Envoy's admin pages are in a task, on the task's own loopback address. */
export const ENVOY_ADMIN = 19000;
/** The address at which a task finds its metadata and its role's credentials. */
const METADATA_ADDRESS = "169.254.170.2";
const FIRST_RELAY_PORT = 19900;

/** What the holder is made of, beside the definition. */
export interface HolderProps {
  readonly name: string;
  readonly image: string;
  readonly network: string;
  /** Names by which the network knows the task. */
  readonly aliases: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The container that a task's network belongs to, as ECS's pause container: the others join it, so it is the first to
 * come and the last to go. It does nothing, except that it makes Envoy's admin pages reachable, which listen on the
 * task's loopback address only.
 */
export function holderOptions(definition: TaskDefinition, props: HolderProps): ContainerCreateOptions {
  const containers = definition.containerDefinitions ?? [];
  const published = [...publishedPorts(definition).values()].map((port) => `${port}/tcp`);
  return {
    name: props.name,
    Image: props.image,
    Entrypoint: ["tail", "-f", "/dev/null"],
    Labels: { ...props.labels },
    ExposedPorts: Object.fromEntries(published.map((port) => [port, {}])),
    HostConfig: {
      NetworkMode: props.network,
      PortBindings: Object.fromEntries(published.map((port) => [port, [{ HostIp: "127.0.0.1", HostPort: "" }]])),
      // Its route to the metadata is no container's business: the capability is the holder's alone.
      CapAdd: ["NET_ADMIN"],
      Init: true,
      ...(definition.ipcMode === "task" && { IpcMode: "shareable" }),
      ExtraHosts: given(containers, ({ extraHosts }) =>
        extraHosts?.map(({ hostname, ipAddress }) => `${hostname}:${ipAddress}`),
      ),
      Dns: given(containers, ({ dnsServers }) => dnsServers),
      DnsSearch: given(containers, ({ dnsSearchDomains }) => dnsSearchDomains),
      // Docker's own default since version 20.10, where the network is Docker's: said, so that no setting changes it.
      Sysctls: { "net.ipv4.ip_unprivileged_port_start": "0", ...networkControls(containers) },
    },
    NetworkingConfig: { EndpointsConfig: { [props.network]: { Aliases: [...props.aliases] } } },
  };
}

/** What is run in the holder before the first container starts: the way to the metadata, and to Envoy's admin pages. */
export function holderScript(definition: TaskDefinition, relayAddress: string): string {
  const admin = publishedPorts(definition).get(ENVOY_ADMIN) ?? ENVOY_ADMIN;
  return [
    `ip route add ${METADATA_ADDRESS}/32 via ${relayAddress} || exit 1`,
    ...(admin === ENVOY_ADMIN ? [] : [openScript({ listen: admin, host: "127.0.0.1", port: ENVOY_ADMIN })]),
  ].join("\n");
}

/** The ports of a task that this machine can reach, each with the port that is published for it. */
export function publishedPorts(definition: TaskDefinition): Map<number, number> {
  const mapped = (definition.containerDefinitions ?? [])
    .flatMap(({ portMappings }) => portMappings ?? [])
    .flatMap(({ containerPort, protocol }) => (containerPort && (protocol ?? "tcp") === "tcp" ? [containerPort] : []));
  const ports = new Map(mapped.map((port) => [port, port]));
  if (!ports.has(ENVOY_ADMIN)) ports.set(ENVOY_ADMIN, freeOf(ports));
  return ports;
}

function freeOf(ports: ReadonlyMap<number, number>): number {
  let port = FIRST_RELAY_PORT;
  while (ports.has(port)) port++;
  return port;
}

function given(
  containers: readonly ContainerDefinition[],
  what: (container: ContainerDefinition) => string[] | undefined,
): string[] {
  return [...new Set(containers.flatMap((container) => what(container) ?? []))];
}
