/** What each crafted value would run. */
const RUN = 'touch "$CANARY"';

/** Values that would run something, or change what runs, where they are not quoted as they must be. */
export const CRAFTED: Readonly<Record<string, string>> = {
  "that ends quotes": `'; ${RUN}; '"; ${RUN}; "\`${RUN}\`$(${RUN})\\$(${RUN})\\\\$(${RUN}) & ${RUN} #`,
  "that ends quotes which were ended for it": `'\\''; ${RUN}; #`,
  "that is a command by itself": `; ${RUN} #`,
  "that ends lines and documents": ["x", "END_OF_FILE", "END_OF_JSON", "END", "EOF", ""].join(`\n${RUN}\n`),
  "that ends settings": "x\nExecStartPost=/bin/touch\n[Service]\n%n%s\\",
  "that is an option": "-rf",
};

/** Where the texts of given props are: the paths to the leaves. */
export function textsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === "string") return [[...path]];
  if (typeof value !== "object" || value === null || !isPlain(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => textsOf(member, [...path, key]));
}

/** The same props with another value at a place. */
export function withValue<T>(props: T, [key, ...rest]: readonly string[], value: unknown): T {
  if (key === undefined) return value as T;
  const copy = (Array.isArray(props) ? [...(props as unknown[])] : { ...props }) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, value);
  return copy as T;
}

/** Constructs and tokens are left alone. */
function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
