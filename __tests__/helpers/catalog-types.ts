import { propsOf, PropTypes, type PropType } from "../../tools/prop-types";
import { titleOf, type Entry } from "./catalog";

const WRITTEN = propsOf();

/** The types of all props of the catalog. */
export const types = new PropTypes(Object.values(WRITTEN));

/** The type of the props of an entry. */
export function typeOf(entry: Entry): PropType {
  return types.of(writtenTypeOf(entry));
}

/** Whether the props are several parameters, of which the catalog makes an object. */
export function isMadeUp(entry: Entry): boolean {
  return writtenTypeOf(entry).startsWith("{");
}

/** One that is the same on both lines is there once. */
function writtenTypeOf(entry: Entry): string {
  const written = WRITTEN[titleOf(entry)] ?? WRITTEN[entry.name];
  if (written === undefined) throw new Error(`tools/prop-types/props-of.ts does not have ${titleOf(entry)}.`);
  return written;
}
