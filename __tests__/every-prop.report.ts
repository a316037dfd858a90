import type { TerraformStack } from "cdktf";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { typeOf } from "./helpers/catalog-types";
import { likeness, positionsOf, withValues, written, type Position } from "./helpers/positions";
import { testStack } from "./helpers/template";
import { formsOf, type Form } from "./helpers/tokens";
import { brief, divide, line, trial, variantsOf, type Variant, type Verdict } from "./helpers/trial";

jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

/** One prop that is given a token. */
interface Case {
  readonly variant: Variant;
  readonly position: Position;
  readonly form: Form;
  /** Of the token, in whatever is written of it. */
  readonly key: string;
}

/** What cdktf's tokens look like to JavaScript: nobody should ever see one. */
const MARKER = /TfToken\[|tftoken|#\{Token\[|-\d\.\d+e\+29\d/i;

// cdktf warns of functions that are given text with an expression in it, which is what is tried here.
beforeAll(() => void jest.spyOn(console, "warn").mockReturnValue());

test.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
  expect(failuresOf(entry).join("\n")).toBe("");
});

/** Every prop with every token, those together that do not contain each other. */
function failuresOf(entry: Entry): string[] {
  const type = typeOf(entry);
  const tried = new Set<string>();
  return variantsOf(entry).flatMap((variant) => {
    const given = positionsOf(type, variant.props(testStack()));
    const positions = given.filter(({ path }) => !tried.has(likeness(path, type)));
    for (const { path } of positions) tried.add(likeness(path, type));
    const known = new Known(variant);
    return groups(positions, variant).flatMap((cases) => divide(cases, (some) => judge(some, known)));
  });
}

/** Cases that can be tried at once: of one form each, and none inside another. */
function groups(positions: readonly Position[], variant: Variant): Case[][] {
  const byDepth = new Map<string, Case[]>();
  for (const position of positions) {
    formsOf(position.type).forEach((form, round) => {
      const isLeaf = !positions.some(({ path }) => isInside(path, position));
      const group = `${isLeaf ? "leaf" : position.path.length} ${round}`;
      const cases = byDepth.get(group) ?? [];
      byDepth.set(group, [...cases, { variant, position, form, key: `every_${cases.length}_` }]);
    });
  }
  return [...byDepth.values()];
}

function isInside(path: Position["path"], { path: outer }: Position): boolean {
  return path.length > outer.length && outer.every((step, index) => path[index] === step);
}

function propsWith(cases: readonly Case[], stack: TerraformStack): object {
  const [first] = cases;
  const props = first?.variant.props(stack) ?? {};
  const values = cases.map(({ position, form, key }) => ({ path: position.path, value: form.token(stack, key) }));
  return withValues(props, values) as object;
}

function judge(cases: readonly Case[], known: Known): Verdict<Case> {
  const [first] = cases;
  if (!first) return {};
  const problem = (text: string) => line(first.variant, first.position.path, first.form.name, text);
  const outcome = trial(first.variant, (stack) => propsWith(cases, stack));
  if (outcome.kind === "crashed") return { problem: problem(brief(outcome.error)) };
  if (outcome.kind === "refused") {
    const { message, broken } = outcome.error;
    const suspects = cases.filter(({ position }) => broken.some(({ prop }) => concerns(prop, position)));
    return { problem: MARKER.test(message) ? problem(`shows the token: ${excerpt(message)}`) : "", suspects };
  }
  const { text } = outcome;
  if (MARKER.test(text)) return { problem: problem(`leaks the token: ${excerpt(text)}`) };
  if (escapes(text) > known.escapes) return { problem: problem(`is escaped: ${excerpt(text, /\$\$\{[^}]*every_/)}`) };
  const dropped = cases.filter(({ key, position }) => !text.includes(key) && known.matters(position));
  return dropped.length > 0 ? { problem: problem("is dropped in silence"), suspects: dropped } : {};
}

/** Whether a message about a prop may be about this one. */
function concerns(prop: string, { path }: Position): boolean {
  const name = written(path);
  return prop === name || name.startsWith(`${prop}.`) || name.startsWith(`${prop}[`) || prop.startsWith(name);
}

/** How often Terraform is told that a `${` is meant as it is. A shell's `${VAR}` rightly is. */
function escapes(text: string): number {
  return text.split("$${").length - 1;
}

/** What is written with literals only. */
class Known {
  readonly escapes: number;
  private readonly text: string | undefined;
  private readonly mattering = new Map<Position, boolean>();

  constructor(private readonly variant: Variant) {
    this.text = this.write(variant.props);
    this.escapes = escapes(this.text ?? "");
  }

  /** Whether another literal in this place changes anything: not all that servers say is for every task. */
  matters(position: Position): boolean {
    const found = this.mattering.get(position) ?? this.tries(position);
    this.mattering.set(position, found);
    return found;
  }

  private tries({ path, value }: Position): boolean {
    const others = [undefined, ...another(value)];
    return others.some((other) => {
      const text = this.write((stack) => withValues(this.variant.props(stack), [{ path, value: other }]) as object);
      return text !== undefined && text !== this.text;
    });
  }

  private write(props: Variant["props"]): string | undefined {
    const outcome = trial(this.variant, props);
    return outcome.kind === "written" ? outcome.text : undefined;
  }
}

/** Other literals of the same type, which may be right. */
function another(value: unknown): unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value - 1];
  return typeof value === "string" ? [`${value}1`] : [];
}

function excerpt(text: string, around = MARKER): string {
  const at = Math.max(0, text.search(around));
  return text.slice(Math.max(0, at - 40), at + 60);
}
