import * as fc from "fast-check";
import type { TerraformLocal } from "cdktf";
import { nestedJson } from "../../modules/aws";

/** A generated document: literals, tokens, and documents that are strings in it. */
export type Model =
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "text"; readonly parts: readonly Part[] }
  | { readonly kind: "token"; readonly as: "number" | "list" | "object"; readonly index: number }
  | { readonly kind: "array"; readonly items: readonly Model[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Model])[] }
  | { readonly kind: "nested"; readonly document: Model };
/** Of a text: a literal, or the index of a string token. */
export type Part = string | number;

/** The values that the tokens will have when Terraform runs. */
export interface Pool {
  readonly text: readonly string[];
  readonly number: readonly number[];
  readonly list: readonly (readonly string[])[];
  readonly object: readonly Readonly<Record<string, unknown>>[];
}

const HARD = [
  ..."abc01 ${}%$\"\\'`<>&/#!\n\r\t\b\f\u0001\u001f\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffd",
  ..."éñßΩ漢字한글🙂𝒳\u{10ffff}\u{e000}e\u0301o\u0308",
  ...[
    "${",
    "%{",
    "$${",
    "%%{",
    "$$${",
    "$",
    "$$",
    "%",
    '\\"',
    "\\n",
    "\\u0041",
    "${a}",
    "%{if true}",
    "~}",
    "{{",
    "EOT",
  ],
];

/**
 * Text with all that JSON, HCL and Go's JSON encoder treat specially. Left out is only what Terraform cannot carry:
 * - NUL: no value of a Terraform variable can hold it, coming from the environment;
 * - U+FEFF at the start: Terraform takes it for the byte order mark of an attribute and drops it;
 * - a character that forms one grapheme with a quote or backslash beside it, such as a combining mark at the start:
 *   the reader of *.tf.json looks for quotes that stand alone, and does not find the end of the string;
 * - a combining mark after a character that JSON escapes. Terraform normalises every string to NFC, the *encoded* text
 *   too, and there joins the mark with the end of the escape: `\n` and an acute accent become `\ń`. Terraform's own
 *   `jsonencode` makes the same invalid document of it.
 * Lone surrogates are no text, and `binary` makes none.
 */
export const hardText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 5, arbitrary: fc.array(fc.constantFrom(...HARD), { maxLength: 8 }).map((parts) => parts.join("")) },
    { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  )
  .filter((text) => !/\0|^\ufeff/.test(text) && !MARK_AFTER_ESCAPED.test(text) && quotesStandAlone(text));

// eslint-disable-next-line no-control-regex
const MARK_AFTER_ESCAPED = /[\u0001-\u001f<>&\u2028\u2029]\p{M}/u;
const graphemes = new Intl.Segmenter("en");

function quotesStandAlone(text: string): boolean {
  const segments = [...graphemes.segment(JSON.stringify(text))];
  return segments.every(({ segment }) => segment.length === 1 || !/["\\]/.test(segment));
}

const hardNumber = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1.5e-7, 1e300, 5e-324, 9007199254740992, 0.1, -1e-10, 1.7976931348623157e308),
);

const literal: fc.Arbitrary<unknown> = fc.oneof(hardText, hardNumber, fc.boolean(), fc.constant(null));
const json: fc.Arbitrary<unknown> = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    literal,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(hardText, tie("json"), { maxKeys: 4 }),
  ),
})).json;

/** A document without tokens. */
export const literalDocument = json.map(withoutTwins);

const POOL_SIZE = 30;
const index = fc.nat(POOL_SIZE - 1);
/** An object that is a token keeps its members apart from the types that Terraform would unify. */
const objectValue = fc.dictionary(hardText, hardText, { minKeys: 1, maxKeys: 4 });

export const pool: fc.Arbitrary<Pool> = fc.record({
  text: listOf(hardText),
  number: listOf(fc.integer()),
  list: listOf(fc.array(hardText, { minLength: 1, maxLength: 4 })),
  object: listOf(objectValue.map((value) => withoutTwins(value) as Record<string, unknown>)),
});

export const parts: fc.Arbitrary<Part[]> = fc.array(fc.oneof(hardText, index), { minLength: 1, maxLength: 4 });

/** A document with tokens, and with documents in it, up to two deep. */
export const document: fc.Arbitrary<Model> = fc.letrec<{ deep: Model; flat: Model; leaf: Model }>((tie) => {
  const leaf = fc.oneof<fc.Arbitrary<Model>[]>(
    literalDocument.map((value) => ({ kind: "literal", value })),
    parts.map((items) => ({ kind: "text", parts: items })),
    index.map((at) => ({ kind: "text", parts: [at] })),
    fc.record({ kind: fc.constant("token"), as: fc.constantFrom("number", "list", "object"), index }),
  );
  const holding = (inner: fc.Arbitrary<Model>): fc.Arbitrary<Model> =>
    fc.oneof(
      fc.array(inner, { maxLength: 4 }).map((items): Model => ({ kind: "array", items })),
      fc
        .uniqueArray(fc.tuple(hardText, inner), { maxLength: 4, selector: ([key]) => key.normalize("NFC") })
        .map((members): Model => ({ kind: "object", members })),
    );
  const nested = (inner: fc.Arbitrary<Model>) => inner.map((document): Model => ({ kind: "nested", document }));
  return {
    leaf,
    flat: holding(fc.oneof(tie("leaf"), holding(tie("leaf")), nested(holding(tie("leaf"))))),
    deep: holding(fc.oneof(tie("leaf"), nested(tie("flat")))),
  };
}).deep;

export interface Tokens {
  readonly text: readonly string[];
  readonly number: readonly TerraformLocal[];
  readonly list: readonly TerraformLocal[];
  readonly object: readonly TerraformLocal[];
}

/** The document as a construct would hand it to `terraformJson`. */
export function build(model: Model, tokens: Tokens): unknown {
  switch (model.kind) {
    case "literal":
      return model.value;
    case "text":
      return textOf(model.parts, (at) => tokens.text[at] ?? "");
    case "token": {
      const token = tokens[model.as][model.index];
      if (model.as === "number") return token?.asNumber;
      return model.as === "list" ? token?.asList : token?.asAnyMap;
    }
    case "array":
      return model.items.map((item) => build(item, tokens));
    case "object":
      return Object.fromEntries(model.members.map(([key, member]) => [key, build(member, tokens)]));
    case "nested":
      return nestedJson(build(model.document, tokens));
  }
}

/** What the document must be when it arrives. Terraform normalises strings to NFC, so that is what is expected. */
export function expected(model: Model, values: Pool): unknown {
  switch (model.kind) {
    case "literal":
      return normalized(model.value);
    case "text":
      return textOf(model.parts, (at) => values.text[at] ?? "").normalize("NFC");
    case "token":
      return normalized(values[model.as][model.index]);
    case "array":
      return model.items.map((item) => expected(item, values));
    case "object":
      return Object.fromEntries(model.members.map(([key, member]) => [key.normalize("NFC"), expected(member, values)]));
    case "nested":
      return { document: expected(model.document, values) };
  }
}

/** Both sides alike: a document that is a string is opened, wherever the expectation has one. */
export function opened(value: unknown, like: unknown): unknown {
  if (isRecord(like) && "document" in like && typeof value === "string") {
    return { document: opened(JSON.parse(value), like.document) };
  }
  if (Array.isArray(like) && Array.isArray(value)) return value.map((item, at) => opened(item, like[at]));
  if (isRecord(like) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, opened(member, like[key])]));
  }
  return value;
}

export function textOf(parts: readonly Part[], token: (index: number) => string): string {
  return parts.map((part) => (typeof part === "number" ? token(part) : part)).join("");
}

export function normalized(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(normalized);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.normalize("NFC"), normalized(member)]));
}

/** Without keys that are the same for Terraform, which normalises them. */
function withoutTwins(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTwins);
  if (!isRecord(value)) return value;
  const members = new Map(Object.entries(value).map(([key, member]) => [key.normalize("NFC"), [key, member] as const]));
  return Object.fromEntries([...members.values()].map(([key, member]) => [key, withoutTwins(member)]));
}

function listOf<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { minLength: POOL_SIZE, maxLength: POOL_SIZE });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
