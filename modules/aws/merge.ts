import { Token } from "cdktf";
import { expressionOf, holdsListToken, isMapTokenKey, isToken, lateExpression } from "./terraform-json";

/** A map of texts: written out, or a token of a map, in whichever form it comes. */
export type TextMap = Readonly<Record<string, string>>;

/** Several maps as one, the later over the earlier. Where one of them is a token, Terraform merges them. */
export function mergeMaps(...maps: readonly (TextMap | undefined)[]): Record<string, string> {
  // Somebody without a compiler may give null, which a rule tells.
  const given = maps.filter((map) => !!map);
  // Not by assigning, to which `__proto__` is no key.
  if (!given.some(isMapToken)) return Object.fromEntries(given.flatMap((map) => Object.entries(map)));
  const toMerge = given.filter((map) => isMapToken(map) || Object.keys(map).length > 0);
  return Token.asStringMap(
    lateExpression((context) => {
      const expressions = toMerge.map((map) => expressionOf(map, context));
      return expressions.length === 1 ? expressions.join() : `merge(${expressions.join(", ")})`;
    }),
  );
}

/** Several lists as one. Where one of them is a token, or has one among its items, Terraform joins them. */
export function concatLists(...lists: readonly (readonly string[] | undefined)[]): string[] {
  const items = lists.flatMap((list) => list ?? []);
  return holdsListToken(items) ? Token.asList(lateExpression((context) => expressionOf(items, context))) : items;
}

/** A copy of a list, whoever changes his own later. A token of one, in whichever form it comes, is a list for cdktf. */
export function copyList(list: readonly string[]): string[] {
  return Array.isArray(list) ? [...(list as readonly string[])] : Token.asList(list);
}

/**
 * Whether a map is one that only Terraform knows: nobody can list its keys then, and spread it would fall apart. Its values
 * may always be tokens.
 */
export function isMapToken(map: unknown): boolean {
  if (typeof map === "string") return Token.isUnresolved(map);
  if (typeof map !== "object" || map === null) return false;
  return isToken(map) || Object.keys(map).some(isMapTokenKey);
}
