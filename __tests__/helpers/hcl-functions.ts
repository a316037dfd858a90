import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

type HclFunction = (...given: readonly unknown[]) => unknown;

/** The functions of Terraform that tests meet, as far as they meet them. */
export const FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  base64encode: (text) => Buffer.from(String(text)).toString("base64"),
  base64gzip: (text) => gzipSync(String(text)).toString("base64"),
  coalesce: (...given) => given.find((value) => value !== null && value !== ""),
  concat: (...lists) => lists.flat(),
  contains: (list, value) => (list as unknown[]).includes(value),
  element: (list, index) => (list as unknown[])[Number(index)],
  format: (spec, ...given) => format(String(spec), given),
  join: (separator, ...lists) => lists.flat().join(String(separator)),
  jsondecode: (text) => JSON.parse(String(text)) as unknown,
  jsonencode: encode,
  length: (value) => (typeof value === "string" ? [...value].length : Object.keys(value as object).length),
  lookup: (map, key) => (map as Record<string, unknown>)[String(key)],
  lower: (text) => String(text).toLowerCase(),
  max: (...given) => Math.max(...given.map(Number)),
  merge: (...maps) => Object.assign({}, ...maps) as unknown,
  min: (...given) => Math.min(...given.map(Number)),
  replace: (text, what, by) => String(text).replaceAll(String(what), () => String(by)),
  sha256: (text) => createHash("sha256").update(String(text)).digest("hex"),
  split: (separator, text) => String(text).split(String(separator)),
  startswith: (text, start) => String(text).startsWith(String(start)),
  tonumber: Number,
  tostring: String,
  trimprefix: (text, prefix) =>
    String(text).startsWith(String(prefix)) ? String(text).slice(String(prefix).length) : text,
  // JavaScript's trim() takes U+FEFF as well.
  trimspace: (text) => String(text).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ""),
  upper: (text) => String(text).toUpperCase(),
};

function format(spec: string, given: readonly unknown[]): string {
  const rest = [...given];
  return spec.replace(/%([%sd])/g, (_, verb) => (verb === "%" ? "%" : String(rest.shift())));
}

/** As Terraform's own `jsonencode` writes it: sorted keys, and nothing that HTML would take for its own. */
function encode(value: unknown): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sorted(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
