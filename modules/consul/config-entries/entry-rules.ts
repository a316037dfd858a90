import {
  each,
  every,
  fields,
  inTurn,
  known,
  mandatory,
  oneOf,
  pattern,
  together,
  writtenOut,
  type Check,
  type Rule,
} from "../../aws";
import { CONFIG_ENTRY_KINDS, type ConfigEntry } from "./config-entry";
import { label } from "./names";

type Identity = Pick<ConfigEntry, "Kind" | "Name" | "Partition" | "Namespace">;

const KIND = every(
  known("because entries are written in the order of their kinds", "Write it out."),
  oneOf(CONFIG_ENTRY_KINDS, "Write it as Consul does."),
);

const IDENTITY = fields<Identity>({
  Kind: mandatory(KIND),
  Name: pattern(/^\S+$/, "must be a name without blanks", "Write it as Consul does."),
  Partition: label(),
  Namespace: label(),
});

/** An entry, as far as all kinds are alike: the rest is for Consul to judge. */
function entry(): Check {
  return (prop, value) =>
    together(IDENTITY(prop, value), () => {
      const { Kind, Name } = value as Identity;
      return [
        {
          prop: `${prop}.Name`,
          rule: Kind === "mesh" ? "must be left out of the kind 'mesh', which a cluster has once" : "is required",
          got: Name,
          fix: Kind === "mesh" ? "Leave it out." : "Give the name of the service, or of what the entry is about.",
          holds: (Kind === "mesh") === (Name === undefined),
        },
      ];
    });
}

/** The rules for entries that somebody wrote, each named by its place in the list. */
export function configEntriesRules(prop: string, entries: readonly ConfigEntry[]): Rule[] {
  return inTurn(writtenOut(), mandatory(each(entry())))(prop, entries);
}
