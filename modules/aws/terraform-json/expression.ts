import { Tokenization, type IResolveContext } from "cdktf";
import { encodeNumber, nameOf } from "./json-text";
import { quotedTemplate, type Piece } from "./template";
import { holdsToken, isListTokenItem, isMapTokenKey, isToken, meaningOf, meaningOfAny, splitText } from "./tokens";

/** Any value as one expression of Terraform's. */
export function expressionOf(value: unknown, context: IResolveContext): string {
  if (typeof value === "string") return textToExpression(value, context);
  if (isToken(value)) {
    const meaning = meaningOfAny(value, context);
    return "expression" in meaning ? meaning.expression : expressionOf(meaning.value, context);
  }
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return listExpression(value, context);
  if (typeof value === "object") return mapExpression(value, context);
  if (typeof value === "number" && Number.isFinite(value)) return encodeNumber(value);
  throw new Error(`${nameOf(value)} cannot be written for Terraform.`);
}

/** The pieces of a text as an expression: as they are when there is only one, which may then be of any type. */
export function expressionOfPieces(pieces: Piece[]): string {
  const [first, second] = pieces;
  return first !== undefined && second === undefined && "expression" in first
    ? first.expression
    : quotedTemplate(pieces);
}

function textToExpression(text: string, context: IResolveContext): string {
  const whole = wholeToken(text);
  if (!whole) return expressionOfPieces(splitText(text, context));
  const meaning = meaningOf(whole, context);
  return "expression" in meaning ? meaning.expression : expressionOf(meaning.value, context);
}

/** The token that a text is, when it is nothing else: functions of cdktf's give lists and maps in this form as well. */
export function wholeToken(text: string): ReturnType<typeof Tokenization.reverse>[number] | undefined {
  if (!text.startsWith("${") || !holdsToken(text)) return undefined;
  const { tokens, literals } = Tokenization.reverseString(text);
  return tokens.length === 1 && literals.length === 0 ? tokens[0] : undefined;
}

/** A list that was spread among others is joined with them. */
function listExpression(items: readonly unknown[], context: IResolveContext): string {
  const lists: string[] = [];
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) lists.push(`[${open.join(", ")}]`);
    open = [];
  };
  for (const item of items) {
    if (isListTokenItem(item)) {
      close();
      lists.push(expressionOf([item], context));
    } else if (item !== undefined) open.push(expressionOf(item, context));
  }
  close();
  return lists.length < 2 ? (lists[0] ?? "[]") : `concat(${lists.join(", ")})`;
}

/** A map that was spread among other members is merged with them; a key may be a token. */
function mapExpression(map: object, context: IResolveContext): string {
  const maps: string[] = [];
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) maps.push(`{${open.join(", ")}}`);
    open = [];
  };
  for (const [key, member] of Object.entries(map) as [string, unknown][]) {
    if (isMapTokenKey(key)) {
      close();
      maps.push(expressionOf({ [key]: member }, context));
    } else if (member !== undefined) open.push(`${keyExpression(key, context)} = ${expressionOf(member, context)}`);
  }
  close();
  return maps.length < 2 ? (maps[0] ?? "{}") : `merge(${maps.join(", ")})`;
}

function keyExpression(key: string, context: IResolveContext): string {
  const expression = textToExpression(key, context);
  return holdsToken(key) ? `(${expression})` : expression;
}
