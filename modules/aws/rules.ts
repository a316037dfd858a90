import { Token, Tokenization, type IResolvable } from "cdktf";

/**
 * One rule about the input of a construct. A literal is judged at once (`holds` is a boolean); a token, whose value only
 * Terraform will know, is judged by a Terraform condition (`holds` is an expression), which becomes a `precondition`.
 */
export interface Rule {
  /** The prop, as the caller wrote it: `port`, `upstreams[1].localBindPort`. */
  readonly prop: string;
  /** What must hold, in words that continue "prop ...": "must be 1 to 65535". */
  readonly rule: string;
  /** The value that was given. Leave it out where it may be a secret. */
  readonly got?: unknown;
  /** What the caller can do about it. */
  readonly fix: string;
  readonly holds: boolean | IResolvable;
}

/** A Terraform `precondition` block. */
export interface Precondition {
  readonly condition: IResolvable;
  readonly errorMessage: string;
}

/** Input that cannot work. Its message is for the user: no stack trace is needed to understand it. */
export class InputError extends Error {
  override readonly name = "InputError";

  constructor(
    readonly subject: string,
    readonly broken: readonly Rule[],
  ) {
    super([`${subject} cannot be made:`, ...broken.map((rule) => `  - ${describe(rule)}`)].join("\n"));
  }
}

/**
 * Refuses what breaks a rule, all of it in one error, and returns the preconditions of what only Terraform can judge.
 *
 * @param subject what is being made, for the message: `MeshTask "client"`
 */
export function enforce(subject: string, rules: readonly Rule[]): Precondition[] {
  const broken = rules.filter((rule) => rule.holds === false);
  if (broken.length > 0) throw new InputError(subject, broken);
  return rules
    .filter((rule): rule is Rule & { holds: IResolvable } => typeof rule.holds !== "boolean")
    .map(({ holds, ...rule }) => ({ condition: holds, errorMessage: `${rule.prop} ${rule.rule}. ${rule.fix}` }));
}

/**
 * Judges a value: nothing given passes, a literal is judged now, a token by Terraform.
 *
 * @param whenToken the Terraform condition; left out where only AWS can tell. Not asked about a text that only holds
 * tokens among its literals, which cdktf cannot write as an argument of a function.
 */
export function judge<T>(
  value: T | undefined,
  whenLiteral: (value: T) => boolean,
  whenToken?: (value: T) => IResolvable,
): boolean | IResolvable {
  if (value === undefined) return true;
  if (isKnown(value)) return whenLiteral(value);
  return whenToken && isWholeToken(value) ? whenToken(value) : true;
}

function isWholeToken(value: unknown): boolean {
  if (typeof value !== "string") return true;
  const { tokens, literals } = Tokenization.reverseString(value);
  return tokens.length === 1 && literals.length === 0;
}

/** Whether the whole value is known at synth: neither a token nor, for a list, a list that holds one. */
export function isKnown(value: unknown): boolean {
  // No token is a whole number, and there are many to ask about.
  if (Number.isSafeInteger(value)) return true;
  if (Array.isArray(value)) return !Token.isUnresolved(value) && value.every(isKnown);
  return !Token.isUnresolved(value);
}

/** One rule for an object whose keys are fixed: names the unknown key and lists the allowed ones. */
export function onlyKeys(prop: string, value: object | undefined, allowed: readonly string[]): Rule[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  return Object.keys(value)
    .filter((key) => !allowed.includes(key))
    .map((key) => ({
      prop: `${prop}.${key}`,
      rule: `is not known: only ${quoteList(allowed)} can be given in ${prop}`,
      fix: "Remove it or correct its name.",
      holds: false,
    }));
}

/** `'a', 'b' and 'c'` */
export function quoteList(items: readonly (string | number)[]): string {
  const quoted = items.map((item) => (typeof item === "number" ? `${item}` : `'${item}'`));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

function describe({ prop, rule, got, fix }: Rule): string {
  return `${prop} ${rule}${got === undefined ? "" : ` (got ${JSON.stringify(got)})`}. ${fix}`;
}
