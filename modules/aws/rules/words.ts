/** `'a', 'b' and 'c'` */
export function quoteList(items: readonly (string | number)[], last: "and" | "or" = "and"): string {
  const quoted = items.map((item) => (typeof item === "number" ? `${item}` : `'${item}'`));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${last} ${quoted.at(-1)}`;
}
