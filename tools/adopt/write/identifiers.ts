import { moduleSteps } from "../state";

/** What something is called in what is written. */
export interface Names {
  /** Of the constant. */
  readonly constant: string;
  /** Of the construct. */
  readonly id: string;
}

/** Names that are taken: words of the language, and what the written file imports and declares. */
const TAKEN = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield adopt adoptResource forget scope id stack aws undefined".split(
    " ",
  ),
);

/** Gives out names that are identifiers, each once. */
export class Identifiers {
  private readonly given = new Set<string>();

  /** @param suffix what makes a word of the language a name */
  names(words: readonly string[], suffix: string): Names {
    const parts = words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)).filter((part) => part !== "");
    const camel = parts.map((part, index) => (index === 0 ? lowerFirst(part) : upperFirst(part))).join("");
    const isName = /^[\p{L}]/u.test(camel) && !TAKEN.has(camel);
    const wanted = isName ? camel : `${/^[\p{L}]/u.test(camel) ? camel : suffix}${isName ? "" : upperFirst(suffix)}`;
    const number = this.firstFree(wanted);
    const id = parts.join("-") || suffix;
    return number === 1 ? { constant: wanted, id } : { constant: `${wanted}${number}`, id: `${id}-${number}` };
  }

  private firstFree(wanted: string): number {
    for (let number = 1; ; number++) {
      // Ids of constructs differ where their constants do: case and hyphens alone tell no two apart.
      const name = (number === 1 ? wanted : `${wanted}${number}`).toLowerCase();
      if (this.given.has(name)) continue;
      this.given.add(name);
      return number;
    }
  }
}

/** The words of a module's address: the calls on the way to it, with the keys of their instances. */
export function wordsOf(module: string): string[] {
  return moduleSteps(module).flatMap(({ name, key = "" }) => [name, key.replace(/^\["?|"?\]$/g, "")]);
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
