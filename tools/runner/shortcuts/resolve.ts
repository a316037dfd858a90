/** cdktf's own resolution of a value, as far as anything here calls it. */
export type Resolve = (value: unknown, options: ResolveOptions) => unknown;

export interface ResolveOptions {
  /** Where in the document the value is, for the messages of errors. */
  readonly prefix?: readonly string[];
}

/**
 * The same resolution, which goes by itself through what is plainly no token, and leaves all else to cdktf's own.
 *
 * A synth resolves each document three times, and in a large stack nearly all of it is plain. For each string of it,
 * cdktf makes three objects, runs three regular expressions, and writes down the path that an error would name.
 */
export function shortcut(resolve: Resolve): Resolve {
  return (value, options) => (isPlain(value) ? value : quick(value, { options, depth: 0 }));

  function quick(value: unknown, place: Place): unknown {
    const resolved = place.depth > DEEP ? undefined : Array.isArray(value) ? list(value, place) : members(value, place);
    return resolved ?? resolve(value, optionsAt(place));
  }

  /** @returns nothing when it is no plain object */
  function members(value: unknown, place: Place): object | undefined {
    if (!isPlainObject(value)) return undefined;
    const keys = Object.keys(value);
    if (!keys.every(isPlainText)) return undefined;
    const resolved: Record<string, unknown> = {};
    for (const key of keys) {
      const member = value[key];
      const result = isPlain(member) ? member : quick(member, { above: place, key, depth: place.depth + 1 });
      if (result !== undefined) resolved[key] = result;
    }
    return resolved;
  }

  /** @returns nothing when it is the token of a list */
  function list(items: readonly unknown[], place: Place): unknown[] | undefined {
    if (items.some(mayBeListToken)) return undefined;
    const resolved: unknown[] = [];
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      const result = isPlain(item) ? item : quick(item, { above: place, key: `${index}`, depth: place.depth + 1 });
      if (result !== undefined) resolved.push(result);
    }
    return resolved;
  }
}

/** Where a value is: at the start, or below another one. */
type Place =
  | { readonly depth: number; readonly options: ResolveOptions; readonly above?: undefined }
  | { readonly depth: number; readonly above: Place; readonly key: string };

/** Below it is a circle, which cdktf's own resolution reports. */
const DEEP = 150;

/** The path is put together only where cdktf's own resolution takes over. */
function optionsAt(place: Place): ResolveOptions {
  const keys: string[] = [];
  let at = place;
  for (; at.above; at = at.above) keys.push(at.key);
  return keys.length === 0 ? at.options : { ...at.options, prefix: [...(at.options.prefix ?? []), ...keys.reverse()] };
}

/** Whether the value is a simple one that means itself. In doubt it is not. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string") return isPlainText(value);
  // Tokens are numbers far below, and one number stands for a map.
  if (typeof value === "number") return value > -1e200 && value !== NUMBER_OF_A_MAP;
  return value === undefined || value === null || typeof value === "boolean";
}

const NUMBER_OF_A_MAP = -123456789;

/** A token is `${TfToken[...]}` or the like; in a text, that of a number is its decimals, such as "-8.2e+298". */
function isPlainText(text: string): boolean {
  return !text.includes("TfToken[") && !text.includes("+") && !text.endsWith(" Map Token Value");
}

function mayBeListToken(item: unknown): boolean {
  return (typeof item === "string" || typeof item === "number") && !isPlain(item);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    !("resolve" in (value as object)) &&
    !("_children" in (value as object))
  );
}
