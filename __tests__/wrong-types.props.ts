import "./helpers/no-stack-traces";
import type { TerraformStack } from "cdktf";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { isMadeUp, typeOf } from "./helpers/catalog-types";
import { likeness, placesOf, positionsOf, withValues, written } from "./helpers/positions";
import { type Path, type PropType } from "../tools/prop-types";
import { testStack } from "./helpers/template";
import {
  brief,
  counted,
  divide,
  line,
  positionsByVariant,
  sayCounted,
  trial,
  variantsOf,
  type Variant,
  type Verdict,
} from "./helpers/trial";
import { WRONG_VALUES, type WrongValue } from "./helpers/wrong-values";

/** One place that is given something wrong. */
interface Case {
  readonly variant: Variant;
  readonly path: Path;
  /** What it is given, in words. */
  readonly given: string;
  readonly value: unknown;
}

// cdktf warns of functions that are given text with an expression in it, which is what is tried here.
beforeAll(() => void jest.spyOn(console, "warn").mockReturnValue());
afterAll(() => sayCounted("wrong values"));

test.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
  const failures = groupsOf(entry).flatMap((cases) => divide(counted(cases), judge));
  expect(failures.join("\n")).toBe("");
});

/** Everything wrong that an entry is given, those together that can be given at once. */
function groupsOf(entry: Entry): Case[][] {
  const type = typeOf(entry);
  return [
    ...positionsByVariant(entry).flatMap(({ variant, positions }) => {
      const wrongOf = positions.map(({ path, type: of }) =>
        wrongFor(of).map(({ name, value }): Case => ({ variant, path, given: name, value })),
      );
      const wrong = WRONG_VALUES.map((_, round) => wrongOf.flatMap((cases) => cases.slice(round, round + 1)));
      const missing = positions
        .filter(({ path, optional }) => !optional && typeof path.at(-1) === "string")
        .map(({ path }): Case => ({ variant, path, given: "nothing", value: undefined }));
      const unknown = positions
        .filter((position) => isClosed(position.type, position.value))
        .map(({ path }): Case => ({ variant, path: [...path, UNKNOWN], given: "an unknown prop", value: true }));
      return [...wrong, missing, unknown].flatMap(byDepth);
    }),
    ...rootCases(entry, type).map((each) => [each]),
    ...elsewhere(entry, type).map((each) => [each]),
  ];
}

const wrongFor = (type: PropType): WrongValue[] => WRONG_VALUES.filter(({ isWrong }) => isWrong(type));

const UNKNOWN = "unknownProp";

/** Whether a prop that the type does not name is one that nobody knows. */
function isClosed(type: PropType, value: unknown): boolean {
  return type.object !== undefined && !type.open && !type.map && !type.opaque && isRecord(value);
}

/** The props as a whole. Those that the catalog makes up for several parameters are nobody's. */
function rootCases(entry: Entry, type: PropType): Case[] {
  const [variant] = variantsOf(entry);
  if (!variant || isMadeUp(entry)) return [];
  return [
    ...wrongFor(type).map(({ name, value }): Case => ({ variant, path: [], given: name, value })),
    ...(type.open ? [] : [{ variant, path: [UNKNOWN], given: "an unknown prop", value: true }]),
  ];
}

/** What only the other release line lets one say. */
function elsewhere(entry: Entry, own: PropType): Case[] {
  const [variant] = variantsOf(entry);
  const other = CATALOG.find(({ name, release }) => name === entry.name && release !== entry.release);
  if (!variant || !other) return [];
  const places = new Set(placesOf(own));
  const type = typeOf(other);
  const ownPaths = new Set(positionsOf(own, variant.props(testStack())).map(({ path }) => written(path)));
  return variantsOf(other)
    .flatMap(({ props }) => positionsOf(type, props(testStack())))
    .filter(({ path }) => !places.has(likeness(path, type)))
    .filter(({ path }) => path.length === 1 || ownPaths.has(written(path.slice(0, -1))))
    .map(({ path, value }): Case => ({ variant, path, given: `an option of line ${other.release}`, value }));
}

/** Cases none of which is inside another. */
function byDepth(cases: readonly Case[]): Case[][] {
  const depths = [...new Set(cases.map(({ path }) => path.length))];
  return depths.map((depth) => cases.filter(({ path }) => path.length === depth));
}

function judge(cases: readonly Case[]): Verdict<Case> {
  const [first] = cases;
  if (!first) return {};
  const outcome = trial(first.variant, (stack) => propsWith(cases, stack));
  const problem = (text: string) => line(first.variant, first.path, first.given, text);
  if (outcome.kind === "crashed") return { problem: problem(brief(outcome.error)) };
  if (outcome.kind === "written") return { problem: problem("is accepted") };
  const { broken } = outcome.error;
  // Who is not named in the message might do harm that the others hide.
  const suspects = cases.filter(({ path }) => !broken.some(({ prop }) => prop.startsWith(written(path))));
  return suspects.length > 0 ? { problem: "", suspects } : {};
}

function propsWith(cases: readonly Case[], stack: TerraformStack): object {
  const [first] = cases;
  return withValues(first?.variant.props(stack), cases) as object;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
