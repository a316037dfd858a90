/** What JSON can be, as far as it is looked into. */
export type Values = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one for anything else. */
export function record(value: unknown): Values {
  return isRecord(value) ? value : {};
}

/** The list itself, or an empty one for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text with something in it. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function texts(value: unknown): string[] {
  return list(value).filter((item) => typeof item === "string");
}

/** A number, also one that was written as a text. */
export function number(value: unknown): number | undefined {
  if (typeof value === "string" && value !== "") return number(Number(value));
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Whether there is nothing in it: nothing at all, an empty text, list or object. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** What is there: members that are nothing, or hold nothing, are left out. */
export function filled(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** The members that differ from those of the defaults. */
export function differing(values: Values, defaults: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !isSame(value, defaults[key])));
}

/** Without the members of these names. */
export function without(values: Values, ...names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !names.includes(key)));
}

/** Whether both are the same JSON, in whatever order the keys of their objects are. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** JSON whose keys are sorted. */
export function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, member: unknown) =>
    isRecord(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}

/** The items by what each belongs to, in their order. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

export function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
