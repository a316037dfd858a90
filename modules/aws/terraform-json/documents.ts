import { type IResolveContext } from "cdktf";
import { expressionOf, expressionOfPieces, wholeToken } from "./expression";
import { encodeNumber, encodeString, nameOf, sortedEntries } from "./json-text";
import { lateText } from "./late-text";
import { quotedTemplate, template, type Piece } from "./template";
import {
  holdsListToken,
  holdsToken,
  isMapTokenKey,
  isToken,
  meaningOf,
  meaningOfAny,
  splitText,
  type Meaning,
} from "./tokens";

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
  return isKnownText(parts) ? template([{ literal: parts.join("") }]) : lateText((context) => render(parts, context));
}

/** A JSON document that is a string *inside* another document, which `terraformJson` renders. */
export function nestedJson(value: unknown): string {
  const parts = jsonParts(value);
  return isKnownText(parts) ? parts.join("") : lateText((context) => render(parts, context));
}

/** A JSON document that Terraform compresses (`base64gzip`), for a place that holds little. Asked when the stack is written. */
export function gzippedJson(value: () => unknown): string {
  return lateText((context) => [{ expression: `base64gzip(${quotedTemplate(render(jsonParts(value()), context))})` }]);
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
      if (holdsToken(value)) writeLater((context) => renderText(value, context));
      else text += encodeString(value);
    } else if (isToken(value)) {
      writeLater((context) => renderMeaning(meaningOfAny(value, context), context));
    } else if (value === null || typeof value === "boolean") {
      text += String(value);
    } else if (Array.isArray(value)) {
      if (holdsListToken(value)) writeLater((context) => [encoded(expressionOf(value, context))]);
      else enclose("[", given(value), write, "]");
    } else if (typeof value === "object") {
      if (Object.keys(value).some(holdsKeyToken)) writeLater((context) => [encoded(expressionOf(value, context))]);
      else enclose("{", sortedEntries(value), writeMember, "}");
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

/** A key that is a token, or a map that was spread among other members. */
function holdsKeyToken(key: string): boolean {
  return holdsToken(key) || isMapTokenKey(key);
}

/** A string leaf: encoded now when it turns out to be known, by Terraform otherwise. */
function renderText(text: string, context: IResolveContext): Piece[] {
  const whole = wholeToken(text);
  if (whole) return renderMeaning(meaningOf(whole, context), context);
  const pieces = splitText(text, context);
  if (!pieces.every((piece) => "literal" in piece)) return [encoded(expressionOfPieces(pieces))];
  return [{ literal: encodeString(pieces.map(({ literal }) => literal).join("")) }];
}

function renderMeaning(meaning: Meaning, context: IResolveContext): Piece[] {
  return "expression" in meaning ? [encoded(meaning.expression)] : render(jsonParts(meaning.value), context);
}

function encoded(expression: string): Piece {
  return { expression: `jsonencode(${expression})` };
}

function given(items: readonly unknown[]): unknown[] {
  return items.filter((item) => item !== undefined);
}
