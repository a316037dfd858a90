import { CONFIG_ENTRY_KINDS, entryName, type ConfigEntry } from "./config-entry";

/** Entries in the order in which Consul takes them, which is the same however they came together. */
export function inOrder(entries: readonly ConfigEntry[]): ConfigEntry[] {
  return [...entries].sort((a, b) => place(a) - place(b) || (entryName(a) < entryName(b) ? -1 : 1));
}

function place({ Kind }: ConfigEntry): number {
  return CONFIG_ENTRY_KINDS.indexOf(Kind);
}
