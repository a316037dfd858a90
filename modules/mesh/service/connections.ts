import { enforce, givenProps, type Precondition, together, typeRules } from "../../aws";
import type { Upstream } from "../../consul";
import type { Protocol } from "../../consul/config-entries";
import { destinationKey, localPort, type Destination, type MeshGraph, type ServiceIdentity } from "../graph";
import { connectionRules, givenRules } from "./connection-rules";
import type { MeshDestination } from "./mesh-destination";
import type { ConnectedService, ConnectOptions } from "./props";

/** The task that makes the calls, as far as its connections ask. */
export interface ConnectingTask {
  /** Where it is, for messages. */
  readonly path: string;
  readonly identity: ServiceIdentity;
  readonly graph: MeshGraph;
  /** Whether the proxy catches the calls that the application makes by a service's name. */
  readonly callsByName: boolean;
  /** Ports that the task uses for something else, as far as they are known. What is not, the task's own rules refuse. */
  readonly usedPorts: readonly number[];
  addUpstream(upstream: Upstream): void;
}

interface MadeConnection {
  readonly destination: Destination;
  readonly localPort: number;
  readonly options: ConnectOptions;
  readonly address: ConnectedService;
}

/** The services that one service is connected to. */
export class Connections {
  /** What only Terraform can judge of them. */
  readonly preconditions: Precondition[] = [];
  private readonly made: MadeConnection[] = [];

  constructor(private readonly task: ConnectingTask) {}

  connect(target: MeshDestination | string, given: ConnectOptions): ConnectedService {
    const subject = `A connection of "${this.task.path}"`;
    const options = givenProps(subject, given);
    const judged = enforce(
      subject,
      together(typeRules("MeshService.connectTo", { destination: target, options }), () => givenRules(target, options)),
    );
    const service = typeof target === "string" ? { serviceName: target } : target;
    const destination = destinationOf(service, options, this.task.identity, typeof target === "string");
    const again = this.made.find((other) => destinationKey(other.destination) === destinationKey(destination));
    if (again) return this.repeat(again, options);
    this.preconditions.push(...judged, ...(service.preconditions ?? []));
    const made = this.make(service, destination, options);
    this.made.push(made);
    return made.address;
  }

  /** The same connection once more is the same one; another one to the same service would have to replace it. */
  private repeat(made: MadeConnection, options: ConnectOptions): ConnectedService {
    enforce(this.subject(made.destination), [
      {
        prop: "connectTo",
        rule: "must be given the same options each time that it connects to the same service",
        got: options,
        fix: "Give all permissions and options at the first time, and keep what it returned.",
        holds: JSON.stringify(sorted(options)) === JSON.stringify(sorted(made.options)),
      },
    ]);
    return made.address;
  }

  private make(service: MeshDestination, destination: Destination, options: ConnectOptions): MadeConnection {
    const { task } = this;
    // A service of another datacenter has no virtual name.
    const isVirtual = task.callsByName && destination.datacenter === undefined;
    const port = options.localPort ?? localPort(destination, task.usedPorts);
    this.preconditions.push(
      ...enforce(
        this.subject(destination),
        connectionRules({
          source: task.identity,
          destination,
          localPort: port,
          options,
          protocol: service.protocol,
          isOtherMesh: service.mesh !== undefined && service.mesh.graph !== task.graph,
          isVirtual,
          others: this.made,
          usedByTask: task.usedPorts,
          datacenter: task.graph.datacenter,
        }),
      ),
    );
    const meshGateway = options.meshGateway ?? service.place?.meshGateway;
    if (!isVirtual) task.addUpstream(renderUpstream(destination, port, { ...options, meshGateway }));
    const { host, port: listens } = isVirtual
      ? { host: virtualHost(destination), port: service.port ?? 80 }
      : { host: "localhost", port };
    const url = `${options.scheme ?? schemeOf(service.protocol)}://${host}:${listens}`;
    const { permissions = [] } = options;
    task.graph.connect({
      source: task.identity,
      destination,
      url,
      permissions: permissions.length > 0 ? permissions : undefined,
    });
    return { destination, localPort: port, options, address: { url, host, port: listens } };
  }

  private subject({ service }: Destination): string {
    return `The connection of "${this.task.path}" to '${service}'`;
  }
}

/**
 * What the options say wins over where the service says that it is. A mere name is looked for beside the caller, as Consul
 * does it; a service that says no partition or namespace is in the default one, wherever it is called from.
 */
function destinationOf(
  service: MeshDestination,
  options: ConnectOptions,
  source: Located,
  isName: boolean,
): Destination {
  const { place } = service;
  const datacenter = options.datacenter ?? place?.datacenter;
  const peer = options.peer ?? place?.peer;
  const isElsewhere = datacenter !== undefined || peer !== undefined;
  const unsaid = (own: string | undefined): string | undefined => {
    if (isElsewhere || own === undefined) return undefined;
    return isName ? own : "default";
  };
  return {
    service: service.serviceName,
    datacenter,
    peer,
    partition: options.partition ?? service.partition ?? unsaid(source.partition),
    namespace: options.namespace ?? service.namespace ?? unsaid(source.namespace),
  };
}

type Located = Pick<ServiceIdentity, "partition" | "namespace">;

/** https://developer.hashicorp.com/consul/docs/services/discovery/dns-static-lookups */
function virtualHost({ service, namespace, partition, peer }: Destination): string {
  const labels = [
    service,
    "virtual",
    ...(namespace ? [namespace, "ns"] : []),
    ...(partition ? [partition, "ap"] : []),
    ...(peer ? [peer, "peer"] : []),
    "consul",
  ];
  return labels.join(".");
}

function renderUpstream(
  { service, ...place }: Destination,
  localBindPort: number,
  options: Pick<ConnectOptions, "meshGateway" | "config">,
): Upstream {
  return {
    destinationName: service,
    localBindPort,
    ...(place.datacenter ? { datacenter: place.datacenter } : {}),
    ...(place.peer ? { destinationPeer: place.peer } : {}),
    ...(place.partition ? { destinationPartition: place.partition } : {}),
    ...(place.namespace ? { destinationNamespace: place.namespace } : {}),
    ...(options.meshGateway ? { meshGateway: { mode: options.meshGateway } } : {}),
    ...(options.config ? { config: options.config } : {}),
  };
}

/** Most of what is not said to speak anything else speaks HTTP. */
function schemeOf(protocol: Protocol | undefined): string {
  return protocol === "tcp" || protocol === "grpc" ? protocol : "http";
}

/** Options in a fixed order, to compare them. */
function sorted(options: ConnectOptions): [string, unknown][] {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
