import { Fn, Op, Token, type IResolvable } from "cdktf";
import { asArgument, isKnown, isListToken, isWholeToken } from "./tokens";

/** Whether something holds: known now, or a condition that Terraform will answer. */
export type Truth = boolean | IResolvable;

/** Holds when all of them do. Terraform is only asked what is not decided yet. */
export function allOf(...truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return combine(truths, true, (all, next) => Op.and(all, next));
}

/** Holds when one of them does. Terraform is only asked what is not decided yet. */
export function anyOf(...truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return combine(truths, false, (all, next) => Op.or(all, next));
}

export function negate(truth: Truth): Truth {
  return typeof truth === "boolean" ? !truth : Op.not(truth);
}

function combine(
  truths: readonly Truth[],
  whenDecided: boolean,
  join: (all: IResolvable, next: IResolvable) => IResolvable,
): Truth {
  const open = truths.filter((truth): truth is IResolvable => typeof truth !== "boolean");
  return open.length === 0 ? whenDecided : open.reduce(join);
}

/** Whether nothing is given: no value, `false`, an empty text or an empty list. */
export function isAbsent(value: unknown): Truth {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return isListToken(value) ? isEmpty(value) : value.length === 0;
  // A text that holds more than a token is not empty.
  if (typeof value === "string" && !isKnown(value) && isWholeToken(value)) return isEmpty(value);
  return false;
}

/** Not by comparing with "" or 0: an operand of cdktf's that is falsy gets lost. */
function isEmpty(value: string | unknown[]): IResolvable {
  return Op.lt(Fn.lengthOf(value), 1);
}

/** A number between bounds, for Terraform. */
export function isBetween(value: unknown, from: number, to: number): Truth {
  const aboveFrom = from === 0 ? Op.gt(value, -1) : Op.gte(value, from);
  return allOf(from === -Infinity || aboveFrom, to === Infinity || Op.lte(value, to));
}

/** Whether a list holds a value, for Terraform. */
export function contains(list: readonly unknown[], value: unknown): IResolvable {
  return Token.asAny(Fn.contains(asArgument(list), asArgument(value ?? null)));
}

/** Whether an expression has a value, for Terraform. */
export function can(expression: unknown): IResolvable {
  return Fn.can(expression);
}
