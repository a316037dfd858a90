import { arrows, controlKey, nodeKey, outsiders } from "./arrows";
import { commonPrefix, type DatacenterTopology, type Topology } from "./topology";

/** The picture in the language of Graphviz, which draws it. */
export function toDot(topology: Topology): string {
  const { datacenters } = topology;
  const names = datacenters.flatMap(({ services }) => services.map(({ name }) => name));
  const prefix = commonPrefix(names);
  const label = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  // With many services the ports and intentions would cover the arrows: there they show when the mouse is over one.
  const isCrowded = names.length > 20;
  return [
    "digraph mesh {",
    `  graph [rankdir=LR, fontname="Helvetica", fontsize=14, compound=true, ranksep=${isCrowded ? 1.2 : 0.9}, nodesep=0.25, bgcolor="white", pad=0.3]`,
    `  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=12, color="#5b6b7b", fillcolor="#eef3f8", margin="0.16,0.09"]`,
    `  edge [fontname="Helvetica", fontsize=10, color="#5b6b7b", fontcolor="#33414f"]`,
    ...entrances(datacenters),
    ...datacenters.flatMap((datacenter) => box(datacenter, label)),
    ...outsiders(topology).map(
      ({ key, service, place }) =>
        `  ${id(key)} [label="${escape(service)}\\nin ${escape(place)}", style="rounded,dashed", fillcolor="white"]`,
    ),
    ...arrows(topology).map(({ from, to, lines }) => {
      const text = lines.map(escape).join("\\n");
      return `  ${id(from)} -> ${id(to)} [${isCrowded ? "tooltip" : "label"}="${text}"]`;
    }),
    "}",
  ].join("\n");
}

/** The load balancers through which the internet comes in. */
function entrances(datacenters: readonly DatacenterTopology[]): string[] {
  const all = datacenters.flatMap(({ name, entrances }) => entrances.map((entrance) => ({ ...entrance, name })));
  return [
    ...(all.length > 0 ? [`  "internet" [label="internet", shape=ellipse, fillcolor="white"]`] : []),
    ...all.flatMap(({ name, service, port }) => {
      const loadBalancer = id(nodeKey(name, `lb ${service}`));
      return [
        `  ${loadBalancer} [label="load balancer\\n:${port}", fillcolor="#fdf1dc"]`,
        `  "internet" -> ${loadBalancer}`,
        `  ${loadBalancer} -> ${id(nodeKey(name, service))}`,
      ];
    }),
  ];
}

function box(datacenter: DatacenterTopology, label: (name: string) => string): string[] {
  const { name, services, gateway } = datacenter;
  return [
    `  subgraph "cluster_${escape(name)}" {`,
    `    label="   datacenter ${escape(name)}"; labeljust=l; style="rounded"; color="#9db2c6"; fontcolor="#33414f"; margin=18`,
    ...controlPlane(datacenter),
    ...services.map(
      (service) =>
        `    ${id(nodeKey(name, service.name))} [label="${escape(label(service.name))}${service.protocol ? `\\n${service.protocol}` : ""}"]`,
    ),
    ...(gateway
      ? [
          `    ${id(nodeKey(name, gateway.name))} [label="mesh gateway\\nload balancer :${gateway.port}", fillcolor="#fdf1dc"]`,
        ]
      : []),
    "  }",
  ];
}

/** Servers and controller stand apart: every sidecar talks to the servers, and so many arrows would show nothing. */
function controlPlane({ name, servers, controller }: DatacenterTopology): string[] {
  const [serversNode, controllerNode] = ["servers", "controller"].map((node) => id(controlKey(name, node)));
  return [
    `    subgraph "cluster_control_plane_${escape(name)}" {`,
    `      label="   control plane, for every sidecar"; labeljust=l; style="rounded,dashed"; color="#b9c7d5"; fontsize=11; margin=10`,
    `      ${serversNode} [label="Consul servers\\n${escape(servers)}", fillcolor="#f3e3ee"]`,
    ...(controller
      ? [
          `      ${controllerNode} [label="${escape(controller)}\\nACL tokens", fillcolor="#f3e3ee"]`,
          `      ${controllerNode} -> ${serversNode} [style=dashed]`,
        ]
      : []),
    "    }",
  ];
}

function id(key: string): string {
  return `"node ${escape(key)}"`;
}

function escape(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
