import { Fn, Op } from "cdktf";
import { must, verdict, type Check } from "./check";
import { judge } from "./rule";
import { isListToken } from "./tokens";
import { allOf, isBetween, type Truth } from "./truth";

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
  return (prop, value) => verdict(prop, value, rule, fix, hasLength(value, from, to));
}

/** Whether a text or a list is so long. */
export function hasLength(value: unknown, from: number, to: number): Truth {
  const fits = (items: string | readonly unknown[]) => items.length >= from && items.length <= to;
  if (Array.isArray(value) && !isListToken(value)) return fits(value);
  return judge(
    value as string,
    (text) => typeof text === "string" && fits(text),
    (text) => isBetween(Fn.lengthOf(text), from, to),
  );
}

/** A list with one item or more, or a text with one character or more. */
export function notEmpty(rule: string, fix: string): Check {
  return length(1, Infinity, rule, fix);
}
