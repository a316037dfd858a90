import { instance } from "@viz-js/viz";
import { toDot } from "./dot";
import { toMermaid } from "./mermaid";
import type { Topology } from "./topology";

/** The picture in both forms, by the ending of its file. */
export async function drawTopology(topology: Topology): Promise<Record<"svg" | "mmd", string>> {
  const viz = await instance();
  return { svg: viz.renderString(toDot(topology), { format: "svg" }), mmd: `${toMermaid(topology)}\n` };
}
