import { Fn, Op } from "cdktf";
import { must, verdict, type Check } from "./check";
import { judge } from "./rule";
import { isKnown, isListToken } from "./tokens";
import { allOf, isBetween } from "./truth";

/** A whole number between bounds. */
export function wholeNumber(
  from: number,
  to = Infinity,
  fix = "Correct it, or leave it out.",
  rule = `must be a whole number${to === Infinity ? `, ${from} or more` : ` from ${from} to ${to}`}`,
): Check {
  return must<number>(
    rule,
    fix,
    (value) => Number.isInteger(value) && value >= from && value <= to,
    (value) => allOf(Op.eq(Fn.floor(value), value), isBetween(value, from, to)),
  );
}

/** A number between bounds, whole or not. */
export function number(from: number, to: number, rule: string, fix: string): Check {
  return must<number>(
    rule,
    fix,
    (value) => Number.isFinite(value) && value >= from && value <= to,
    (value) => isBetween(value, from, to),
  );
}

/** A TCP port. */
export function portNumber(fix = "Choose another port."): Check {
  return wholeNumber(1, 65535, fix);
}

/** So many characters of a text, or items of a list. What a list holds may be tokens: they are counted all the same. */
export function length(from: number, to: number, rule: string, fix: string): Check {
  const fits = (items: string | readonly unknown[]) => items.length >= from && items.length <= to;
  return (prop, value) => {
    const holds =
      Array.isArray(value) && !isListToken(value)
        ? fits(value)
        : judge(
            value as string | undefined,
            (text) => typeof text === "string" && fits(text),
            (text) => isBetween(Fn.lengthOf(text), from, to),
          );
    return verdict(prop, value, rule, fix, holds);
  };
}

/** A list with one item or more, or a text with one character or more. */
export function notEmpty(rule: string, fix: string): Check {
  return length(1, Infinity, rule, fix);
}

/** What decides at synth what is made: it cannot be a token. */
export function known(because: string, fix: string): Check {
  return (prop, value) =>
    isKnown(value) ? [] : [{ prop, rule: `must be known at synth, ${because}; it is a token`, fix, holds: false }];
}
