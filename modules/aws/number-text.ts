import { Token, Tokenization } from "cdktf";

/** A number as a text, where the provider wants one. A token stays one: JavaScript would write its code number. */
export function numberText(value: number): string {
  return Token.isUnresolved(value) ? Tokenization.stringifyNumber(value) : String(value);
}
