import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entryName, type ConfigEntry } from "../modules/consul/config-entries";
import { describeStack } from "../tools/describe";

/**
 * `npm run config-entries -- <environment> [<folder>]`: writes what Consul must be told of the mesh, one file for each
 * entry, numbered in the order in which `consul config write` is to take them. Where there are several datacenters, each
 * has a folder of its own.
 */
function writeAll(environment: string, folder: string): void {
  const { datacenters, configEntries } = describeStack(environment);
  for (const [datacenter, entries] of Object.entries(configEntries)) {
    const several = datacenters.length > 1;
    writeFiles(entries, several ? join(folder, datacenter) : folder, several ? `Consul in ${datacenter}` : "Consul");
  }
}

function writeFiles(entries: readonly ConfigEntry[], folder: string, target: string): void {
  mkdirSync(folder, { recursive: true });
  // A service that is gone must not leave its intentions behind. Nothing else in the folder is ours.
  for (const name of readdirSync(folder)) if (OWN_FILE.test(name)) rmSync(join(folder, name));
  const files = entries.map((entry, index) => {
    const name = entryName(entry);
    const number = String(index + 1).padStart(3, "0");
    const file = join(folder, `${number}-${entry.Kind}-${name === "*" ? "all" : name}.json`);
    writeFileSync(file, `${JSON.stringify(entry, null, 2)}\n`);
    return file;
  });
  console.log(files.join("\n"));
  console.log(`\nWrite them to ${target} with: for f in ${join(folder, "*.json")}; do consul config write "$f"; done`);
}

const OWN_FILE = /^\d{3}-(service-[a-z]+|mesh|exported-services)-.*\.json$/;

const [environment = "dev", folder = join("cdktf.out", "config-entries", environment)] = process.argv.slice(2);
writeAll(environment, folder);
