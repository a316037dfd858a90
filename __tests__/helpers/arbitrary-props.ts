import * as fc from "fast-check";
import type { TerraformStack } from "cdktf";
import type { Entry } from "./catalog";
import { typeOf } from "./catalog-types";
import { hardText } from "./documents";
import { positionsOf, withValues, written, type Position } from "./positions";
import type { PropType } from "../../tools/prop-types";
import { shown } from "../../modules/aws";
import { testStack } from "./template";
import { variantsOf, type Variant } from "./trial";

/** Texts that somebody once took for something else: too long, empty, of another kind, or with a meaning of their own. */
const NASTY = [
  ...["", " ", "-", "--help", "a".repeat(300), "A", "ü", "web/api", "../..", "null", "true", "0", "1e3", "01"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "*", "default", "localhost", "0.0.0.0/0", "::/0"],
  ...["${var.x}", "%{if true}", "$${x}", "`id`", "$(id)", "';id;'", '"', "\\", "\n", "\u0000", "\u202e", "🙂"],
  ...["arn:aws:iam::123456789012:role/x", "arn:", "vpc-0a1b2c3d", "sg-0a1b2c3d", "aws:tag", "internal-x", "sg-x"],
  ...["10.0.0.0/33", "10.0.0.1/8", "999.0.0.0/8", "http://x", "example.com:80", "5s", "1.15.10", "image:latest"],
];

const EDGES = [0, -0, 1, -1, 2, 3, 5, 80, 100, 101, 255, 256, 512, 1024, 8443, 9090, 20000, 65535, 65536, 0.5, 1e9];
const ODD_NUMBERS = [NaN, Infinity, -Infinity, 2 ** 53, 5e-324, -1e300];

export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: hardText },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/) },
);

const nastyNumber = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_NUMBERS) },
  { weight: 1, arbitrary: fc.integer() },
);

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(null, undefined, true, NaN, [], {}, Symbol("junk"), 10n, () => "junk"),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A value of the type, as far as a type says what is right; one in so many is of another. */
function arbitraryOf(type: PropType, depth = 0): fc.Arbitrary<unknown> {
  const right = fc.oneof(...alternatives(type, depth));
  return fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: junk });
}

function alternatives(type: PropType, depth: number): fc.Arbitrary<unknown>[] {
  const found: fc.Arbitrary<unknown>[] = [];
  if (type.text) found.push(nastyText);
  if (type.number) found.push(nastyNumber);
  if (type.boolean) found.push(fc.boolean());
  if (type.null) found.push(fc.constant(null));
  if (type.literals.length > 0) found.push(fc.constantFrom(...type.literals));
  if (type.list) found.push(fc.array(below(type.list, depth), { maxLength: 3 }));
  if (type.map) found.push(fc.dictionary(nastyText, below(type.map, depth), { maxKeys: 3 }));
  if (type.object) found.push(arbitraryObject(type, depth));
  if (type.returns) found.push(below(type.returns, depth).map((value) => () => value));
  return found.length > 0 ? found : [fc.jsonValue({ maxDepth: 2 })];
}

/** Not without end: what is deep is seldom looked at. */
function below(type: PropType, depth: number): fc.Arbitrary<unknown> {
  return depth > 6 ? fc.constant(undefined) : fc.constant(null).chain(() => arbitraryOf(type, depth + 1));
}

/** Some of the props: those that must be there nearly always. */
function arbitraryObject(type: PropType, depth: number): fc.Arbitrary<object> {
  const props = [...(type.object ?? [])];
  const members = props.map(([name, prop]) => {
    const value = below(prop.type, depth);
    const given = fc.option(value, { nil: undefined, freq: prop.optional ? 1 : 50 });
    return given.map((member) => (member === undefined ? [] : [[name, member] as const]));
  });
  return fc.tuple(...members).map((all) => Object.fromEntries(all.flat()));
}

/** Props that are right but for a few places, in which any value of the type may be. */
function nearlyRight(variant: Variant, type: PropType): fc.Arbitrary<(stack: TerraformStack) => object> {
  const positions = positionsOf(type, variant.props(testStack()));
  if (positions.length === 0) return fc.constant(variant.props);
  const change = (position: Position) => arbitraryOf(position.type).map((value) => ({ path: position.path, value }));
  return fc.array(fc.constantFrom(...positions).chain(change), { minLength: 1, maxLength: 4 }).map((all) => {
    const changes = outermost(all);
    return shownAs(
      (stack) => withValues(variant.props(stack), changes) as object,
      () => changes.map(({ path, value }) => `${written(path)} = ${shown(value)}`).join(", "),
    );
  });
}

/** Props of an entry, as anybody might give them: right but for a few places most often, or anything of their type. */
export function anyProps(entry: Entry): fc.Arbitrary<(stack: TerraformStack) => object> {
  const type = typeOf(entry);
  // What the catalog makes of several parameters is itself no object that somebody gives.
  const whole = arbitraryOf(type)
    .filter((props) => typeof props === "object" && props !== null)
    .map((props) =>
      shownAs(
        () => props,
        () => shown(props),
      ),
    );
  const nearly = fc.oneof(...variantsOf(entry).map((each) => nearlyRight(each, type)));
  return fc.oneof({ weight: 4, arbitrary: nearly }, { weight: 1, arbitrary: whole });
}

/** A function that a failure shows as what it gives. */
function shownAs<F extends (stack: TerraformStack) => object>(props: F, show: () => string): F {
  return Object.assign(props, { [fc.toStringMethod]: show });
}

/** Without those whose place is gone. */
function outermost<C extends { readonly path: Position["path"] }>(changes: readonly C[]): C[] {
  return changes.filter(({ path }) =>
    changes.every((other) => other.path.length >= path.length || other.path.some((step, at) => step !== path[at])),
  );
}
