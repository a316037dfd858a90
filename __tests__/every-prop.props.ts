import "./helpers/no-stack-traces";
import type { TerraformStack } from "cdktf";
import type { InputError } from "../modules/aws";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { Literals } from "./helpers/literals";
import { isMeant, withValues, written, type Position } from "./helpers/positions";
import { formsOf, type Form } from "./helpers/tokens";
import {
  brief,
  counted,
  divide,
  line,
  positionsByVariant,
  sayCounted,
  trial,
  type Variant,
  type Verdict,
} from "./helpers/trial";
import type { Path } from "../tools/prop-types";

/** One prop that is given a token. */
interface Case {
  readonly variant: Variant;
  readonly position: Position;
  readonly form: Form;
  /** Of the token, in whatever is written of it. */
  readonly key: string;
}

/** What cdktf's tokens look like to JavaScript: nobody should ever see one. */
const MARKER = /TfToken\[|tftoken|Token Value|-\d\.\d+e\+2\d\d|-123456789/i;

/** How a message says that it is the token, and nothing else, that is refused. */
const REFUSED = /must be known at synth/;

/** The same, where the token is why something else is missing or wrong. */
const SAYS_SO = /must be known at synth|only Terraform knows|known to Terraform only|must come from an ephemeral/;

// cdktf warns of functions that are given text with an expression in it, which is what is tried here.
beforeAll(() => void jest.spyOn(console, "warn").mockReturnValue());
afterAll(() => sayCounted("tokens"));

test.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
  expect(failuresOf(entry).join("\n")).toBe("");
});

/** Every prop with every token, those together that do not contain each other. */
function failuresOf(entry: Entry): string[] {
  return positionsByVariant(entry).flatMap(({ variant, positions }) => {
    const literals = new Literals(variant);
    return groups(positions, variant).flatMap((cases) => divide(counted(cases), (some) => judge(some, literals)));
  });
}

/** Cases that can be tried at once: none is inside another. */
function groups(positions: readonly Position[], variant: Variant): Case[][] {
  const found = new Map<string, Case[]>();
  positions.forEach((position, index) => {
    const isLeaf = !positions.some(({ path }) => isInside(path, position));
    formsOf(position.type, index).forEach((form, round) => {
      const group = `${isLeaf ? "leaf" : position.path.length} ${round}`;
      const cases = found.get(group) ?? [];
      found.set(group, [...cases, { variant, position, form, key: `every_${cases.length}_` }]);
    });
  });
  return [...found.values()];
}

function isInside(path: Path, { path: outer }: Position): boolean {
  return path.length > outer.length && outer.every((step, index) => path[index] === step);
}

function propsWith(cases: readonly Case[], stack: TerraformStack): object {
  const [first] = cases;
  const props = first?.variant.props(stack) ?? {};
  const values = cases.map(({ position, form, key }) => ({ path: position.path, value: form.token(stack, key) }));
  return withValues(props, values) as object;
}

/** Refused by the project's own error, or written with every token as an expression that Terraform evaluates. */
function judge(cases: readonly Case[], literals: Literals): Verdict<Case> {
  const [first] = cases;
  if (!first) return {};
  const problem = (text: string) => line(first.variant, first.position.path, first.form.name, text);
  const outcome = trial(first.variant, (stack) => propsWith(cases, stack));
  if (outcome.kind === "crashed") return { problem: problem(brief(outcome.error)) };
  if (outcome.kind === "refused") return refused(cases, outcome.error, problem);
  const { text } = outcome;
  if (MARKER.test(text)) return { problem: problem(`leaks the token: ${excerpt(text)}`) };
  const escaped = literals.escapedBeyond(text);
  if (escaped !== undefined) return { problem: problem(`is escaped: ${escaped}`) };
  const dropped = cases.filter(({ key, position }) => !text.includes(key) && literals.matter(position));
  return dropped.length > 0 ? { problem: problem("is dropped in silence"), suspects: dropped } : {};
}

function refused(
  cases: readonly Case[],
  { message, broken }: InputError,
  problem: (text: string) => string,
): Verdict<Case> {
  if (MARKER.test(message)) return { problem: problem(`shows the token: ${excerpt(message)}`) };
  const isTold = ({ position: { path } }: Case) =>
    broken.some(({ prop, rule }) => prop === written(path) && REFUSED.test(rule));
  const isSuspect = ({ position }: Case) => broken.some(({ prop }) => isMeant(prop, position.path));
  return {
    problem: SAYS_SO.test(message) ? "" : problem(`is refused without a word of the token: ${message}`),
    settled: cases.filter(isTold),
    suspects: cases.filter(isSuspect),
  };
}

function excerpt(text: string): string {
  const at = Math.max(0, text.search(MARKER));
  return text.slice(Math.max(0, at - 40), at + 60);
}
