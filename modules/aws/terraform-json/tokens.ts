import { Token, Tokenization, type IResolvable, type IResolveContext } from "cdktf";
import type { Piece } from "./template";

/** What a token stands for: a Terraform expression, or, when it is only lazy, a value that may hold tokens again. */
export type Meaning = { readonly expression: string } | { readonly value: unknown };

/** Whether there is a token in the text. Each kind has a brace, but for numbers, and most texts have neither. */
export function holdsToken(text: string): boolean {
  return isUnresolved(text) || (text.includes(NUMBER_EXPONENT) && numberAt(text) !== null);
}

/**
 * Whether cdktf takes a value for a token: a text also when there is more in it. What it says itself, but for most values,
 * which are none, without its regular expressions.
 */
export function isUnresolved(value: unknown): boolean {
  if (typeof value === "string") return value.includes("{") && Token.isUnresolved(value);
  if (typeof value === "number") return !Number.isSafeInteger(value) && Token.isUnresolved(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.length === 1 && isListTokenItem(value[0]);
  return Tokenization.isResolvable(value) || Object.keys(value).some(isMapTokenKey);
}

/** Whether a value that is no text is a token. One that stands for a map has its marker as a key. */
export function isToken(value: unknown): boolean {
  // No token is a whole number, and there are many to ask about.
  if (value === null || typeof value === "boolean" || Number.isSafeInteger(value)) return false;
  if (typeof value !== "object" || Array.isArray(value)) return isUnresolved(value);
  if (Tokenization.isResolvable(value)) return true;
  const keys = Object.keys(value);
  return keys.length === 1 && keys.some(isMapTokenKey);
}

/** Whether a member of an object stands for a whole map. */
export function isMapTokenKey(key: string): boolean {
  return key.startsWith("&{") && Token.isUnresolved({ [key]: "" });
}

/** Whether one of the items is a whole list that only Terraform knows: it was spread, or is all that there is. */
export function holdsListToken(items: readonly unknown[]): boolean {
  return items.some(isListTokenItem);
}

/** Whether an item of a list stands for a whole list. */
export function isListTokenItem(item: unknown): boolean {
  if (typeof item === "string") return item.startsWith("#{") && Token.isUnresolved([item]);
  return typeof item === "number" && !Number.isSafeInteger(item) && Token.isUnresolved([item]);
}

/**
 * What a token stands for.
 *
 * Terraform's expressions are written in one way inside another expression and in another way inside a text: while they
 * resolve, they ask where they are. Anything else, whatever it looks like, only holds back a value.
 */
export function meaningOf(token: IResolvable, context: IResolveContext): Meaning {
  return withoutBraces(context, () => {
    if (isExpression(token)) return { expression: token.resolve(context) };
    const watched = new WatchedContext(context);
    const found: unknown = token.resolve(watched.context);
    if (!watched.asked || typeof found !== "string") return { value: found };
    if (found.startsWith('"') && isRawString(token, found, context)) return { value: token.toString() };
    // It may hold tokens: the parts of a text inside of it, or, of another stack, what its address is in this one.
    return { expression: holdsToken(found) ? (context.resolve(found) as string) : found };
  });
}

/** The token that a value is. Of a list of numbers it is asked for by itself: cdktf looks for texts in every list. */
export function tokenOf(value: unknown): IResolvable | undefined {
  const isListOfNumbers = Array.isArray(value) && typeof value[0] === "number";
  return isListOfNumbers ? Tokenization.reverseNumberList(value as number[]) : Tokenization.reverse(value)[0];
}

/** What a number, list, map or object that is a token stands for. */
export function meaningOfAny(value: unknown, context: IResolveContext): Meaning {
  const token = tokenOf(value);
  if (!token) throw new Error("A token of an unknown kind cannot be rendered.");
  const meaning = meaningOf(token, context);
  if (Tokenization.isResolvable(value) || "expression" in meaning || typeof meaning.value !== "string") return meaning;
  if (!/^\$\{.*\}$/s.test(meaning.value)) return meaning;
  // A text that comes as a number, list or map is an expression that somebody wrote out: Token.asList("${var.zones}").
  return { expression: withoutBraces(context, () => context.resolve(meaning.value) as string).slice(2, -1) };
}

/** Cuts a text at its tokens. */
export function splitText(text: string, context: IResolveContext): Piece[] {
  if (!holdsToken(text)) return text === "" ? [] : [{ literal: text }];
  const pieces: Piece[] = [];
  let position = 0;
  for (const token of text.includes("{") ? Tokenization.reverseString(text).tokens : []) {
    const marker = Token.asString(token);
    const at = text.indexOf(marker, position);
    if (at > position) pieces.push(...splitNumbers(text.slice(position, at), context));
    position = at + marker.length;
    pieces.push(...piecesOf(meaningOf(token, context), context));
  }
  if (position < text.length) pieces.push(...splitNumbers(text.slice(position), context));
  return pieces;
}

function piecesOf(meaning: Meaning, context: IResolveContext): Piece[] {
  if ("expression" in meaning) return [meaning];
  const { value } = meaning;
  if (Tokenization.isResolvable(value)) return piecesOf(meaningOf(value, context), context);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return splitText(String(value), context);
  }
  throw new Error("A list or an object cannot stand inside a text.");
}

/** A number that is a token, written into a text by JavaScript: -8.109562212591388e+298. */
const NUMBER_EXPONENT = "e+298";
const NUMBER_TOKEN = /-8\.\d+e\+298/;

function numberAt(text: string): RegExpExecArray | null {
  const found = NUMBER_TOKEN.exec(text);
  return found && Token.isUnresolved(Number(found[0])) ? found : null;
}

/** The text with other words for each number that is a token. */
export function replaceNumberTokens(text: string, words: string): string {
  const found = text.includes(NUMBER_EXPONENT) ? numberAt(text) : null;
  if (found === null) return text;
  const end = found.index + found[0].length;
  return text.slice(0, found.index) + words + replaceNumberTokens(text.slice(end), words);
}

function splitNumbers(text: string, context: IResolveContext): Piece[] {
  const found = text.includes(NUMBER_EXPONENT) ? numberAt(text) : null;
  if (found === null) return [{ literal: text }];
  const [marker] = found;
  const meaning = meaningOfAny(Number(marker), context);
  // By itself it would stay a number, which is not what stands in a text.
  const number =
    "expression" in meaning ? [{ expression: `tostring(${meaning.expression})` }] : piecesOf(meaning, context);
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + marker.length)];
  return [
    ...(before === "" ? [] : [{ literal: before }]),
    ...number,
    ...(after === "" ? [] : splitNumbers(after, context)),
  ];
}

/** A token of our own, of which it is known what it is. */
export interface ExpressionToken extends IResolvable {
  readonly isExpression: true;
  resolve(context: IResolveContext): string;
}

function isExpression(token: IResolvable): token is ExpressionToken {
  return "isExpression" in token;
}

/** Sees whether a token asks how it is to be written. */
class WatchedContext {
  asked = false;
  readonly context: IResolveContext;

  constructor(context: IResolveContext) {
    this.context = new Proxy(context, {
      get: (target, key) => {
        if (key === "suppressBraces") this.asked = true;
        // What only holds back a value may resolve a part of it by itself: its tokens are looked at here.
        if (key === "resolve" && !this.asked) return (value: unknown) => keepTokens(value, target);
        return Reflect.get(target, key) as unknown;
      },
      set: (target, key, value) => {
        if (key === "suppressBraces") this.asked = true;
        return Reflect.set(target, key, value);
      },
    });
  }
}

function keepTokens(value: unknown, context: IResolveContext): unknown {
  return typeof value === "string" || typeof value === "number" ? value : (context.resolve(value) as unknown);
}

/** What `Fn.rawString` makes is a text, which is quoted inside an expression. Only the token itself knows it unspoilt. */
function isRawString(token: IResolvable, quoted: string, context: IResolveContext): boolean {
  const before = context.suppressBraces;
  context.suppressBraces = false;
  try {
    return `"${String(token.resolve(context))}"` === quoted;
  } finally {
    context.suppressBraces = before;
  }
}

function withoutBraces<T>(context: IResolveContext, resolve: () => T): T {
  const before = context.suppressBraces;
  context.suppressBraces = true;
  try {
    return resolve();
  } finally {
    context.suppressBraces = before;
  }
}
