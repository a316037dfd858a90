import { Token } from "cdktf";
import type { Path, PropType } from "../../tools/prop-types";

/** A place in props: where it is, what may be there, and what is there. */
export interface Position {
  readonly path: Path;
  readonly type: PropType;
  readonly value: unknown;
  /** Whether the type lets it be left out. */
  readonly optional: boolean;
}

/** Every place of a value at which something is, the value itself not among them. Of like places, the first. */
export function positionsOf(type: PropType, value: unknown): Position[] {
  const found = new Map<string, Position>();
  walk(type, value, [], (position) => {
    const key = likeness(position.path, type);
    if (!found.has(key)) found.set(key, position);
  });
  return [...found.values()];
}

function walk(type: PropType, value: unknown, path: Path, visit: (position: Position) => void, optional = true): void {
  if (path.length > 0) visit({ path, type, value, optional });
  if (typeof value === "function" || Token.isUnresolved(value)) return;
  if (Array.isArray(value)) {
    const { list } = type;
    if (list) value.forEach((item: unknown, index) => walk(list, item, [...path, index], visit));
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const prop = type.object?.get(key);
    const of = prop?.type ?? type.map;
    if (of && member !== undefined) walk(of, member, [...path, key], visit, prop?.optional ?? true);
  }
}

/** Every place that a type has: `containers[].environment[].name`. Not what is in anything opaque. */
export function placesOf(type: PropType): string[] {
  const found = new Set<string>();
  const visit = (of: PropType, at: string, depth: number): void => {
    if (at !== "") found.add(at);
    if (depth > DEEPEST) throw new Error(`${at} has no end.`);
    for (const [key, prop] of of.object ?? []) visit(prop.type, at === "" ? key : `${at}.${key}`, depth + 1);
    if (of.list) visit(of.list, `${at}[]`, depth + 1);
    if (of.map) visit(of.map, `${at}.*`, depth + 1);
  };
  visit(type, "", 0);
  return [...found];
}

const DEEPEST = 20;

/** The place of the type at which a path is. */
export function likeness(path: Path, root: PropType): string {
  let type: PropType | undefined = root;
  let at = "";
  for (const step of path) {
    const member: PropType | undefined = typeof step === "string" ? type?.object?.get(step)?.type : undefined;
    if (typeof step === "number") at += "[]";
    else if (member) at += at === "" ? step : `.${step}`;
    else at += ".*";
    type = typeof step === "number" ? type?.list : (member ?? type?.map);
  }
  return at;
}

/** A path as messages write it: `containers[0].name`. */
export function written(path: Path): string {
  return path.reduce<string>(
    (at, step) => at + (typeof step === "number" ? `[${step}]` : at === "" ? step : `.${step}`),
    "",
  );
}

/** Whether a message about a prop may be about what is in a place. */
export function isMeant(prop: string, path: Path): boolean {
  const name = written(path);
  return prop === name || name.startsWith(`${prop}.`) || name.startsWith(`${prop}[`) || prop.startsWith(name);
}

/** The props with other values in some places. What is not on the way to them is the same. */
export function withValues(
  props: unknown,
  values: readonly { readonly path: Path; readonly value: unknown }[],
): unknown {
  return values.reduce<unknown>((changed, { path, value }) => withValue(changed, path, value), props);
}

function withValue(into: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(into)) {
    return into.map((item: unknown, index) => (index === step ? withValue(item, rest, value) : item));
  }
  const members = isRecord(into) ? into : {};
  // Not by an assignment, which has another meaning for `__proto__`.
  const changed = Object.entries(members).filter(([key]) => key !== step);
  return Object.fromEntries([...changed, [step, withValue(members[step], rest, value)]]);
}

/** A plain object. What is of a class, such as a construct, is left as it is. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
