import { every, known, must, type Check } from "../../aws";

/** An object of a document: what is in it may be tokens. */
export function jsonObject(fix: string): Check {
  return every(
    known("because its keys are read", "Write it out. What is in it may be tokens."),
    must<unknown>("must be an object of what JSON can say", fix, (value) => isObject(value) && isJson(value, [])),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isJson(value: unknown, around: readonly object[]): boolean {
  if (value === undefined || value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || around.includes(value)) return false;
  // What is of a class is a token or a mistake, which the encoder tells apart.
  return Object.values(value).every((member) => isJson(member, [...around, value]));
}
