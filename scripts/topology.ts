import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeStack } from "../tools/describe";
import { drawTopology, sampleTopology, type Topology, topologyOfStack } from "../tools/topology";

/**
 * `npm run topology -- <environment> [<folder>]`: draws the mesh of an environment, as SVG and as Mermaid.
 * `sample-60` in place of an environment draws a made-up mesh of 60 services.
 */
async function draw(subject: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [ending, text] of Object.entries(await drawTopology(find(subject)))) {
    const file = join(folder, `${subject}.${ending}`);
    writeFileSync(file, text);
    console.log(file);
  }
}

function find(subject: string): Topology {
  const size = /^sample-(\d+)$/.exec(subject)?.[1];
  if (size !== undefined) return sampleTopology(Number(size));
  return topologyOfStack(describeStack(subject));
}

const [subject = "dev", folder = join("cdktf.out", "topology")] = process.argv.slice(2);
void draw(subject, folder);
