import { isUnresolved } from "../terraform-json";
import { known } from "./check";
import { onlyProps } from "./given-props";
import { onlyKeys } from "./object-checks";
import type { Rule } from "./rule";
import type { Alternative, ObjectData, TypeData } from "./prop-type-table";
import { PROP_TYPES } from "./prop-types";
import { isKnown } from "./tokens";
import { quoteList } from "./words";

/**
 * The rules that the compiler keeps, for those who come past it: values of a wrong type, props that are not there, or that
 * only another release line has. Where a prop has a rule of its own that is broken, that one is told.
 *
 * @param name of what takes the props, as the table has it: `Vpc`, `ServiceMesh.addService`
 * @param release where the props do not say it themselves
 */
export function typeRules(name: string, props: unknown, release?: unknown): Rule[] {
  return wrongTypes(name, props, release).map((rule) => ({ ...rule, isOfType: true }));
}

function wrongTypes(name: string, props: unknown, release: unknown): Rule[] {
  if (!isObject(props)) return [wrong("", [{ object: 0 }], props)];
  const line: unknown = release ?? Reflect.get(props, "release");
  const type = Object.hasOwn(PROP_TYPES.props, name) ? PROP_TYPES.props[name] : typeOnLine(name, line);
  if (type !== undefined) return faults("", type, props);
  const lines = linesOf(name);
  const rule = `must be ${lines.length > 1 ? "one of " : ""}${quoteList(lines)}`;
  const wrongLine = { prop: "release", rule, got: line, fix: "Choose one of them.", holds: false };
  return isKnown(line)
    ? [wrongLine]
    : known("because each line makes something else", "Write it out.")("release", line);
}

function typeOnLine(name: string, release: unknown): TypeData | undefined {
  const key = typeof release === "string" ? `${name} ${release}` : "";
  return Object.hasOwn(PROP_TYPES.props, key) ? PROP_TYPES.props[key] : undefined;
}

function linesOf(name: string): string[] {
  const prefix = `${name} `;
  return Object.keys(PROP_TYPES.props)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** What is wrong with a value. A token is whatever it says that it is; only Terraform knows better. */
function faults(prop: string, type: TypeData, value: unknown): Rule[] {
  const kinds = typeof type === "object" && "length" in type ? type : [type];
  for (const kind of kinds) {
    if (kind === "anything" || kind === typeof value) return finite(prop, value);
    if (typeof kind === "string" ? isPlainKind(kind, value) : "oneOf" in kind && isOneOf(kind.oneOf, value)) return [];
    if (typeof kind === "string" || "oneOf" in kind) continue;
    if ("listOf" in kind && Array.isArray(value)) return itemFaults(prop, kind.listOf, value);
    if ("mapOf" in kind && isObject(value)) return memberFaults(prop, kind.mapOf, value);
    if ("object" in kind && isObject(value)) return objectFaults(prop, PROP_TYPES.objects[kind.object], value);
  }
  if (!isUnresolved(value)) return [wrong(prop, kinds, value)];
  return kinds.every(isOnlyHere) ? known("because Terraform has no such thing", "Write it out.")(prop, value) : [];
}

/** What is no value to Terraform, such as a function, or a list of what to wait for: it cannot know one. */
function isOnlyHere(kind: Alternative): boolean {
  return kind === "function" || (typeof kind === "object" && "listOf" in kind && kind.listOf === "anything");
}

function isPlainKind(kind: string, value: unknown): boolean {
  return kind === "text" ? typeof value === "string" : kind === "null" && value === null;
}

function isOneOf(words: readonly (string | number | boolean)[], value: unknown): boolean {
  return words.some((word) => word === value);
}

/** A number that is none has the type of one. */
function finite(prop: string, value: unknown): Rule[] {
  if (typeof value !== "number" || Number.isFinite(value)) return [];
  return [{ prop, rule: "must be a number", got: value, fix: "Correct it.", holds: false }];
}

function itemFaults(prop: string, type: TypeData, list: readonly unknown[]): Rule[] {
  if (isUnresolved(list)) return [];
  return list.flatMap((item, index) => faults(`${prop}[${index}]`, type, item));
}

function memberFaults(prop: string, type: TypeData, map: object): Rule[] {
  if (isUnresolved(map)) return [];
  return Object.entries(map).flatMap(([key, member]) =>
    member === undefined ? [] : faults(`${prop}.${key}`, type, member),
  );
}

function objectFaults(prop: string, data: ObjectData | undefined, value: object): Rule[] {
  if (data === undefined || isUnresolved(value)) return [];
  const at = (key: string) => (prop === "" ? key : `${prop}.${key}`);
  const known = Object.keys(data.props);
  const rules =
    data.open || !isPlain(value) ? [] : prop === "" ? onlyProps(value, known) : onlyKeys(prop, value, known);
  for (const key of data.required) {
    if (Reflect.get(value, key) === undefined)
      rules.push({ prop: at(key), rule: "is required", fix: "Give it.", holds: false });
  }
  for (const [key, type] of Object.entries(data.props)) {
    const member: unknown = Reflect.get(value, key);
    if (member !== undefined) rules.push(...faults(at(key), type, member));
  }
  return rules;
}

/** A text is not shown: what is of the wrong type may be a secret that was given for its ARN. */
function wrong(prop: string, kinds: readonly Alternative[], value: unknown): Rule {
  const words = kinds.map(inWords);
  const rule = `must be ${words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words.join("")}`;
  const isWord = kinds.some((kind) => typeof kind === "object" && "oneOf" in kind);
  const isShown = typeof value !== "string" || isWord;
  return {
    prop: prop || "props",
    rule: isShown ? rule : `${rule}, not a text`,
    ...(isShown ? { got: value } : {}),
    fix: "Correct it.",
    holds: false,
  };
}

function inWords(kind: Alternative): string {
  if (kind === "boolean") return "true or false";
  if (kind === "null" || kind === "anything") return kind;
  if (typeof kind === "string") return `a ${kind}`;
  if ("oneOf" in kind)
    return `${kind.oneOf.length > 1 ? "one of " : ""}${quoteList(kind.oneOf.map((word) => (typeof word === "boolean" ? String(word) : word)))}`;
  return "listOf" in kind ? "a list" : "an object";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is of a class, such as a construct, has members of its own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
