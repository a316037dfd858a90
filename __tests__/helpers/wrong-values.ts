import type { PropType } from "../../tools/prop-types";

/** A value that is of the wrong type for most props. */
export interface WrongValue {
  /** In words: "null", "a number". */
  readonly name: string;
  readonly value: unknown;
  /** Whether it is wrong for a prop of the type. */
  readonly isWrong: (type: PropType) => boolean;
}

const wrong = (name: string, value: unknown, isRight: (type: PropType) => boolean): WrongValue => ({
  name,
  value,
  isWrong: (type) => !type.opaque && !isRight(type),
});

const never = () => false;
const isWord = ({ text, literals }: PropType) => !text && literals.some((literal) => typeof literal === "string");

export const WRONG_VALUES: readonly WrongValue[] = [
  wrong("null", null, (type) => type.null),
  wrong("a number", 7, (type) => type.number || type.literals.includes(7)),
  wrong("NaN", NaN, never),
  wrong("Infinity", Infinity, never),
  wrong("a text", "junk", (type) => type.text),
  wrong("a boolean", true, (type) => type.boolean || type.literals.includes(true)),
  wrong("a list", [], (type) => type.list !== undefined),
  wrong("a list of nonsense", [{ junk: [null] }], (type) => type.list?.opaque === true),
  wrong("an object", {}, (type) => type.object !== undefined || type.map !== undefined),
  wrong(
    "a function",
    () => "junk",
    (type) => type.returns !== undefined,
  ),
  wrong("a symbol", Symbol("junk"), never),
  wrong("nested nonsense", { junk: { junk: [null] } }, (type) => type.open || type.map?.opaque === true),
  // What is looked up in an object finds these in each.
  wrong("'constructor'", "constructor", (type) => !isWord(type)),
  wrong("'__proto__'", "__proto__", (type) => !isWord(type)),
];
