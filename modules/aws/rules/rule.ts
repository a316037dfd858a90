import type { IResolvable } from "cdktf";
import { terraformText } from "../terraform-json";
import { asArgument, isKnown, shown, withoutTokens } from "./tokens";
import type { Truth } from "./truth";

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
  readonly holds: Truth;
  /** Whether it only says what type a prop has: a broken rule that knows more of the prop is told instead. */
  readonly isOfType?: boolean;
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
    super([`${withoutTokens(subject)} cannot be made:`, ...broken.map((rule) => `  - ${describe(rule)}`)].join("\n"));
  }
}

/**
 * Refuses what breaks a rule, all of it in one error, and returns the preconditions of what only Terraform can judge.
 *
 * @param subject what is being made, for the message: `MeshTask "client"`
 */
export function enforce(subject: string, rules: readonly Rule[]): Precondition[] {
  const broken = rules.filter((rule) => rule.holds === false);
  if (broken.length > 0) throw new InputError(subject, withoutLesser(broken));
  return rules.flatMap(({ holds, prop, rule, fix }) =>
    typeof holds === "boolean"
      ? []
      : [{ condition: holds, errorMessage: terraformText(withoutTokens(`${prop} ${rule}. ${fix}`)) }],
  );
}

/** Without what rules of types say of props of which another rule says more, and one message for each fault. */
function withoutLesser(broken: readonly Rule[]): Rule[] {
  const told = broken.filter(({ isOfType }) => !isOfType).map(({ prop }) => prop);
  const mistyped = new Set(broken.filter(({ isOfType }) => isOfType).map(({ prop }) => prop));
  return onceEach(
    broken.filter(({ prop, isOfType }) => !isOfType || !told.some((other) => isWithin(prop, other))),
    (rule) => mistyped.has(rule.prop) || typeof rule.got === "number" || isNothing(rule.got),
  );
}

/**
 * Rules of a prop build on one another: what is of the wrong type, nothing at all, or no such number breaks most of them,
 * and the first says why. A text may be too long and have wrong letters, too.
 */
function onceEach(broken: readonly Rule[], breaksAll: (rule: Rule) => boolean): Rule[] {
  const told = new Map<string, Rule[]>();
  for (const rule of broken) {
    const before = told.get(rule.prop) ?? [];
    const [first] = before;
    if (first && (breaksAll(first) || before.some((other) => other.rule === rule.rule))) continue;
    told.set(rule.prop, [...before, rule]);
  }
  const kept = new Set([...told.values()].flat());
  return broken.filter((rule) => kept.has(rule));
}

function isNothing(value: unknown): boolean {
  return value === "" || value === null || (Array.isArray(value) && value.length === 0);
}

function isWithin(prop: string, other: string): boolean {
  const [shorter, longer] = prop.length < other.length ? [prop, other] : [other, prop];
  return longer.startsWith(shorter) && /^([.[]|$)/.test(longer.slice(shorter.length));
}

/**
 * Judges a value: nothing given passes, a literal is judged now, a token, and a text that holds one, by Terraform.
 *
 * A literal at which `whenLiteral` fails with a TypeError is of a type that it cannot look at, and breaks the rule.
 *
 * @param whenToken the Terraform condition; left out where only AWS can tell
 */
export function judge<T>(
  value: T | undefined,
  whenLiteral: (value: T) => boolean,
  whenToken?: (value: T) => Truth,
): Truth {
  if (value === undefined) return true;
  if (!isKnown(value)) return whenToken ? judgeToken(() => whenToken(asArgument(value))) : true;
  try {
    return whenLiteral(value);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A function of cdktf's takes no token of another kind, nor a list that holds tokens where it wants one of them. */
function judgeToken(condition: () => Truth): Truth {
  try {
    return condition();
  } catch {
    return false;
  }
}

function describe({ prop, rule, got, fix }: Rule): string {
  return withoutTokens(`${prop} ${rule}${got === undefined ? "" : ` (got ${shown(got)})`}. ${fix}`);
}
