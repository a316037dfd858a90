import type { ServiceMesh } from "../../modules/mesh-service";

/** What the picture of a mesh shows. */
export interface Topology {
  readonly datacenter: string;
  /** How the servers are found. */
  readonly servers: string;
  /** With ACLs: who hands out the tokens. */
  readonly controller?: string;
  readonly services: readonly { readonly name: string; readonly protocol?: string }[];
  /** Load balancers, by the service that they lead to. */
  readonly entrances: readonly { readonly service: string; readonly port: number }[];
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

/** Reads the graph of a mesh. */
export function topologyOf(
  mesh: ServiceMesh,
  places: { readonly servers: string; readonly controller?: string },
): Topology {
  return {
    datacenter: mesh.props.servers.datacenter,
    ...places,
    services: mesh.members.map(({ serviceName, protocol }) => ({ name: serviceName, protocol })),
    entrances: mesh.entrances,
    calls: mesh.connections.map(({ source, destination, url, permissions }) => ({
      from: source,
      to: destination.service,
      via: url.replace(/^\w+:\/\//, ""),
      allows: describePermissions(permissions),
      elsewhere: destination.peer ?? destination.datacenter,
    })),
  };
}

function describePermissions(permissions: ServiceMesh["connections"][number]["permissions"]): string {
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
