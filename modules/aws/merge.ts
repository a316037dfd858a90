import { Fn, Token, Tokenization, type IResolvable } from "cdktf";
import { isListToken } from "./rules";
import { textExpression } from "./terraform-json";

/** A map of texts: written out, or a token of a map, in whichever form it comes. */
export type TextMap = Readonly<Record<string, string>>;

/** Several maps as one, the later over the earlier. Where one of them is a token, Terraform merges them. */
export function mergeMaps(...maps: readonly (TextMap | undefined)[]): Record<string, string> {
  const given = maps.filter((map) => map !== undefined);
  if (!given.some(isMapToken)) return Object.assign({}, ...given) as Record<string, string>;
  const merged: unknown = Fn.merge(given.map((map) => tokenOf(map) ?? expressions(map)));
  return Token.asStringMap(merged);
}

/** Several lists as one. Where one of them is a token, or has one among its items, Terraform joins them. */
export function concatLists(...lists: readonly (readonly string[] | undefined)[]): string[] {
  const given = lists.filter((list) => list !== undefined);
  if (!given.some(isListToken)) return given.flat();
  const joined: unknown = Fn.concat(given.map((list) => tokenOf(list) ?? list.map(textExpression)));
  return Token.asList(joined);
}

/**
 * Whether a map is one that only Terraform knows: nobody can list its keys then, and spread it would fall apart. Its values
 * may always be tokens.
 */
export function isMapToken(map: unknown): boolean {
  return map !== undefined && tokenOf(map) !== undefined;
}

/** Functions of cdktf's give a text, attributes a map with one strange key, variables an object with methods. */
function tokenOf(value: unknown): IResolvable | undefined {
  return Token.isUnresolved(value) ? Tokenization.reverse(value)[0] : undefined;
}

function expressions(map: TextMap): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, textExpression(value)]));
}
