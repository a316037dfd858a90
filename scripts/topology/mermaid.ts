import type { Topology } from "./topology";

/** The picture as Mermaid text, which code hosts draw by themselves. */
export function toMermaid({ datacenter, servers, controller, services, entrances, calls }: Topology): string {
  const ids = new Map<string, string>();
  const id = (name: string): string => {
    const known = ids.get(name) ?? `n${ids.size}`;
    ids.set(name, known);
    return known;
  };
  const node = (name: string, ...lines: (string | undefined)[]): string =>
    `${id(name)}["${lines
      .filter((line) => line !== undefined)
      .map(escape)
      .join("<br/>")}"]`;
  const elsewhere = calls.filter((call) => call.elsewhere !== undefined);
  return [
    "flowchart LR",
    ...(entrances.length > 0 ? [`  internet((internet))`] : []),
    ...entrances.map(
      ({ service, port }) => `  internet --> ${node(`lb ${service}`, "load balancer", `:${port}`)} --> ${id(service)}`,
    ),
    `  subgraph dc ["datacenter ${escape(datacenter)}"]`,
    `    subgraph control ["control plane, for every sidecar"]`,
    `      ${node("servers", "Consul servers", servers)}`,
    ...(controller ? [`      ${node("controller", controller, "ACL tokens")} -.-> ${id("servers")}`] : []),
    "    end",
    ...services.map(({ name, protocol }) => `    ${node(name, name, protocol)}`),
    "  end",
    ...elsewhere.map((call) => `  ${node(`${call.elsewhere} ${call.to}`, call.to, `in ${call.elsewhere}`)}`),
    ...calls.map(({ from, to, via, allows, elsewhere: place }) => {
      const target = place === undefined ? to : `${place} ${to}`;
      return `  ${id(from)} -- "${escape(via)}<br/>${escape(allows)}" --> ${id(target)}`;
    }),
  ].join("\n");
}

/** Mermaid takes HTML entities, written with a hash, in quoted text. */
function escape(text: string): string {
  return text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");
}
