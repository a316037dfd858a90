import { ANY_LAUNCH_TYPE, enforce } from "../../aws";
import type { Protocol } from "../../consul/config-entries";
import { releaseLine, type Release, type Releases, type Upstream } from "../../consul";
import type { CommonMeshTaskProps, MeshTask } from "../task";
import { connectionRules } from "./connection-rules";
import { localPort, type Destination } from "./local-port";
import type { MeshService } from "./mesh-service";
import type { ConnectedService, ConnectOptions, MeshServiceProps } from "./props";

/** The services that one service is connected to. */
export class Connections {
  private readonly made: { readonly destination: Destination; readonly localPort: number }[] = [];
  private readonly rendered: Upstream[] = [];
  private task?: MeshTask;

  constructor(
    private readonly source: MeshService,
    private readonly props: MeshServiceProps,
  ) {}

  /** The upstreams of the connections that were made before the task was. */
  get upstreams(): readonly Upstream[] {
    return [...this.rendered];
  }

  /** From now on, upstreams go to the task. */
  attach(task: MeshTask): void {
    this.task = task;
  }

  connect(target: MeshService | string, options: ConnectOptions): ConnectedService {
    const { datacenter, peer, partition, namespace, permissions = [] } = options;
    const service = typeof target === "string" ? target : target.serviceName;
    const destination: Destination = { service, datacenter, peer, partition, namespace };
    const protocol = typeof target === "string" ? undefined : target.protocol;
    const port = options.localPort ?? localPort(destination, this.usedByTask());
    enforce(`The connection of "${this.source.node.path}" to '${service}'`, [
      ...connectionRules({
        source: this.source.serviceName,
        destination,
        localPort: port,
        permissions,
        protocol,
        isOtherMesh: typeof target !== "string" && target.mesh !== this.source.mesh,
        existing: this.made,
        usedByTask: this.usedByTask(),
      }),
    ]);
    this.made.push({ destination, localPort: port });
    const virtual = this.virtualAddress(destination, target);
    const { host, port: listens } = virtual ?? { host: "localhost", port };
    if (!virtual) this.add(renderUpstream(destination, port, options));
    const address = { url: `${options.scheme ?? schemeOf(protocol)}://${host}:${listens}`, host, port: listens };
    this.source.mesh.connect({
      source: this.source.serviceName,
      destination,
      url: address.url,
      permissions: permissions.length > 0 ? permissions : undefined,
    });
    return address;
  }

  private add(upstream: Upstream): void {
    if (this.task) this.task.addUpstream(upstream);
    else this.rendered.push(upstream);
  }

  /**
   * With a transparent proxy and Consul DNS the application calls a service by its name, and the proxy catches the call.
   * A service of another datacenter has no such name.
   */
  private virtualAddress(
    destination: Destination,
    target: MeshService | string,
  ): { host: string; port: number } | undefined {
    const { enabled, consulDns } = transparentProxy(this.props);
    if (!enabled || !consulDns || destination.datacenter !== undefined) return undefined;
    return { host: virtualHost(destination), port: (typeof target === "string" ? undefined : target.port) ?? 80 };
  }

  /** What is known of the task's ports before its containers are. What is not, the task's own rules refuse. */
  private usedByTask(): number[] {
    const { release, port, publicListenerPort = 20000, containers } = this.props;
    const mapped = typeof containers === "function" ? [] : containers.flatMap(({ portMappings = [] }) => portMappings);
    return [
      ...releaseLine(release).meshTask.reservedPorts,
      publicListenerPort,
      ...(port === undefined ? [] : [port]),
      ...mapped.map(({ containerPort }) => containerPort),
    ];
  }
}

function transparentProxy<R extends Release>(props: MeshServiceProps<R>): { enabled: boolean; consulDns: boolean } {
  const options: CommonMeshTaskProps<R> & Releases[R]["meshTask"] = props as unknown as CommonMeshTaskProps<R> &
    Releases[R]["meshTask"];
  return releaseLine<R>(options.release).meshTask.transparentProxy({
    options,
    compatibilities: options.compatibilities ?? ANY_LAUNCH_TYPE,
  });
}

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

function renderUpstream({ service, ...place }: Destination, localBindPort: number, options: ConnectOptions): Upstream {
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
