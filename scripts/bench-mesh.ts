import { join } from "node:path";
import { benchMesh, publishMesh, renderMeshFigures } from "../tools/bench/mesh";
import { runCommand } from "../tools/command";
import { requirements } from "../tools/emulator";
import { DOCKER_ENGINE } from "../tools/local-mesh";
import { PROJECT } from "../tools/runner";

/** Both lines, with the example. */
const ENVIRONMENTS = ["dev", "dev-client-agent"];

/** Measures the mesh itself, where `bench` measures the program that writes it. */
void runCommand({
  call: "npm run bench:mesh --",
  about: `Runs environments on this machine's Docker engine, and measures the mesh: the time until the first good answer
and until a killed service is back, failed calls of a roll, what two proxies add to a call, and their memory.`,
  options: {
    only: {
      value: "ENVIRONMENTS",
      help: `some environments with the example, separated by commas\n(${ENVIRONMENTS.join(",")})`,
    },
    registry: { value: "REGISTRY", help: "a registry that has the images, such as registry.example.com/mirror" },
    write: { help: "writes the figures into docs/benchmark-mesh.md" },
  },
  async run(given) {
    await requirements("measure a mesh", ["Terraform", "AWS emulator", DOCKER_ENGINE]);
    const all = [];
    for (const environment of given.value("only")?.split(",") ?? ENVIRONMENTS) {
      const folder = join(PROJECT, ".build/bench-mesh");
      all.push(await benchMesh(environment, { folder, registry: given.value("registry") }));
    }
    const figures = renderMeshFigures(all);
    console.log(`\n${figures}`);
    if (given.has("write")) console.log(`\nWritten: ${publishMesh(PROJECT, figures)}`);
  },
});
