/** `'a', 'b' and 'c'` */
export function quoteList(items: readonly (string | number)[], last: "and" | "or" = "and"): string {
  const quoted = items.map((item) => (typeof item === "number" ? `${item}` : `'${item}'`));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${last} ${quoted.at(-1)}`;
}

/** The word of which another may be a slip of the pen. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const [best] = words
    .map((each) => ({ each, steps: distance(lower, each.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  return best !== undefined && best.steps <= Math.max(1, Math.floor(word.length / 3)) ? best.each : undefined;
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  [...one].forEach((letter, line) => {
    const next = [line + 1];
    [...other].forEach((otherLetter, index) => {
      const changed = (row[index] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    });
    row = next;
  });
  return row[other.length] ?? 0;
}
