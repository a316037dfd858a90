import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DOCUMENT = "docs/benchmark-mesh.md";
const MARKS = /(<!-- mesh benchmark: [^>]*-->\n)[\s\S]*?(<!-- end of mesh benchmark -->)/;

/** Writes the figures into the document that quotes them. @returns its name */
export function publishMesh(root: string, figures: string): string {
  const file = join(root, DOCUMENT);
  writeFileSync(file, between(readFileSync(file, "utf8"), figures));
  return DOCUMENT;
}

/** The document with other figures between its marks. */
export function between(text: string, figures: string): string {
  if (!MARKS.test(text)) throw new Error(`${DOCUMENT} has no place for the figures: ${String(MARKS)} is not in it.`);
  return text.replace(MARKS, (_, start: string, end: string) => `${start}\n${figures}\n\n${end}`);
}
