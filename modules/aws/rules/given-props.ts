import { must, type Check } from "./check";
import { nearest } from "./nearest";
import { InputError, type Rule } from "./rule";
import { isKnown } from "./tokens";
import { quoteList } from "./words";

/** The names of the keys of a type, all of them: the compiler misses none. */
export function namesOf<T extends object>(keys: { readonly [K in keyof Required<T>]: true }): readonly string[] {
  return Object.keys(keys);
}

/**
 * The props of a construct without those that are `undefined`, which are not given: in a spread they would undo a default.
 * The first thing that a constructor asks for, as what is no object has no props to judge.
 */
export function givenProps<T extends object>(subject: string, props: T): T {
  const given: unknown = props;
  const isRead = isKnown(given);
  if (!isRead || typeof given !== "object" || given === null || Array.isArray(given)) {
    const rule = isRead ? "must be an object" : "must be known at synth, because its members decide what is made";
    throw new InputError(subject, [
      { prop: "props", rule, got: given, fix: "Give the props in braces.", holds: false },
    ]);
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

/** More names in a message would be read by nobody. */
const MOST_LISTED = 12;

/** Refuses what is not a prop of the construct, for those who come past the compiler. */
export function onlyProps(props: object, known: readonly string[]): Rule[] {
  const listed = known.length > MOST_LISTED ? ", or correct its name." : `: known are ${quoteList(known)}.`;
  return Object.entries(props)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .map(([name]) => {
      const meant = nearest(name, known);
      return {
        prop: name,
        rule: "is not known here",
        fix: meant === undefined ? `Leave it out${listed}` : `Did you mean '${meant}'?`,
        holds: false,
      };
    });
}

/**
 * What is said of several props together, beside what is said of each. Where one is of a wrong type, which its own rule
 * says, the others may not be able to look at it.
 */
export function together(own: readonly Rule[], others: () => readonly Rule[]): Rule[] {
  try {
    return [...own, ...others()];
  } catch (error) {
    if (error instanceof TypeError && own.some(({ holds }) => holds === false)) return [...own];
    throw error;
  }
}

/** A text, of which nothing more is known. */
export function text(fix = "Put it into quotes.", rule = "must be a text"): Check {
  return must<string>(rule, fix, (value) => typeof value === "string");
}
