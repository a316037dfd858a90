import { ConfigEntry as ConsulConfigEntry } from "@cdktf/provider-consul/lib/config-entry";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { enforce, guard, isKnown, terraformJson, type Rule, together, typeRules } from "../../aws";
import { entryName, type ConfigEntry } from "./config-entry";
import { configEntriesRules } from "./entry-rules";

/**
 * Writes configuration entries through the Consul provider: for environments in which Terraform itself can reach Consul.
 * The provider's address and token belong to the run, not to this construct.
 */
export class ConfigEntryResources extends Construct {
  readonly all: readonly ConsulConfigEntry[];

  /**
   * @param entries written out, each of a kind, name, partition and namespace of its own. Where the name is a token, at
   *   most one of its kind: the resource is named after it
   * @param provider the one that reaches the servers, where a stack has several
   */
  constructor(scope: Construct, id: string, entries: readonly ConfigEntry[], provider?: TerraformProvider) {
    super(scope, id);
    guard(
      this,
      "rules",
      enforce(
        `ConfigEntryResources "${this.node.path}"`,
        together(typeRules("ConfigEntryResources", { entries }), () => rules(entries)),
      ),
    );
    const ids = idsOf(entries);
    this.all = entries.map((entry, index) => {
      const fields = Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "Kind" && key !== "Name"));
      return new ConsulConfigEntry(this, ids[index] ?? "", {
        kind: entry.Kind,
        name: entryName(entry),
        configJson: terraformJson(fields),
        provider,
      });
    });
  }
}

function rules(entries: readonly ConfigEntry[]): Rule[] {
  const own = configEntriesRules("entries", entries);
  if (own.some(({ holds }) => holds === false)) return own;
  const ids = idsOf(entries);
  const seen = new Set<string>();
  const isFirst = (id: string): boolean => seen.size < seen.add(id).size;
  return [
    ...own,
    ...ids.map((id, index) => ({
      prop: `entries[${index}]`,
      rule: "must be the only one of its kind, name, partition and namespace",
      got: id,
      fix: "Say all of it in one entry; of names that are tokens, put each into ConfigEntryResources of its own.",
      holds: isFirst(id),
    })),
  ];
}

/** By its kind and name; where others have the same, by its partition and namespace too. */
function idsOf(entries: readonly ConfigEntry[]): readonly string[] {
  const ids = entries.map(shortId);
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return entries.map(({ Partition = "", Namespace = "" }, index) => {
    const id = ids[index] ?? "";
    return counts.get(id) === 1 ? id : [id, Partition, Namespace].join("-");
  });
}

function shortId(entry: ConfigEntry): string {
  const name = entryName(entry);
  if (!isKnown(name)) return `${entry.Kind}-named`;
  return `${entry.Kind}-${name === "*" ? "all" : name}`;
}
