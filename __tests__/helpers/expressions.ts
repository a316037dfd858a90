import { conditional, Fn, Lazy, Op, Token, type TerraformVariable } from "cdktf";
import * as fc from "fast-check";
import { textExpression } from "../../modules/aws";
import { hardText } from "./documents";
import { FUNCTIONS } from "./hcl-functions";

/** A generated expression, whose value JavaScript computes as well. */
export type Tree =
  | { readonly kind: "literal" | "raw" | "argument"; readonly text: string }
  | { readonly kind: "variable" | "other"; readonly index: number }
  | { readonly kind: "number"; readonly index: number }
  | { readonly kind: "mixed" | "join" | "format"; readonly of: readonly Tree[] }
  | { readonly kind: "upper" | "trimspace" | "jsonencode" | "lazy"; readonly of: Tree }
  | { readonly kind: "choice"; readonly first: boolean; readonly of: readonly [Tree, Tree] };

export interface Values {
  /** Of variables, which the stack has itself. */
  readonly variable: readonly string[];
  /** Of what another stack has. */
  readonly other: readonly string[];
  readonly number: readonly number[];
}

/** The same as tokens. */
export interface Tokens {
  readonly variable: readonly string[];
  readonly other: readonly string[];
  readonly number: readonly number[];
  readonly yes: TerraformVariable;
}

const POOL_SIZE = 8;
const index = fc.nat(POOL_SIZE - 1);
const many = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: POOL_SIZE, maxLength: POOL_SIZE });

export const values: fc.Arbitrary<Values> = fc.record({
  variable: many(hardText),
  other: many(hardText),
  number: many(fc.integer()),
});

/** What cdktf itself writes rightly as a part of an argument of a function. */
const argumentText = fc
  .array(fc.constantFrom(..."ab0 -/.,:;{}<>&'#\né漢🙂", "tf", "e+298"), { maxLength: 4 })
  .map((parts) => parts.join(""));

/** What it writes rightly as a raw string. */
const rawText = fc
  .array(fc.constantFrom(..."ab0 -/{}<>&'#é漢🙂", "${", "$${", "${not}", '"', "\\", "\n", "%{"), { maxLength: 5 })
  .map((parts) => parts.join(""));

/** Expressions as one writes them: functions over whole tokens and mixed text, choices, and text around all of them. */
export const tree: fc.Arbitrary<Tree> = fc.letrec<{ text: Tree; argument: Tree; leaf: Tree }>((tie) => {
  const reference = fc.record({ kind: fc.constantFrom("variable", "other"), index }) as fc.Arbitrary<Tree>;
  // cdktf does not see a number in a text that is an argument.
  const number = fc.record({ kind: fc.constant("number"), index }) as fc.Arbitrary<Tree>;
  const raw = fc.record({ kind: fc.constant("raw"), text: rawText }) as fc.Arbitrary<Tree>;
  const literal = fc.record({ kind: fc.constant("literal"), text: hardText }) as fc.Arbitrary<Tree>;
  const argumentPart = fc.record({ kind: fc.constant("argument"), text: argumentText }) as fc.Arbitrary<Tree>;
  const list = (of: fc.Arbitrary<Tree>) => fc.array(of, { minLength: 1, maxLength: 3 });
  const expression = (of: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> =>
    fc.oneof(
      fc.record({ kind: fc.constantFrom("upper", "trimspace", "jsonencode"), of }) as fc.Arbitrary<Tree>,
      fc.record({ kind: fc.constantFrom("join", "format"), of: list(of) }) as fc.Arbitrary<Tree>,
      fc.record({ kind: fc.constant("choice"), first: fc.boolean(), of: fc.tuple(of, of) }) as fc.Arbitrary<Tree>,
    );
  const mixedOf = (of: fc.Arbitrary<Tree>) =>
    fc.record({ kind: fc.constant("mixed"), of: list(of) }) as fc.Arbitrary<Tree>;
  return {
    leaf: fc.oneof(literal, raw, reference, number),
    argument: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      reference,
      mixedOf(fc.oneof(argumentPart, reference)),
      expression(tie("argument")),
    ),
    text: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      expression(tie("argument")),
      mixedOf(tie("text")),
      fc.record({ kind: fc.constant("lazy"), of: tie("text") }) as fc.Arbitrary<Tree>,
    ),
  };
}).text;

/** The expression as somebody writes it with cdktf. */
export function build(tree: Tree, tokens: Tokens, values: Values): string {
  const inner = (of: Tree): string => build(of, tokens, values);
  switch (tree.kind) {
    case "literal":
    case "argument":
      return tree.text;
    case "raw":
      return Fn.rawString(tree.text);
    case "variable":
    case "other":
      return tokens[tree.kind][tree.index] ?? "";
    case "number":
      return `${tokens.number[tree.index]}`;
    case "mixed":
      return tree.of.map(inner).join("");
    case "join":
      return Fn.join("/", tree.of.map(inner));
    case "format":
      return Fn.format(tree.of.map(() => "%s").join("<"), tree.of.map(inner)) as string;
    case "upper":
      return keepsItsLength(valueOf(tree.of, values)) ? Fn.upper(inner(tree.of)) : Fn.trimspace(inner(tree.of));
    case "trimspace":
      return Fn.trimspace(inner(tree.of));
    case "jsonencode":
      return Fn.jsonencode({ value: inner(tree.of), literal: textExpression('"${') });
    case "lazy":
      return Lazy.stringValue({ produce: () => inner(tree.of) });
    case "choice":
      return Token.asString(
        conditional(tree.first ? tokens.yes.value : Op.not(tokens.yes.value), inner(tree.of[0]), inner(tree.of[1])),
      );
  }
}

/** What JavaScript makes of it. */
export function valueOf(tree: Tree, values: Values): string {
  const inner = (of: Tree): string => valueOf(of, values);
  const call = (name: string, ...given: readonly unknown[]): string => String(FUNCTIONS[name]?.(...given));
  switch (tree.kind) {
    case "literal":
    case "argument":
    case "raw":
      return tree.text;
    case "variable":
    case "other":
      return values[tree.kind][tree.index] ?? "";
    case "number":
      return `${values.number[tree.index]}`;
    case "mixed":
      return tree.of.map(inner).join("");
    case "join":
      return call("join", "/", tree.of.map(inner));
    case "format":
      return tree.of.map(inner).join("<");
    case "upper":
      return call(keepsItsLength(inner(tree.of)) ? "upper" : "trimspace", inner(tree.of));
    case "trimspace":
      return call("trimspace", inner(tree.of));
    case "jsonencode":
      return call("jsonencode", { value: inner(tree.of), literal: '"${' });
    case "lazy":
      return inner(tree.of);
    case "choice":
      return inner(tree.of[tree.first ? 0 : 1]);
  }
}

/** Beyond these, languages differ in what the upper case of a letter is. */
function keepsItsLength(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7fé漢🙂]*$/u.test(text);
}
