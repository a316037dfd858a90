import { concatLists, isListToken } from "../../aws";

/** The keys that a caller names, and those that are known beside them, each once as far as it can be seen. */
export function withKeys(
  given: readonly string[] | undefined,
  ...beside: readonly (string | undefined)[]
): readonly string[] | undefined {
  const known = beside.filter((key) => key !== undefined);
  // What is no list is refused by whoever is told the keys.
  if (known.length === 0 || !isListOrNothing(given)) return given;
  return isListToken(given) ? concatLists(given, known) : [...new Set([...(given ?? []), ...known])];
}

function isListOrNothing(given: unknown): boolean {
  return given === undefined || Array.isArray(given) || isListToken(given);
}
