import { Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import {
  holdsListToken,
  holdsToken,
  isListTokenItem,
  replaceNumberTokens,
  textExpression,
  isUnresolved,
  tokenOf,
  wholeToken,
} from "../terraform-json";

/** What a message says in place of a token. */
export const TOKEN_IN_WORDS = "a value known to Terraform only";

/** Whether the whole value is known at synth: neither a token nor, for a list, a list that holds one. */
export function isKnown(value: unknown): boolean {
  // No token is a whole number, and there are many to ask about.
  if (Number.isSafeInteger(value)) return true;
  if (typeof value === "string") return !holdsToken(value);
  if (Array.isArray(value)) return !isListToken(value) && value.every(isKnown);
  // A construct is no token, even if it has a method that is called as theirs.
  return !isUnresolved(value) || Boolean(Construct.isConstruct(value));
}

/**
 * Whether a list stands for one that only Terraform knows, or has such a one among its items: nobody can count it then,
 * and no item of it means anything to JavaScript.
 */
export function isListToken(value: unknown): boolean {
  return isUnresolved(value) || (Array.isArray(value) && holdsListToken(value));
}

/**
 * The same value, in a form that cdktf takes as an argument of any function: a number that comes as a text's token, too,
 * and a text with tokens inside whatever its literal parts hold.
 */
export function asArgument<T>(value: T): T {
  return argument(value) as T;
}

function argument(value: unknown): unknown {
  if (isKnown(value)) return typeof value === "string" ? textExpression(value) : value;
  if (Array.isArray(value) && !isListToken(value)) return value.map(argument);
  const text = typeof value === "string" && !isWholeToken(value) ? textExpression(value) : value;
  return tokenOf(text) ?? value;
}

/** Whether a text is a token and nothing else. */
export function isWholeToken(text: string): boolean {
  const { tokens, literals } = Tokenization.reverseString(text);
  return tokens.length === 1 && literals.length === 0;
}

/** Whether a text is an attribute of a resource or of a data source, whose types have an underline, and nothing else. */
export function isAttribute(value: unknown): boolean {
  if (typeof value !== "string" || !holdsToken(value)) return false;
  const { identifier } = (wholeToken(value) ?? {}) as { readonly identifier?: unknown };
  return typeof identifier === "string" && /^(data\.)?[a-z0-9]+_/.test(identifier);
}

/** A value as a message shows it: like JSON, but for what JSON cannot say, and for what only Terraform can. */
export function shown(value: unknown): string {
  return show(value, []);
}

function show(value: unknown, around: readonly object[]): string {
  if (isListTokenItem(value)) return TOKEN_IN_WORDS;
  if (typeof value === "string") return isKnown(value) ? JSON.stringify(value) : showText(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (isUnresolved(value)) return TOKEN_IN_WORDS;
  if (value === undefined || value === null) return "null";
  if (typeof value !== "object")
    return typeof value === "function" ? "a function" : (value as number | boolean).toString();
  if (around.includes(value)) return "...";
  const inside = [...around, value];
  if (Array.isArray(value)) return `[${value.map((item) => show(item, inside)).join(",")}]`;
  if (!isPlain(value)) return `a ${value.constructor.name}`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${show(member, inside)}`).join(",")}}`;
}

function showText(text: string): string {
  return isWholeToken(text) ? TOKEN_IN_WORDS : JSON.stringify(withoutTokens(text));
}

/** A text of a message, in which no token shows as the marker that it is to cdktf. */
export function withoutTokens(text: string): string {
  if (isKnown(text)) return text;
  const words = `<${TOKEN_IN_WORDS}>`;
  return Tokenization.reverseString(text).tokens.reduce(
    (shorter, token) => shorter.replaceAll(Token.asString(token), words),
    replaceNumberTokens(text, words),
  );
}

/** Whether it is an object as one writes it out. What is of a class, such as a construct, would fill pages. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
