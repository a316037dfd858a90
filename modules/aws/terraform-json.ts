import { Token, Tokenization, type IResolvable, type IResolveContext } from "cdktf";
import { quotedTemplate, template, type Piece } from "./hcl-template";

/**
 * Renders a value as JSON that survives Terraform: what arrives at AWS is exactly this document, whatever its strings
 * hold (`${`, `%{`, quotes, backslashes, another JSON document) and whatever value a token turns out to have.
 *
 * Literals are encoded as Terraform's own `jsonencode` does it (sorted keys; `<`, `>`, `&`, U+2028 and U+2029 escaped),
 * because ECS compares the environment of a container as an opaque string: another spelling would replace the task
 * definition of somebody who comes from the HCL modules. A leaf that holds a token becomes `${jsonencode(...)}`.
 *
 * Use it for an attribute of a resource; use `nestedJson` for a document that is a string inside another document.
 */
export function terraformJson(value: unknown): string {
  if (isLiteral(value)) return template([{ literal: literalJson(value) }]);
  return Token.asString(new Template((context) => renderJson(value, context), "attribute"));
}

/** A JSON document that is a string *inside* another document, which `terraformJson` renders. */
export function nestedJson(value: unknown): string {
  if (isLiteral(value)) return literalJson(value);
  return Token.asString(new Template((context) => renderJson(value, context), "expression"));
}

/** Text, with tokens or without, as an attribute of a resource: its own `${` and `%{` stay what they are. */
export function terraformText(text: string): string {
  if (isLiteral(text)) return template([{ literal: text }]);
  return Token.asString(new Template((context) => splitText(text, context), "attribute"));
}

/** A text with Terraform expressions in it, rendered when the stack is. */
class Template implements IResolvable {
  readonly creationStack: string[] = [];
  private rendered?: string;

  constructor(
    private readonly pieces: (context: IResolveContext) => Piece[],
    readonly form: "attribute" | "expression",
  ) {}

  resolve(context: IResolveContext): string {
    // cdktf resolves everything several times. Before the last preparation a reference may still change its address.
    if (this.rendered === undefined || context.preparing) {
      const pieces = this.pieces(context);
      this.rendered = this.form === "attribute" ? template(pieces) : quotedTemplate(pieces);
    }
    return this.rendered;
  }

  toString(): string {
    return Token.asString(this);
  }

  toJSON(): string {
    return "<a template that Terraform renders>";
  }
}

/** Renders a document that holds a token. */
function renderJson(value: unknown, context: IResolveContext): Piece[] {
  if (isLiteral(value)) return [{ literal: literalJson(value) }];
  if (typeof value === "string") return [encodeText(splitText(value, context))];
  if (Token.isUnresolved(value)) return renderToken(value, context);
  if (Array.isArray(value)) {
    const items = given(value).map((item) => renderJson(item, context));
    return enclose("[", items, "]");
  }
  const members = sortedEntries(value as object).map(([key, member]) => [
    { literal: `${encodeString(key)}:` },
    ...renderJson(member, context),
  ]);
  return enclose("{", members, "}");
}

function enclose(open: string, items: Piece[][], close: string): Piece[] {
  const separated = items.flatMap((item, index) => (index === 0 ? item : [{ literal: "," }, ...item]));
  return [{ literal: open }, ...separated, { literal: close }];
}

/** A string leaf: encoded now when it turns out to be known, by Terraform otherwise. */
function encodeText(pieces: Piece[]): Piece {
  if (pieces.every((piece) => "literal" in piece)) {
    return { literal: encodeString(pieces.map((piece) => piece.literal).join("")) };
  }
  const [first, second] = pieces;
  const isWhole = first !== undefined && second === undefined && "expression" in first;
  return { expression: `jsonencode(${isWhole ? first.expression : quotedTemplate(pieces)})` };
}

/** A number, list, map or object that is a token. */
function renderToken(value: unknown, context: IResolveContext): Piece[] {
  const [token] = Tokenization.reverse(value);
  if (!token) throw new Error("A token of an unknown kind cannot be rendered as JSON.");
  const meaning = resolveToken(token, context);
  return "expression" in meaning
    ? [{ expression: `jsonencode(${meaning.expression})` }]
    : renderJson(meaning.value, context);
}

/** Cuts a text at its tokens. */
function splitText(text: string, context: IResolveContext): Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  for (const token of Tokenization.reverseString(text).tokens) {
    const marker = Token.asString(token);
    const at = text.indexOf(marker, position);
    if (at > position) pieces.push({ literal: text.slice(position, at) });
    position = at + marker.length;
    const meaning = resolveToken(token, context);
    if ("expression" in meaning) pieces.push(meaning);
    else pieces.push(...splitText(textOf(meaning.value), context));
  }
  if (position < text.length) pieces.push({ literal: text.slice(position) });
  return pieces;
}

function textOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return `${value}`;
  throw new Error("A list or an object cannot stand inside a text.");
}

/** What a token stands for: a Terraform expression, or, when it is only lazy, a value. */
function resolveToken(token: IResolvable, context: IResolveContext): { expression: string } | { value: unknown } {
  if ((token as Partial<Template>).form === "expression") return { expression: token.resolve(context) as string };
  const braced = resolveWith(token, context, false);
  // A lazy token may stand for another one.
  if (isResolvable(braced)) return resolveToken(braced, context);
  if (typeof braced !== "string" || Token.isUnresolved(braced)) return { value: braced };
  const bare = resolveWith(token, context, true);
  return typeof bare === "string" && braced === `\${${bare}}` ? { expression: bare } : { value: braced };
}

function resolveWith(token: IResolvable, context: IResolveContext, suppressBraces: boolean): unknown {
  const before = context.suppressBraces;
  context.suppressBraces = suppressBraces;
  try {
    return token.resolve(context) as unknown;
  } finally {
    context.suppressBraces = before;
  }
}

function isResolvable(value: unknown): value is IResolvable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Token.isUnresolved(value);
}

/** Whether no part of the value is a token. */
function isLiteral(value: unknown): boolean {
  if (value === null || typeof value !== "object") return !Token.isUnresolved(value);
  if (Token.isUnresolved(value)) return false;
  return (Array.isArray(value) ? value : Object.entries(value).flat()).every(isLiteral);
}

function literalJson(value: unknown): string {
  if (typeof value === "string") return encodeString(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return encodeNumber(value);
  if (Array.isArray(value)) return `[${given(value).map(literalJson).join(",")}]`;
  if (typeof value !== "object") throw new Error(`${nameOf(value)} cannot be written as JSON.`);
  const members = sortedEntries(value).map(([key, member]) => `${encodeString(key)}:${literalJson(member)}`);
  return `{${members.join(",")}}`;
}

function nameOf(value: unknown): string {
  return typeof value === "number" ? `The number ${value}` : `A value of type ${typeof value}`;
}

function given(items: readonly unknown[]): unknown[] {
  return items.filter((item) => item !== undefined);
}

/** The members that are given, in the order in which Terraform writes a map: by code points, of normalised keys. */
function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]): [string, unknown] => {
      if (Token.isUnresolved(key)) throw new Error("A key of a JSON document cannot be a token.");
      return [key.normalize("NFC"), member];
    })
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const HTML_SENSITIVE = /[<>&\u2028\u2029]/g;

/** Terraform normalises each string to NFC before it escapes: `<` and a stroke over it are one character to it. */
function encodeString(text: string): string {
  return JSON.stringify(text.normalize("NFC")).replace(
    HTML_SENSITIVE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Without an exponent, which Terraform never writes. */
function encodeNumber(value: number): string {
  const [mantissa = "", exponent] = Math.abs(value).toString().split("e");
  const sign = value < 0 ? "-" : "";
  if (exponent === undefined) return sign + mantissa;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  return sign + (point > 0 ? digits.padEnd(point, "0") : `0.${"0".repeat(-point)}${digits}`);
}
