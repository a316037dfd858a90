import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chosenEnvironments, ENVIRONMENT_NAMES, runCommand, UsageError } from "../tools/command";
import { describeStack } from "../tools/describe";
import { drawTopology, sampleTopology, topologyOfStack, type Topology } from "../tools/topology";

const FOLDER = join("cdktf.out", "topology");

/** Draws the mesh of an environment, as SVG and as Mermaid. */
void runCommand({
  call: "npm run topology --",
  about: "Draws the mesh of an environment, as SVG and as Mermaid.",
  arguments: [ENVIRONMENT_NAMES],
  options: {
    output: { value: "FOLDER", help: `where the pictures go. Otherwise ${FOLDER}` },
    sample: { value: "COUNT", help: "draws a made-up mesh of so many services, in place of environments" },
  },
  async run(given) {
    const folder = given.value("output") ?? FOLDER;
    const sample = given.value("sample");
    if (sample !== undefined) {
      if (!/^[1-9]\d{0,3}$/.test(sample))
        throw new UsageError(`--sample needs a number from 1 to 9999, not ${sample}.`);
      if (given.arguments.length > 0) throw new UsageError("--sample is in place of environments.");
      return draw(`sample-${sample}`, sampleTopology(Number(sample)), folder);
    }
    for (const { stack } of chosenEnvironments(given.arguments))
      await draw(stack, topologyOfStack(describeStack(stack)), folder);
  },
});

async function draw(name: string, topology: Topology, folder: string): Promise<void> {
  const pictures = Object.entries(await drawTopology(topology));
  mkdirSync(folder, { recursive: true });
  for (const [ending, text] of pictures) {
    const file = join(folder, `${name}.${ending}`);
    writeFileSync(file, text);
    console.log(file);
  }
}
