import { judge, type Rule } from "./rule";
import { isAttribute, isKnown } from "./tokens";
import type { Truth } from "./truth";

/**
 * Judges a value that was given for a prop, whatever its type. Nothing given passes, but for `required`: each check says
 * one thing. `null` is a value, of the wrong type.
 */
export type Check = (prop: string, value: unknown) => Rule[];

/** A check by a function of one's own. It only sees literals, and refuses those at which it fails with a TypeError. */
export function must<T>(
  rule: string,
  fix: string,
  whenLiteral: (value: T) => boolean,
  whenToken?: (value: T) => Truth,
): Check {
  return (prop, value) => verdict(prop, value, rule, fix, judge(value as T | undefined, whenLiteral, whenToken));
}

/** The rule about a value that is given. Nothing is left to say of one that is kept: most are, and there are many. */
export function verdict(prop: string, got: unknown, rule: string, fix: string, holds: Truth): Rule[] {
  return got === undefined || holds === true ? [] : [{ prop, rule, got, fix, holds }];
}

/** Something must be given. What only Terraform knows is something. */
export function required(fix: string, rule = "is required"): Check {
  return (prop, value) => {
    const isGiven = value !== undefined && value !== null && value !== "";
    return isGiven ? [] : [{ prop, rule, got: value, fix, holds: false }];
  };
}

/** Nothing given is refused as well, with the words of the check. */
export function mandatory(check: Check): Check {
  return (prop, value) => check(prop, value ?? null);
}

/** For what may be a secret: the message never shows what was given. */
export function unshown(check: Check): Check {
  return (prop, value) => check(prop, value).map((rule) => ({ ...rule, got: undefined }));
}

/** Says what several checks do of one value. */
export function every(...checks: readonly Check[]): Check {
  return (prop, value) => checks.flatMap((check) => check(prop, value));
}

/** Checks that build on one another: the first that is broken is the only one that is told, and the last that looks. */
export function inTurn(...checks: readonly Check[]): Check {
  return (prop, value) => {
    const judged: Rule[] = [];
    for (const check of checks) {
      const rules = check(prop, value);
      if (rules.some(({ holds }) => holds === false)) return rules;
      judged.push(...rules);
    }
    return judged;
  };
}

/** What decides at synth what is made: it cannot be a token, on which JavaScript would decide without a word. */
export function known(because: string, fix: string): Check {
  return (prop, value) =>
    isKnown(value) ? [] : [{ prop, rule: `must be known at synth, ${because}; it is a token`, fix, holds: false }];
}

/** Judges all but the attributes of resources: of those one takes the right one, and a plan may not know it yet. */
export function unlessAttribute(check: Check): Check {
  return (prop, value) => (isAttribute(value) ? [] : check(prop, value));
}

/** `true` or `false`, or what only Terraform knows, which it will be told as it is. */
export function trueOrFalse(fix = "Correct it, or leave it out.", rule = "must be true or false"): Check {
  return must<boolean>(rule, fix, (given) => typeof given === "boolean");
}

/** A switch at synth: `true` or `false`, and no token, which would always switch it on. */
export function flag(fix?: string, rule?: string): Check {
  return every(
    known("because it decides what is made", "Decide it in the environment's data."),
    trueOrFalse(fix, rule),
  );
}

/** Makes something the first time that it is asked for: a table of checks is the same for all of a kind. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The same for each of a few keys, such as the release lines. */
export function onceFor<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>();
  return (key) => {
    const value = made.has(key) ? (made.get(key) as T) : make(key);
    made.set(key, value);
    return value;
  };
}
