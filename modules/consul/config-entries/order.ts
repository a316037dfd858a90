import { CONFIG_ENTRY_KINDS, entryName, type ConfigEntry } from "./config-entry";

/** Entries in the order in which Consul takes them, which is the same however they came together. */
export function inOrder(entries: readonly ConfigEntry[]): ConfigEntry[] {
  return [...entries].sort((a, b) => place(a) - place(b) || compare(identity(a), identity(b)));
}

function place({ Kind }: ConfigEntry): number {
  return CONFIG_ENTRY_KINDS.indexOf(Kind);
}

/** One name may be there in several partitions and namespaces. */
function identity({ Partition = "", Namespace = "", ...entry }: ConfigEntry): string {
  return [entryName(entry), Partition, Namespace].join("/");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
