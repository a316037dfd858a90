import { entryName, type ConfigEntry } from "./config-entry";

/** Consul checks an entry against those before it: what a service speaks comes before how it is routed. */
const KIND_ORDER: readonly ConfigEntry["Kind"][] = [
  "mesh",
  "service-defaults",
  "service-resolver",
  "service-splitter",
  "service-router",
  "service-intentions",
  "exported-services",
];

/** Entries in the order in which Consul takes them, which is the same however they came together. */
export function inOrder(entries: readonly ConfigEntry[]): ConfigEntry[] {
  return [...entries].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(entry: ConfigEntry): string {
  return `${KIND_ORDER.indexOf(entry.Kind)} ${entryName(entry)}`;
}
