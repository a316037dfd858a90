import { Fn, forExpression, FOR_EXPRESSION_VALUE, Op, Token } from "cdktf";
import { isUnresolved } from "../terraform-json";
import { every, verdict, type Check } from "./check";
import { length } from "./number-checks";
import type { Rule } from "./rule";
import { asArgument, isKnown, isListToken } from "./tokens";
import { isMapToken } from "../merge";
import { contains, negate, type Truth } from "./truth";

/** Every item of a list. Of a list that is a token, Terraform judges every item. */
export function each(...checks: readonly Check[]): Check {
  const judgeItem = (prop: string, item: unknown): Rule[] => checks.flatMap((check) => check(prop, item ?? null));
  return (prop, value) => {
    if (value === undefined) return [];
    if (isUnresolved(value)) {
      return judgeItem(`${prop}[*]`, FOR_EXPRESSION_VALUE).map(({ got: _, ...rule }) => ({
        ...rule,
        holds: forAll(value, rule.holds),
      }));
    }
    if (isListToken(value)) return verdict(prop, value, NOT_SPREAD, "Join the lists with Fn.concat([...]).", false);
    if (!Array.isArray(value)) return verdict(prop, value, "must be a list", "Put it into brackets.", false);
    return value.flatMap((item, index) => judgeItem(`${prop}[${index}]`, item));
  };
}

/** What is said of a list as a whole, beside `each`, which tells what is none. */
export function whole(...checks: readonly Check[]): Check {
  return (prop, value) =>
    Array.isArray(value) || !isKnown(value) ? checks.flatMap((check) => check(prop, value)) : [];
}

/** A list, or a map, that is written out: it is gone through at synth. What is in it may be tokens. */
export function writtenOut(because = "because it is gone through at synth", fix = "Write it out."): Check {
  return (prop, value) =>
    isListToken(value) || isMapToken(value)
      ? verdict(prop, value, `must be known at synth, ${because}; it is a token`, fix, false)
      : [];
}

/** cdktf cannot write such a list. */
const NOT_SPREAD = "must not have a list among its items that only Terraform knows";

function forAll(list: unknown, holds: Truth): Truth {
  if (typeof holds === "boolean") return holds;
  return Fn.alltrue(Token.asList(forExpression(asArgument(list), holds)));
}

/** A list of so many items, each of which passes. What is no list is told once. */
export function listOf(
  size: { readonly from: number; readonly to?: number; readonly rule: string; readonly fix: string },
  ...checks: readonly Check[]
): Check {
  return every(each(...checks), whole(length(size.from, size.to ?? Infinity, size.rule, size.fix)));
}

/** The items of a list that is written out: nobody can look into one that only Terraform knows. */
export function itemsOf<T>(list: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(list) && !isListToken(list) ? (list as readonly T[]) : [];
}

/** A list that names nothing twice: one rule for the list. */
export function unique(rule: string, fix: string): Check {
  return (prop, value) => verdict(prop, value, rule, fix, namesNothingTwice(value));
}

function namesNothingTwice(value: unknown): Truth {
  if (!isListToken(value)) {
    if (!Array.isArray(value)) return false;
    if (value.length < 2) return true;
    const items = value.filter(isKnown);
    if (new Set(items).size < items.length) return false;
    if (items.length === value.length) return true;
  }
  const list = asArgument(value) as string[];
  return Op.eq(Fn.lengthOf(Fn.distinct(list)), Fn.lengthOf(list));
}

/**
 * Items that differ in one respect: one rule for each item, about those before it.
 *
 * @param at what is appended to the item's prop, such as ".name"
 */
export function distinct<T>(
  of: (item: T) => unknown,
  at: string,
  rule = "must not be in the list twice",
  fix = "Remove it.",
): Check {
  return (prop, value) => {
    if (!Array.isArray(value) || isListToken(value)) return [];
    const keys = value.map((item: T | null | undefined) =>
      item === null || item === undefined ? undefined : of(item),
    );
    return keys.flatMap((key, index) =>
      verdict(`${prop}[${index}]${at}`, key, rule, fix, differs(key, keys.slice(0, index))),
    );
  };
}

/** Whether a value differs from others. */
export function differs(value: unknown, others: readonly unknown[]): Truth {
  return negate(isAmong(value, others));
}

/** Whether a value is one of some, of which some, or the list, may be known to Terraform only. */
export function isAmong(value: unknown, others: readonly unknown[]): Truth {
  if (isListToken(others)) return contains(others, value);
  // Of a caller without types, who is told by another rule.
  if (!Array.isArray(others)) return false;
  const given: readonly unknown[] = others.filter((other) => other !== undefined);
  if (given.includes(value)) return true;
  const toAsk: readonly unknown[] = isKnown(value) ? given.filter((other) => !isKnown(other)) : given;
  return toAsk.length > 0 && contains(toAsk, value);
}
