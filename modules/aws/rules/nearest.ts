/**
 * The one of the known words that was probably meant, or nothing. Case does not count; a third of the letters may be
 * wrong, missing or too many.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word === "") return undefined;
  const [best] = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((found) => found.distance <= Math.max(1, Math.floor(found.candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** ` Did you mean 'acls'?`, to be put behind a sentence; nothing where no known word is near. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const found = typeof word === "string" ? nearest(word, known) : undefined;
  return found === undefined ? "" : ` Did you mean '${found}'?`;
}

/** Levenshtein's distance: how many letters must be changed, added or removed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
