import { isRecord } from "../values";

/** An expression of TypeScript. Everything else is written as a literal. */
export class Code {
  constructor(readonly text: string) {}
}

/** A value as TypeScript has it; how it is laid out is for prettier. */
export function code(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (Array.isArray(value)) return `[${value.map(code).join(", ")}]`;
  if (!isRecord(value)) return value === undefined ? "undefined" : literal(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{ ${members.map(([key, member]) => assignment(property(key), code(member))).join(", ")} }`;
}

function assignment(key: string, value: string): string {
  return key === value ? key : `${key}: ${value}`;
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== "__proto__"
    ? key
    : key === "__proto__"
      ? '["__proto__"]'
      : literal(key);
}

/** JSON is TypeScript, but for two line ends that only the latter takes for ones. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** Text in a comment: it cannot end it. */
export function comment(text: string): string {
  return text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ");
}
