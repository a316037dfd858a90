import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entryName, type ConfigEntry } from "../../modules/consul/config-entries";
import type { StackDescription } from "../describe";

/** The files that were written for the servers of one datacenter. */
export interface WrittenEntries {
  readonly datacenter: string;
  readonly folder: string;
  /** In the order in which `consul config write` is to take them. */
  readonly files: readonly string[];
}

/**
 * Writes what Consul must be told of the mesh, one file for each entry, with its place in the order in front of its
 * name. Where there are several datacenters, each has a folder of its own.
 */
export function writeConfigEntries(stack: StackDescription, folder: string): WrittenEntries[] {
  return Object.entries(stack.configEntries).map(([datacenter, entries]) => {
    const own = stack.datacenters.length > 1 ? join(folder, datacenter) : folder;
    return { datacenter, folder: own, files: writeFiles(entries, own) };
  });
}

function writeFiles(entries: readonly ConfigEntry[], folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  // A service that is gone must not leave its intentions behind. Nothing else in the folder is ours.
  for (const name of readdirSync(folder)) if (OWN_FILE.test(name)) rmSync(join(folder, name));
  return entries.map((entry, index) => {
    const name = entryName(entry);
    const number = String(index + 1).padStart(3, "0");
    const file = join(folder, `${number}-${entry.Kind}-${name === "*" ? "all" : name}.json`);
    writeFileSync(file, `${JSON.stringify(entry, null, 2)}\n`);
    return file;
  });
}

const OWN_FILE = /^\d{3}-(service-[a-z]+|mesh|exported-services)-.*\.json$/;
