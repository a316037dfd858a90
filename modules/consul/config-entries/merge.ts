import { enforce } from "../../aws";
import { entryName, type ConfigEntry } from "./config-entry";
import { inOrder } from "./order";

/**
 * The entries of several meshes as one list, for servers that rule over all of them: those of the primary datacenter of
 * a WAN federation. What all of them say is there once, and the callers of a service from everywhere are together.
 */
export function mergeConfigEntries(...lists: readonly (readonly ConfigEntry[])[]): ConfigEntry[] {
  const merged = new Map<string, ConfigEntry>();
  for (const entry of lists.flat()) {
    const key = `${entry.Kind} ${entryName(entry)}`;
    const known = merged.get(key);
    merged.set(key, known ? together(known, entry) : entry);
  }
  return inOrder([...merged.values()]);
}

function together(a: ConfigEntry, b: ConfigEntry): ConfigEntry {
  if (same(a, b)) return a;
  const mergeable = a.Kind === "service-intentions";
  enforce("The configuration entries of the datacenters", [
    {
      prop: `${a.Kind} ${entryName(a)}`,
      rule: "must be the same in all datacenters, which share it",
      fix: "Give the service another name in one of the datacenters, or the same settings in all.",
      holds: mergeable,
    },
  ]);
  const known = sources(a);
  return { ...a, Sources: [...known, ...sources(b).filter((source) => !known.some((other) => same(other, source)))] };
}

function sources({ Sources }: ConfigEntry): readonly unknown[] {
  return Sources as readonly unknown[];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
