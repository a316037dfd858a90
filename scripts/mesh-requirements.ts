import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../tools/command";
import { requirements } from "../tools/emulator";
import { DOCKER_ENGINE, missingImages, imagesOf } from "../tools/local-mesh";
import { synthesize } from "../tools/runner";

/** Both lines, alone and with a second datacenter. */
const ENVIRONMENTS = ["dev", "dev-client-agent", "two-datacenters", "two-datacenters-client-agent"];

/** Says which versions the tests with the real programs will use, or all that is missing at once. */
void runCommand({
  call: "node scripts/run.mjs scripts/mesh-requirements.ts",
  about: `Looks for what the tests with the real programs need on this machine: programs, and images on Docker's engine.
It fetches none.`,
  async run() {
    const found = await requirements("run the tests with the real programs", [
      "Terraform",
      "AWS emulator",
      DOCKER_ENGINE,
    ]);
    console.log(found.join(", "));
    const images = await stackImages();
    const missing = await missingImages(images);
    if (missing.length === 0) return;
    console.error(
      [
        "The tests with the real programs do not run here. These images are missing:",
        ...missing.map((name) => `  - ${name}`),
        "Get each with `docker pull`; `npm run mesh:local` does that too.",
      ].join("\n"),
    );
    process.exitCode = 1;
  },
});

async function stackImages(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "mesh-requirements-"));
  try {
    const images: string[] = [];
    for (const environment of ENVIRONMENTS) images.push(...(await imagesOf(await synthesize(environment, folder))));
    return [...new Set(images)].sort();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
