/** The members that are given, in the order in which Terraform writes a map: by code points, of normalised keys. */
export function sortedEntries(value: object): [string, unknown][] {
  const entries: [string, unknown][] = [];
  let isAscii = true;
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    isAscii &&= NOTHING_TO_ESCAPE.test(key);
    if (member !== undefined) entries.push([isAscii ? key : key.normalize("NFC"), member]);
  }
  // JavaScript compares by the units of UTF-16, which is another order only beyond ASCII.
  return entries.sort(([a], [b]) => (isAscii ? (a < b ? -1 : 1) : Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

const NOTHING_TO_ESCAPE = /^[ !#-%'-;=?-[\]-~]*$/;
const HTML_SENSITIVE = /[<>&\u2028\u2029]/g;

/** Terraform normalises each string to NFC before it escapes: `<` and a stroke over it are one character to it. */
export function encodeString(text: string): string {
  if (NOTHING_TO_ESCAPE.test(text)) return `"${text}"`;
  return JSON.stringify(text.normalize("NFC")).replace(
    HTML_SENSITIVE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Without an exponent, which Terraform never writes. */
export function encodeNumber(value: number): string {
  const [mantissa = "", exponent] = Math.abs(value).toString().split("e");
  const sign = value < 0 ? "-" : "";
  if (exponent === undefined) return sign + mantissa;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  return sign + (point > 0 ? digits.padEnd(point, "0") : `0.${"0".repeat(-point)}${digits}`);
}

/** A value that is nothing that can be written, for a message. */
export function nameOf(value: unknown): string {
  return typeof value === "number" ? `The number ${value}` : `A value of type ${typeof value}`;
}
