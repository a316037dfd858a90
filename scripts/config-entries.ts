import { join } from "node:path";
import { chosenEnvironments, ENVIRONMENT_NAMES, runCommand } from "../tools/command";
import { writeConfigEntries, type WrittenEntries } from "../tools/config-entries";
import { describeStack } from "../tools/describe";

const FOLDER = join("cdktf.out", "config-entries");

/** Writes what Consul must be told of a mesh. */
void runCommand({
  call: "npm run config-entries --",
  about: `Writes what Consul must be told of the mesh of an environment: one file for each configuration entry, numbered in
the order in which \`consul config write\` is to take them.`,
  arguments: [ENVIRONMENT_NAMES],
  options: {
    output: {
      value: "FOLDER",
      help: `where they go: each environment has a folder in it. Otherwise ${FOLDER}`,
    },
  },
  run(given) {
    for (const { stack } of chosenEnvironments(given.arguments)) {
      for (const written of writeConfigEntries(describeStack(stack), join(given.value("output") ?? FOLDER, stack)))
        report(stack, written);
    }
  },
});

function report(stack: string, { datacenter, folder, files }: WrittenEntries): void {
  console.log(
    `${stack}, datacenter ${datacenter}: ${files.length === 0 ? "no entries" : `${files.length} in ${folder}`}`,
  );
  for (const file of files) console.log(`  ${file}`);
  if (files.length > 0)
    console.log(`  Write them with: for f in ${join(folder, "*.json")}; do consul config write "$f"; done`);
}
