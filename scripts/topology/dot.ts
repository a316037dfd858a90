import { commonPrefix, type Topology } from "./topology";

/** The picture in the language of Graphviz, which draws it. */
export function toDot(topology: Topology): string {
  const { datacenter, services, calls, entrances } = topology;
  const prefix = commonPrefix(services.map(({ name }) => name));
  const label = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  // With many services the ports and intentions would cover the arrows: there they show when the mouse is over one.
  const isCrowded = services.length > 20;
  const outside = [
    ...new Set(calls.filter(({ elsewhere }) => elsewhere).map(({ to, elsewhere }) => [elsewhere ?? "", to].join("\0"))),
  ];
  return [
    "digraph mesh {",
    `  graph [rankdir=LR, fontname="Helvetica", fontsize=14, compound=true, ranksep=${isCrowded ? 1.2 : 0.9}, nodesep=0.25, bgcolor="white", pad=0.3]`,
    `  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=12, color="#5b6b7b", fillcolor="#eef3f8", margin="0.16,0.09"]`,
    `  edge [fontname="Helvetica", fontsize=10, color="#5b6b7b", fontcolor="#33414f"]`,
    ...(entrances.length > 0 ? [`  "internet" [label="internet", shape=ellipse, fillcolor="white"]`] : []),
    ...entrances.flatMap(({ service, port }) => [
      `  ${id(`lb ${service}`)} [label="load balancer\\n:${port}", fillcolor="#fdf1dc"]`,
      `  "internet" -> ${id(`lb ${service}`)}`,
      `  ${id(`lb ${service}`)} -> ${id(service)}`,
    ]),
    `  subgraph "cluster_${escape(datacenter)}" {`,
    `    label="   datacenter ${escape(datacenter)}"; labeljust=l; style="rounded"; color="#9db2c6"; fontcolor="#33414f"; margin=18`,
    ...controlPlane(topology),
    ...services.map(
      ({ name, protocol }) => `    ${id(name)} [label="${escape(label(name))}${protocol ? `\\n${protocol}` : ""}"]`,
    ),
    "  }",
    ...outside.map((place) => {
      const [elsewhere = "", to = ""] = place.split("\0");
      return `  ${id(place)} [label="${escape(to)}\\nin ${escape(elsewhere)}", style="rounded,dashed", fillcolor="white"]`;
    }),
    ...calls.map(({ from, to, via, allows, elsewhere }) => {
      const target = elsewhere ? [elsewhere, to].join("\0") : to;
      const text = `${escape(via)}\\n${escape(allows)}`;
      return `  ${id(from)} -> ${id(target)} [${isCrowded ? "tooltip" : "label"}="${text}"]`;
    }),
    "}",
  ].join("\n");
}

/** Servers and controller stand apart: every sidecar talks to the servers, and so many arrows would show nothing. */
function controlPlane({ servers, controller }: Topology): string[] {
  return [
    `    subgraph "cluster_control_plane" {`,
    `      label="   control plane, for every sidecar"; labeljust=l; style="rounded,dashed"; color="#b9c7d5"; fontsize=11; margin=10`,
    `      "servers" [label="Consul servers\\n${escape(servers)}", fillcolor="#f3e3ee"]`,
    ...(controller ? [`      "controller" [label="${escape(controller)}\\nACL tokens", fillcolor="#f3e3ee"]`] : []),
    ...(controller ? [`      "controller" -> "servers" [style=dashed]`] : []),
    "    }",
  ];
}

function id(name: string): string {
  return `"node ${escape(name.replace("\0", " "))}"`;
}

function escape(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
