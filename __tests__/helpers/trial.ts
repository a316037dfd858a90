import type { TerraformStack } from "cdktf";
import { InputError } from "../../modules/aws";
import { titleOf, type Entry } from "./catalog";
import { typeOf } from "./catalog-types";
import { likeness, positionsOf, written, type Position } from "./positions";
import type { Path } from "../../tools/prop-types";
import { Template, testStack } from "./template";

/** Props of an entry, one of the variants that it has. */
export interface Variant {
  readonly entry: Entry;
  readonly props: (stack: TerraformStack) => object;
}

export function variantsOf(entry: Entry): Variant[] {
  return [...entry.rich, (stack: TerraformStack) => entry.least(stack)].map((props) => ({ entry, props }));
}

/** Every place of an entry's props, with the first variant that has something there. */
export function positionsByVariant(entry: Entry): { readonly variant: Variant; readonly positions: Position[] }[] {
  const type = typeOf(entry);
  const found = new Set<string>();
  return variantsOf(entry).map((variant) => {
    const given = positionsOf(type, variant.props(testStack()));
    const positions = given.filter(({ path }) => !found.has(likeness(path, type)));
    for (const { path } of positions) found.add(likeness(path, type));
    return { variant, positions };
  });
}

/** What became of props: refused with a message, written, or the wrong error. */
export type Outcome =
  | { readonly kind: "refused"; readonly error: InputError }
  | { readonly kind: "written"; readonly text: string }
  | { readonly kind: "crashed"; readonly error: Error };

/** Makes something in a stack of its own, and writes the stack. Without the variables, which are not what is made. */
export function trial({ entry }: Variant, props: (stack: TerraformStack) => object): Outcome {
  const stack = testStack();
  try {
    entry.make(stack, props(stack));
    const { variable: _, ...json } = Template.of(stack).json as Readonly<Record<string, unknown>>;
    return { kind: "written", text: JSON.stringify(json) };
  } catch (error) {
    if (error instanceof InputError) return { kind: "refused", error };
    return { kind: "crashed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

let tried = 0;

/** The cases, which count among the inputs that were tried. */
export function counted<C>(cases: readonly C[]): readonly C[] {
  tried += cases.length;
  return cases;
}

/** Says how many were tried in this file; the README has the sum. */
export function sayCounted(what: string): void {
  process.stdout.write(`${tried} inputs were tried: ${what}\n`);
}

/** A failure on one line: `MeshTask 0.10: cpu, a variable: is dropped`. */
export function line({ entry }: Variant, path: Path, given: string, problem: string): string {
  return `${titleOf(entry)}: ${written(path)}, ${given}: ${problem}`;
}

/** The first line of an error, which may be long. */
export function brief(error: Error): string {
  const [first = ""] = error.message.split("\n");
  return `${error.name}: ${first.slice(0, 160)}`;
}

/**
 * Puts many cases to the test, as few times as possible: all of them at once, and where that fails, smaller groups, down
 * to a single case, whose verdict counts.
 *
 * @param judge what is wrong with the cases together, and which of them to look at alone, as far as it is known
 */
export function divide<C>(cases: readonly C[], judge: (cases: readonly C[]) => Verdict<C>): string[] {
  if (cases.length === 0) return [];
  const { problem, suspects = [], settled = [] } = judge(cases);
  if (problem === undefined) return [];
  if (cases.length === 1) return problem === "" ? [] : [problem];
  if (settled.length > 0) {
    const open = cases.filter((each) => !settled.includes(each));
    return divide(open, judge);
  }
  const rest = cases.filter((each) => !suspects.includes(each));
  if (rest.length < cases.length && rest.length > 0) {
    return [...suspects.flatMap((each) => divide([each], judge)), ...divide(rest, judge)];
  }
  const half = Math.ceil(cases.length / 2);
  return [...divide(cases.slice(0, half), judge), ...divide(cases.slice(half), judge)];
}

export interface Verdict<C> {
  /** Nothing where all is well; empty where it is only to be divided further, and is well for a single case. */
  readonly problem?: string;
  readonly suspects?: readonly C[];
  /** Those of which nothing remains to be asked. */
  readonly settled?: readonly C[];
}
