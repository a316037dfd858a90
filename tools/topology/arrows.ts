import type { Call, DatacenterTopology, Topology } from "./topology";

/** An arrow of the picture, from one node to another, by their keys. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** What is written beside it. */
  readonly lines: readonly string[];
}

/** A service of a datacenter or a peer that the picture does not show. */
export interface Outsider {
  readonly key: string;
  readonly service: string;
  readonly place: string;
}

/** The key of a service or gateway, whose name may be that of another one in another datacenter. */
export function nodeKey(datacenter: string, name: string): string {
  return `${datacenter} ${name}`;
}

/** The key of what is no service, whatever the services are called: no name has a blank. */
export function controlKey(datacenter: string, what: string): string {
  return nodeKey(datacenter, `control ${what}`);
}

/** Who calls whom. A call to another datacenter of the picture goes from gateway to gateway. */
export function arrows(topology: Topology): Arrow[] {
  const all = topology.datacenters.flatMap((here) => here.calls.flatMap((call) => arrowsOf(call, here, topology)));
  // Calls through the same gateways share the arrows between them.
  return [...new Map(all.map((arrow) => [JSON.stringify(arrow), arrow])).values()];
}

function arrowsOf({ from, to, via, allows, elsewhere }: Call, here: DatacenterTopology, topology: Topology): Arrow[] {
  const start = { from: nodeKey(here.name, from), lines: [via, allows] };
  if (elsewhere === undefined) return [{ ...start, to: nodeKey(here.name, to) }];
  const there = topology.datacenters.find(({ name }) => name === elsewhere);
  if (!there) return [{ ...start, to: outsiderKey(elsewhere, to) }];
  const gateways = [here, there].flatMap(({ name, gateway }) => (gateway ? [nodeKey(name, gateway.name)] : []));
  const way = [...gateways, nodeKey(there.name, to)];
  return [start.from, ...way].slice(0, -1).map((node, index) => ({
    from: node,
    to: way[index] ?? "",
    lines: index === 0 ? start.lines : index < gateways.length && topology.join ? [topology.join] : [],
  }));
}

/** The services that are called and that no datacenter of the picture has. */
export function outsiders({ datacenters }: Topology): Outsider[] {
  const known = datacenters.map(({ name }) => name);
  const all = datacenters
    .flatMap(({ calls }) => calls)
    .flatMap(({ to, elsewhere: place }) => (place === undefined || known.includes(place) ? [] : [{ to, place }]))
    .map(({ to, place }): Outsider => ({ key: outsiderKey(place, to), service: to, place }));
  return [...new Map(all.map((outsider) => [outsider.key, outsider])).values()];
}

function outsiderKey(place: string, service: string): string {
  return `outside ${place} ${service}`;
}
