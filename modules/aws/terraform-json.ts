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
  const parts = jsonParts(value);
  if (isKnownText(parts)) return template([{ literal: parts.join("") }]);
  return Token.asString(new Template((context) => render(parts, context), "attribute"));
}

/** A JSON document that is a string *inside* another document, which `terraformJson` renders. */
export function nestedJson(value: unknown): string {
  const parts = jsonParts(value);
  if (isKnownText(parts)) return parts.join("");
  return Token.asString(new Template((context) => render(parts, context), "expression"));
}

/** A JSON document that Terraform compresses (`base64gzip`), for a place that holds little. Asked when the stack is written. */
export function gzippedJson(value: () => unknown): string {
  const compressed = (context: IResolveContext): Piece[] => [
    { expression: `base64gzip(${quotedTemplate(render(jsonParts(value()), context))})` },
  ];
  return Token.asString(new Template(compressed, "attribute"));
}

/** Text, with tokens or without, as an attribute of a resource: its own `${` and `%{` stay what they are. */
export function terraformText(text: string): string {
  if (!holdsToken(text)) return template([{ literal: text }]);
  return Token.asString(new Template((context) => splitText(text, context), "attribute"));
}

/** Text, with tokens or without, as one Terraform expression: an argument of a function, whatever the text holds. */
export function textExpression(text: string): string {
  return Token.asString(new Template((context) => splitText(text, context), "expression"));
}

/** A text with Terraform expressions in it, rendered when the stack is. */
class Template implements IResolvable {
  readonly creationStack: string[] = [];
  private rendered?: { readonly in: IResolveContext["scope"]; readonly text: string };

  constructor(
    private readonly pieces: (context: IResolveContext) => Piece[],
    readonly form: "attribute" | "expression",
  ) {}

  resolve(context: IResolveContext): string {
    // cdktf resolves everything several times. Before the last preparation a reference may still change its address,
    // and each stack that the text stands in has its own.
    if (this.rendered?.in !== context.scope || context.preparing) {
      const pieces = this.pieces(context);
      const text = this.form === "attribute" ? template(pieces) : quotedTemplate(pieces);
      this.rendered = { in: context.scope, text };
    }
    return this.rendered.text;
  }

  toString(): string {
    return Token.asString(this);
  }

  toJSON(): string {
    return "<a template that Terraform renders>";
  }
}

/** A part of a document: text, or what only becomes text when the stack is synthesized. */
type Part = string | ((context: IResolveContext) => Piece[]);

function isKnownText(parts: readonly Part[]): parts is readonly string[] {
  return parts.every((part) => typeof part === "string");
}

function render(parts: readonly Part[], context: IResolveContext): Piece[] {
  return parts.flatMap((part) => (typeof part === "string" ? [{ literal: part }] : part(context)));
}

/**
 * Writes a document, as far as it is known: in a large stack this is most of the work, and a synth asks several times for
 * what it comes to.
 */
function jsonParts(value: unknown): Part[] {
  const parts: Part[] = [];
  let text = "";
  write(value);
  if (text !== "") parts.push(text);
  return parts;

  function write(value: unknown): void {
    if (typeof value === "string") {
      if (holdsToken(value)) writeLater((context) => [encodeText(splitText(value, context))]);
      else text += encodeString(value);
    } else if (value === null || typeof value === "boolean" || Number.isSafeInteger(value)) {
      // No token is a whole number.
      text += String(value);
    } else if (isToken(value)) {
      writeLater((context) => renderToken(value, context));
    } else if (Array.isArray(value)) {
      enclose("[", given(value), write, "]");
    } else if (typeof value === "object") {
      enclose("{", sortedEntries(value), writeMember, "}");
    } else if (typeof value === "number" && Number.isFinite(value)) {
      text += encodeNumber(value);
    } else {
      throw new Error(`${nameOf(value)} cannot be written as JSON.`);
    }
  }

  function writeMember([key, member]: [string, unknown]): void {
    text += `${encodeString(key)}:`;
    write(member);
  }

  function enclose<T>(open: string, items: readonly T[], writeItem: (item: T) => void, close: string): void {
    text += open;
    items.forEach((item, index) => {
      if (index > 0) text += ",";
      writeItem(item);
    });
    text += close;
  }

  function writeLater(part: (context: IResolveContext) => Piece[]): void {
    if (text !== "") parts.push(text);
    text = "";
    parts.push(part);
  }
}

/** Whether there is a token in the text. Each kind has a brace, and most texts have none. */
function holdsToken(text: string): boolean {
  return text.includes("{") && Token.isUnresolved(text);
}

/** Whether a value that is no text is a token. One that stands for a map has its marker as a key. */
function isToken(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return Token.isUnresolved(value);
  return (
    Tokenization.isResolvable(value) ||
    (Object.keys(value).some((key) => key.includes("{")) && Token.isUnresolved(value))
  );
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
    : render(jsonParts(meaning.value), context);
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
  if (typeof braced !== "string" || !/^\$\{.*\}$/s.test(braced)) return { value: braced };
  const bare = resolveWith(token, context, true);
  // What is the same in and out of an expression is a text, whatever it looks like.
  if (typeof bare !== "string" || bare === braced) return { value: braced };
  const expression = resolvedExpression(bare, context);
  return resolvedExpression(braced.slice(2, -1), context) === expression ? { expression } : { value: braced };
}

/**
 * An expression without the tokens in it. What refers to another stack is another token in this one, and while references
 * are still being made it is a new one each time.
 */
function resolvedExpression(expression: string, context: IResolveContext): string {
  if (!holdsToken(expression)) return expression;
  return withBraces(false, context, () => context.resolve(expression) as string);
}

function resolveWith(token: IResolvable, context: IResolveContext, suppressBraces: boolean): unknown {
  return withBraces(!suppressBraces, context, () => token.resolve(context) as unknown);
}

function withBraces<T>(braces: boolean, context: IResolveContext, resolve: () => T): T {
  const before = context.suppressBraces;
  context.suppressBraces = !braces;
  try {
    return resolve();
  } finally {
    context.suppressBraces = before;
  }
}

function isResolvable(value: unknown): value is IResolvable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Token.isUnresolved(value);
}

function nameOf(value: unknown): string {
  return typeof value === "number" ? `The number ${value}` : `A value of type ${typeof value}`;
}

function given(items: readonly unknown[]): unknown[] {
  return items.filter((item) => item !== undefined);
}

/** The members that are given, in the order in which Terraform writes a map: by code points, of normalised keys. */
function sortedEntries(value: object): [string, unknown][] {
  const entries: [string, unknown][] = [];
  let isAscii = true;
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (holdsToken(key)) throw new Error("A key of a JSON document cannot be a token.");
    isAscii &&= NOTHING_TO_ESCAPE.test(key);
    if (member !== undefined) entries.push([isAscii ? key : key.normalize("NFC"), member]);
  }
  // JavaScript compares by the units of UTF-16, which is another order only beyond ASCII.
  return entries.sort(([a], [b]) => (isAscii ? (a < b ? -1 : 1) : Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

const NOTHING_TO_ESCAPE = /^[ !#-%'-;=?-[\]-~]*$/;
const HTML_SENSITIVE = /[<>&\u2028\u2029]/g;

/** Terraform normalises each string to NFC before it escapes: `<` and a stroke over it are one character to it. */
function encodeString(text: string): string {
  if (NOTHING_TO_ESCAPE.test(text)) return `"${text}"`;
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
