import { z } from "zod";
import { didYouMean, quoteList } from "../../modules/aws";

/** What zod tells of a fault, before it is put into words. */
type RawIssue = z.core.$ZodRawIssue;
/** A fault in words, which continue the name of the key: "must be 1, 3 or 5 (got 4). Use 3." */
export type Words = (issue: Pick<RawIssue, "input">) => string;

/**
 * The words for whatever can be wrong with a value: a value that is missing, of another type, or of another form breaks
 * the same rule.
 *
 * @param rule what must hold, as it continues the key: "must be 1, 3 or 5"
 * @param fix what to do about it, a sentence
 * @param options.secret whether the value may be a secret, or hold one: then it is not shown
 * @param options.known the words that can be meant
 */
export function says(
  rule: string,
  fix: string,
  options: { readonly secret?: boolean; readonly known?: readonly string[] } = {},
): Words {
  return ({ input }) => {
    if (input === undefined) return `is missing: it ${rule}. ${fix}`;
    const got = options.secret ? "" : ` (got ${show(input)})`;
    return `${rule}${got}. ${fix}${didYouMean(input, options.known ?? [])}`;
  };
}

/** The words for an object that is of one of several kinds, which one of its keys tells. */
export function saysKind(key: string, fix: string): (issue: RawIssue) => string {
  return (issue) => {
    if (issue.code !== "invalid_union") return says(`must be an object with the key '${key}'`, fix)(issue);
    const kinds = kindsOf(issue);
    return says(`must be ${quoteChoice(kinds)}`, fix, { known: kinds })({ input: valueOf(issue.input, key) });
  };
}

/** The words for what no schema has words of its own for: an object that is none, and keys that nobody knows. */
export function inOurWords(issue: RawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, keysOf(issue))).join("\n");
  if (issue.code === "invalid_type" && (issue.expected === "object" || issue.expected === "record"))
    return says("must be an object", "Write it as '{ key: value }'.")(issue);
  return undefined;
}

/** A fault, and the place of the key that it is about. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  /** They continue the name of the key. */
  readonly words: string;
}

/** What zod found: one fault for each key and rule. */
export function faultsOf({ issues }: z.ZodError): Fault[] {
  const faults = issues.flatMap((issue): Fault[] => {
    if (issue.code !== "unrecognized_keys") return [{ path: issue.path, words: issue.message }];
    const words = issue.message.split("\n");
    return issue.keys.map((key, index) => ({ path: [...issue.path, key], words: words[index] ?? "" }));
  });
  // Two checks of one rule say the same.
  return [...new Map(faults.map((fault) => [describeFault(fault), fault])).values()];
}

/** `servers.count must be 1, 3 or 5 (got 4). Use 3.` */
export function describeFault({ path, words }: Fault): string {
  const key = path.reduce<string>((start, part) => {
    if (typeof part === "number") return `${start}[${part}]`;
    const name = String(part);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${start}[${JSON.stringify(name)}]`;
    return start === "" ? name : `${start}.${name}`;
  }, "");
  return `${key === "" ? "it" : key} ${words}`;
}

/** `'a', 'b' or 'c'`; numbers without quotes. */
export function quoteChoice(items: readonly (string | number)[]): string {
  return quoteList(items).replace(/ and (?=[^ ]*$)/, " or ");
}

/** A value as a message shows it: short, on one line, and nothing of what is inside an object, which may be a secret. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (!isObject(value)) return typeof value === "function" ? "a function" : String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${quoteList(keys)}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  return `is not known: the keys there are ${quoteList(known)}.${didYouMean(key, known) || " Remove it."}`;
}

function keysOf({ inst }: RawIssue): string[] {
  return inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
}

function kindsOf(issue: RawIssue): string[] {
  return issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options)
    ? issue.options.map(String)
    : [];
}

/** What an unknown value has under a key. */
export function valueOf(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
