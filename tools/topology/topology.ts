import type { Connection } from "../../modules/mesh/graph";
import type { ServiceMesh } from "../../modules/mesh/service-mesh";
import type { StackDescription } from "../describe";

/** What the picture of an environment shows. */
export interface Topology {
  readonly datacenters: readonly DatacenterTopology[];
  /** How datacenters are joined, in words. */
  readonly join?: string;
}

/** The mesh of one datacenter, and what stands beside its services. */
export interface DatacenterTopology {
  readonly name: string;
  /** How the servers are found. */
  readonly servers: string;
  /** With ACLs: who hands out the tokens. */
  readonly controller?: string;
  /** Through which calls leave for other datacenters, and come from them. */
  readonly gateway?: { readonly name: string; readonly port: number };
  readonly services: readonly { readonly name: string; readonly protocol?: string }[];
  /** Load balancers, by the service that they lead to. */
  readonly entrances: readonly { readonly service: string; readonly port?: number }[];
  /** The calls of its services. */
  readonly calls: readonly Call[];
}

export interface Call {
  readonly from: string;
  readonly to: string;
  /** Where the application calls it, without the scheme: "localhost:29485". */
  readonly via: string;
  /** What the intention allows. */
  readonly allows: string;
  /** Datacenter or peer in which the destination runs, when it is not here. */
  readonly elsewhere?: string;
}

/** Reads what a stack has in each of its datacenters. */
export function topologyOfStack({ datacenters, join }: StackDescription): Topology {
  return {
    datacenters: datacenters.map(({ mesh, ...places }) => topologyOf(mesh, places)),
    join: datacenters.length > 1 ? join : undefined,
  };
}

/** Reads the graph of the mesh in one datacenter. */
export function topologyOf(
  mesh: ServiceMesh,
  places: { readonly servers: string; readonly controller?: string },
): DatacenterTopology {
  const { servers, graph } = mesh;
  const gateway = mesh.meshGateway;
  return {
    name: servers.datacenter,
    ...places,
    gateway: gateway && { name: gateway.serviceName, port: gateway.wanPort },
    services: graph.members.map(({ identity, protocol }) => ({ name: identity.service, protocol })),
    entrances: graph.entrances.map(({ service, port }) => ({ service, port })),
    calls: graph.connections.map(({ source, destination, url, permissions }) => ({
      from: source.service,
      to: destination.service,
      via: url.replace(/^\w+:\/\//, ""),
      allows: describePermissions(permissions),
      elsewhere: elsewhere(destination, servers.datacenter),
    })),
  };
}

function elsewhere({ peer, datacenter }: Connection["destination"], here: string): string | undefined {
  return peer ?? (datacenter === here ? undefined : datacenter);
}

function describePermissions(permissions: Connection["permissions"]): string {
  if (!permissions?.length) return "allow";
  return permissions
    .map(({ methods, paths }) => [methods?.join("|"), paths?.join(", ")].filter((part) => part !== undefined).join(" "))
    .map((permission) => `allow ${permission}`.trim())
    .join("; ");
}

/** The part that all names begin with, up to a hyphen: it says nothing in a picture of one environment. */
export function commonPrefix(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = others.length === 0 ? 0 : first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, first.slice(0, length).lastIndexOf("-") + 1);
}
