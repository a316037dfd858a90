import { quoteList, terraformText } from "../../modules/aws";

/**
 * Reads a value as one of Terraform's type constraints, with Terraform's own conversions: "9090" is a number, 9090 is a
 * string, "true" is a bool.
 *
 * @throws TypeMismatch when the value cannot be converted
 */
export type Type<T> = (value: unknown) => T;

/** A value of another type than the variable's. It does not show the value, which may be a secret. */
export class TypeMismatch extends Error {
  constructor(
    /** Where in the value: `[1].container_port`; empty for the value itself. */
    readonly at: string,
    /** Continues "family ...": "must be a string, not a list". */
    readonly rule: string,
  ) {
    super(`${at} ${rule}`);
  }
}

export const string: Type<string> = (value) => {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  throw mismatch("a string", value);
};

/** A string for which the empty one means that there is none. */
export const stringOrNone: Type<string | undefined> = (value) => string(value) || undefined;

/** A string that goes into an attribute as it is: a value, never an expression, `${` in it is text. */
export const literal: Type<string> = (value) => terraformText(string(value));

/** One of a few words. The cast is judged by the rules of the construct, which have the better message. */
export const word = string as <W extends string>(value: unknown) => W;

export const number: Type<number> = (value) => {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return Number(value);
  throw mismatch("a number", value);
};

const BOOLS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  ["1", true],
  [false, false],
  ["false", false],
  ["0", false],
]);

export const bool: Type<boolean> = (value) => {
  const found = BOOLS.get(value);
  if (found === undefined) throw mismatch("true or false", value);
  return found;
};

export function list<T>(of: Type<T>): Type<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw mismatch("a list", value);
    return value.map((item, index) => inside(`[${index}]`, () => of(item)));
  };
}

export function map<T>(of: Type<T>): Type<Record<string, T>> {
  return (value) => {
    const entries = Object.entries(anyObject(value));
    return Object.fromEntries(entries.map(([key, member]) => [key, inside(`["${key}"]`, () => of(member))]));
  };
}

type Attributes = Readonly<Record<string, Type<unknown>>>;
type Read<A extends Attributes> = { readonly [K in keyof A]: ReturnType<A[K]> };

/** An object; attributes beyond these are left out, as Terraform does. */
export function object<R extends Attributes, O extends Attributes = Record<never, never>>(
  required: R,
  optional: O = {} as O,
): Type<Read<R> & Partial<Read<O>>> {
  return (value) => {
    const members = anyObject(value);
    const missing = Object.keys(required).filter((key) => !(key in members));
    if (missing.length > 0) throw new TypeMismatch("", `must have ${quoteList(missing)}`);
    const attributes = Object.entries({ ...optional, ...required }).filter(
      ([key]) => key in required || (members[key] ?? undefined) !== undefined,
    );
    return Object.fromEntries(
      attributes.map(([key, type]) => [key, inside(`.${key}`, () => type(members[key]))]),
    ) as Read<R> & Partial<Read<O>>;
  };
}

/** The type, or null. */
export function nullable<T>(type: Type<T>): Type<T | undefined> {
  return (value) => ((value ?? undefined) === undefined ? undefined : type(value));
}

/**
 * An object of a variable that has the type `any`: nothing is converted, and nothing in it is checked but by the rules
 * of the construct.
 */
export const anyObject = ((value: unknown) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw mismatch("a map or object", value);
  return value;
}) as <T = Readonly<Record<string, unknown>>>(value: unknown) => T;

/** An object like `anyObject`, for which the empty one means that there is none. */
export const anyObjectOrNone = ((value: unknown) => {
  const found = anyObject(value);
  return Object.keys(found).length === 0 ? undefined : found;
}) as <T>(value: unknown) => T | undefined;

/** Runs a conversion inside a value, so that a mismatch says where. */
function inside<T>(at: string, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    throw error instanceof TypeMismatch ? new TypeMismatch(at + error.at, error.rule) : error;
  }
}

function mismatch(wanted: string, value: unknown): TypeMismatch {
  return new TypeMismatch("", `must be ${wanted}, not ${kind(value)}`);
}

function kind(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "a list";
  return { string: "this string", number: "a number", boolean: "a bool" }[typeof value as string] ?? "a map or object";
}

/** Terraform writes whole numbers in full, however large. */
function numberText(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
