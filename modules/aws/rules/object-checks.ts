import { Construct } from "constructs";
import { isUnresolved } from "../terraform-json";
import { every, flag, known, verdict, type Check } from "./check";
import { onlyProps } from "./given-props";
import { didYouMean } from "./nearest";
import type { Rule } from "./rule";
import { isKnown } from "./tokens";
import { allOf, anyOf, isAbsent, negate, type Truth } from "./truth";
import { quoteList } from "./words";

/** What is checked of each member of an object. */
export type Checks<T> = { readonly [K in keyof T]?: Check | readonly Check[] };

/** The members of an object, each by its checks. */
export function propRules<T extends object>(given: T, checks: Checks<T>): Rule[] {
  return memberRules("", given, checks);
}

/** What is checked of every member of an object: a member that is not listed does not compile. */
export type AllChecks<T> = Required<{ readonly [K in keyof T]: Check | readonly Check[] }>;

/** Every prop of a construct, each by its checks. Another prop is refused. */
export function allProps<T extends object>(given: T, checks: AllChecks<T>): Rule[] {
  return [...onlyProps(given, Object.keys(checks)), ...memberRules("", given, checks)];
}

/** An object whose members are read at synth, each by its checks: it cannot be a token, what is in it can. */
export function fields<T extends object>(checks: Checks<T>): Check {
  return every(READ, members(checks));
}

const READ = known("because its members decide what is made", "Write it out. What is in it may be tokens.");

function members<T extends object>(checks: Checks<T>): Check {
  return (prop, value) => {
    if (value === undefined || isUnresolved(value)) return [];
    if (!isObject(value)) return verdict(prop, value, "must be an object", "Correct it, or leave it out.", false);
    return memberRules(`${prop}.`, value, checks);
  };
}

/** A part of a document, which has no members but these, each with its checks. As a token it is written as it is. */
export function shape<T extends object>(checks: AllChecks<T>): Check {
  const ofMembers = members<T>(checks);
  return (prop, value) => [
    // A construct that stands for such an object has members of its own.
    ...(isObject(value) && !Construct.isConstruct(value) ? onlyKeys(prop, value, Object.keys(checks)) : []),
    ...ofMembers(prop, value),
  ];
}

/** The same of an object whose members are read at synth, or are arguments of a resource: it cannot be a token. */
export function object<T extends object>(checks: AllChecks<T>): Check {
  return every(READ, shape(checks));
}

/** A switch, or an object that switches on and says more. */
export function flagOr(check: Check): Check {
  const isFlag = flag(undefined, "must be true or false, or an object that says more");
  return (prop, value) => (isObject(value) && isKnown(value) ? check : isFlag)(prop, value);
}

function memberRules<T extends object>(prefix: string, given: T, checks: Checks<T>): Rule[] {
  const rules: Rule[] = [];
  for (const key of Object.keys(checks) as (keyof T & string)[]) {
    const check: Check | readonly Check[] = checks[key] ?? [];
    const prop = `${prefix}${key}`;
    if (typeof check === "function") rules.push(...check(prop, given[key]));
    else for (const each of check) rules.push(...each(prop, given[key]));
  }
  return rules;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One rule for an object whose keys are fixed: names the unknown key, lists the allowed ones, and tells the nearest. */
export function onlyKeys(prop: string, value: object | undefined, allowed: readonly string[]): Rule[] {
  if (value === undefined || isUnresolved(value)) return [];
  if (!isObject(value)) return verdict(prop, value, "must be an object", "Correct it, or leave it out.", false);
  return Object.keys(value)
    .filter((key) => !allowed.includes(key))
    .map((key) => ({
      prop: `${prop}.${key}`,
      rule: `is not known: only ${quoteList(allowed)} can be given in ${prop}`,
      fix: `Remove it or correct its name.${didYouMean(key, allowed)}`,
      holds: false,
    }));
}

/** Every value of a map, under its key. */
export function values(...checks: readonly Check[]): Check {
  return (prop, value) => {
    if (value === undefined || isUnresolved(value)) return [];
    if (!isObject(value)) return verdict(prop, value, "must be an object", "Correct it, or leave it out.", false);
    return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
      checks.flatMap((check) => check(`${prop}.${key}`, member ?? null)),
    );
  };
}

/**
 * Props of which one at most can be given: `notTogether({ launchType, capacityProviderStrategy })`. The first is the one
 * that the message is about. What is `false` or empty is not given.
 */
export function notTogether(
  props: Readonly<Record<string, unknown>>,
  rule?: string,
  fix = "Give one of them.",
): Rule[] {
  const [[prop, value] = ["", undefined], ...others] = Object.entries(props);
  return [
    {
      prop,
      rule: rule ?? `cannot be given together with ${others.map(([other]) => other).join(" or ")}`,
      got: value,
      fix,
      holds: anyOf(isAbsent(value), allOf(...others.map(([, other]) => isAbsent(other)))),
    },
  ];
}

/**
 * A prop that only means something with others, all of which must be given too:
 * `requires({ partition }, { namespace })`. What is `false` or empty is not given.
 */
export function requires(
  given: Readonly<Record<string, unknown>>,
  needed: Readonly<Record<string, unknown>>,
  rule = `needs ${Object.keys(needed).join(" and ")}`,
  fix = "Give both, or neither.",
): Rule[] {
  const [[prop, value] = ["", undefined]] = Object.entries(given);
  const all = allOf(...Object.values(needed).map((other): Truth => negate(isAbsent(other))));
  return [{ prop, rule, got: value, fix, holds: anyOf(isAbsent(value), all) }];
}
