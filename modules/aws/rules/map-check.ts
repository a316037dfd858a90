import { Fn } from "cdktf";
import { isUnresolved } from "../terraform-json";
import { verdict, type Check } from "./check";
import { each } from "./list-checks";
import { asArgument } from "./tokens";
import { isBetween } from "./truth";

/** A map of so many entries at most, whose keys and values pass. Of one that is a token, Terraform judges them. */
export function mapOf(entries: {
  readonly most: number;
  readonly rule: string;
  readonly fix: string;
  readonly key: Check;
  readonly value: Check;
  /** Keys that are added to those that are given. */
  readonly own?: readonly string[];
}): Check {
  const { most, rule, fix, key, value, own = [] } = entries;
  return (prop, map) => {
    if (map === undefined) return [];
    if (isUnresolved(map)) {
      const token = asArgument(map);
      return [
        ...verdict(prop, map, rule, fix, isBetween(Fn.lengthOf(token), 0, most - own.length)),
        ...each(key)(prop, Fn.keys(token)),
        ...each(value)(prop, Fn.values(token)),
      ];
    }
    if (typeof map !== "object" || map === null || Array.isArray(map))
      return verdict(prop, map, "must be an object", "Correct it, or leave it out.", false);
    const keys = Object.keys(map);
    return [
      ...verdict(prop, keys.length, rule, fix, new Set([...keys, ...own]).size <= most),
      ...Object.entries(map).flatMap(([name, member]: [string, unknown]) => [
        ...key(`${prop}.${name}`, name),
        ...value(`${prop}.${name}`, member ?? null),
      ]),
    ];
  };
}
