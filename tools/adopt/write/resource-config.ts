import { isEmpty, isRecord, isSame, list, record, type Values } from "../values";

/** How the arguments of a resource, or of a block in it, are written from what its state has. */
export interface Form {
  /** What AWS or the provider make up, and what only tells Terraform how to go about it. */
  readonly madeUp?: readonly string[];
  /** What an argument is without being told; of a flag that is not here, false. */
  readonly defaults?: Values;
  /** Flags that must be told. */
  readonly flags?: readonly string[];
  /** Blocks of which there is one at the most. */
  readonly single?: Readonly<Record<string, Form>>;
  /** Blocks of which there may be several. */
  readonly many?: Readonly<Record<string, Form>>;
  /** Settles what the state says twice. */
  readonly settle?: (values: Values) => Values;
}

export interface ResourceConfig {
  /** As the binding of the provider takes it. */
  readonly config: Values;
  /** Blocks that are not read: the resource is then left. */
  readonly unread: readonly string[];
}

export function resourceConfig(form: Form, given: Values): ResourceConfig {
  const values = form.settle?.(given) ?? given;
  const told = Object.entries(values).filter(([name, value]) => isTold(form, name, value));
  const read = told.map(([name, value]) => [name, argument(form, name, value)] as const);
  return {
    config: Object.fromEntries(
      read.filter(([, { value }]) => !isEmpty(value)).map(([name, { value }]) => [camelCase(name), value]),
    ),
    unread: read.flatMap(([, { unread }]) => unread),
  };
}

function isTold({ madeUp = [], defaults = {}, flags = [] }: Form, name: string, value: unknown): boolean {
  if (madeUp.includes(name) || isEmpty(value)) return false;
  return name in defaults ? !isSame(value, defaults[name]) : value !== false || flags.includes(name);
}

interface Argument {
  readonly value: unknown;
  readonly unread: readonly string[];
}

function argument({ single = {}, many = {} }: Form, name: string, value: unknown): Argument {
  const one = single[name];
  const each = one ?? many[name];
  if (each === undefined) return { value: literal(value), unread: list(value).some(isRecord) ? [name] : [] };
  const blocks = list(value).map((block) => resourceConfig(each, record(block)));
  const configs = blocks.map(({ config }) => config).filter((config) => !isEmpty(config));
  return { value: one === undefined ? configs : configs[0], unread: blocks.flatMap(({ unread }) => unread) };
}

/** Terraform takes texts for templates. Keys of maps are names of the user's own. */
function literal(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[$%]\{/g, (found) => `${found[0]}${found}`);
  if (Array.isArray(value)) return value.map(literal);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, literal(member)]));
}

/** As the bindings have it; they have a word of the language otherwise. */
function camelCase(name: string): string {
  return name === "self" ? "selfAttribute" : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
