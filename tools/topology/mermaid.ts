import { arrows, controlKey, nodeKey, outsiders } from "./arrows";
import type { DatacenterTopology, Topology } from "./topology";

/** The picture as Mermaid text, which code hosts draw by themselves. */
export function toMermaid(topology: Topology): string {
  const { datacenters } = topology;
  const ids = new NodeIds();
  const entrances = datacenters.flatMap(({ name, entrances }) => entrances.map((entrance) => ({ ...entrance, name })));
  return [
    "flowchart LR",
    ...(entrances.length > 0 ? [`  internet((internet))`] : []),
    ...entrances.map(
      ({ name, service, port }) =>
        `  internet --> ${ids.node(nodeKey(name, `lb ${service}`), "load balancer", `:${port}`)} --> ${ids.of(nodeKey(name, service))}`,
    ),
    ...datacenters.flatMap((datacenter, index) => box(datacenter, index === 0 ? "" : `${index + 1}`, ids)),
    ...outsiders(topology).map(({ key, service, place }) => `  ${ids.node(key, service, `in ${place}`)}`),
    ...arrows(topology).map(({ from, to, lines }) => {
      const text = lines.length > 0 ? `-- "${lines.map(escape).join("<br/>")}" -->` : "-->";
      return `  ${ids.of(from)} ${text} ${ids.of(to)}`;
    }),
  ].join("\n");
}

/** @param suffix of the box's ids, which no other box has */
function box(datacenter: DatacenterTopology, suffix: string, ids: NodeIds): string[] {
  const { name, servers, controller, services, gateway } = datacenter;
  const key = (node: string): string => nodeKey(name, node);
  return [
    `  subgraph dc${suffix} ["datacenter ${escape(name)}"]`,
    `    subgraph control${suffix} ["control plane, for every sidecar"]`,
    `      ${ids.node(controlKey(name, "servers"), "Consul servers", servers)}`,
    ...(controller
      ? [
          `      ${ids.node(controlKey(name, "controller"), controller, "ACL tokens")} -.-> ${ids.of(controlKey(name, "servers"))}`,
        ]
      : []),
    "    end",
    ...services.map((service) => `    ${ids.node(key(service.name), service.name, service.protocol)}`),
    ...(gateway ? [`    ${ids.node(key(gateway.name), "mesh gateway", `load balancer :${gateway.port}`)}`] : []),
    "  end",
  ];
}

/** Short names for nodes, in the order in which they are met. */
class NodeIds {
  private readonly known = new Map<string, string>();

  of(key: string): string {
    const id = this.known.get(key) ?? `n${this.known.size}`;
    this.known.set(key, id);
    return id;
  }

  node(key: string, ...lines: (string | undefined)[]): string {
    const label = lines.filter((line) => line !== undefined).map(escape);
    return `${this.of(key)}["${label.join("<br/>")}"]`;
  }
}

/** Mermaid takes HTML entities, written with a hash, in quoted text. */
function escape(text: string): string {
  return text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");
}
