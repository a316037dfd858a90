import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import { InputError } from "../../modules/aws";
import { typeOf } from "./catalog-types";
import { isMeant, positionsOf, withValues, type Position } from "./positions";
import { testStack } from "./template";
import { trial, type Variant } from "./trial";

type Make = (stack: TerraformStack, id: string, value: unknown) => unknown;

/** A variable of the same value, in the form in which a prop takes it. */
const KINDS: readonly (readonly [is: (value: unknown) => boolean, make: Make])[] = [
  [isText, (stack, id, value) => variable(stack, id, "string", value).stringValue],
  [(value) => typeof value === "number", (stack, id, value) => variable(stack, id, "number", value).numberValue],
  [(value) => typeof value === "boolean", (stack, id, value) => variable(stack, id, "bool", value).booleanValue],
  [listOf(isText), (stack, id, value) => variable(stack, id, "list(string)", value).listValue],
  [
    (value) => isPlain(value) && listOf(isText)(Object.values(value)),
    (stack, id, value) => Token.asStringMap(variable(stack, id, "map(string)", value).value),
  ],
];

/** What a construct is given, with variables in all places that take one, each with the value that was there. */
export interface WithVariables {
  readonly count: number;
  readonly props: (stack: TerraformStack) => object;
}

/** @param prefix of the names of the variables */
export function withVariables(variant: Variant, prefix: string): WithVariables {
  const given = positionsOf(typeOf(variant.entry), variant.props(testStack())).filter(({ value }) => makerOf(value));
  // A whole list or map rather than what is in it.
  const positions = accepted(variant, outermost(given));
  return { count: positions.length, props: (stack) => propsWith(variant, positions, stack, prefix) };
}

/** Those of the places that take a token, all of them at once. */
function accepted(variant: Variant, positions: readonly Position[]): readonly Position[] {
  const outcome = tryWith(variant, positions);
  if (outcome.kind === "written") return positions;
  if (outcome.kind === "crashed") throw outcome.error;
  const { broken } = outcome.error;
  const rest = positions.filter(({ path }) => !broken.some(({ prop }) => isMeant(prop, path)));
  if (rest.length < positions.length) return accepted(variant, rest);
  // The message is about something else, which is wrong because of one of them.
  const alone = positions.filter((position) => tryWith(variant, [position]).kind === "written");
  if (alone.length === positions.length) throw new InputError("What takes each token alone", broken);
  return accepted(variant, alone);
}

function tryWith(variant: Variant, positions: readonly Position[]): ReturnType<typeof trial> {
  return trial(variant, (stack) => propsWith(variant, positions, stack, "v"));
}

function propsWith(variant: Variant, positions: readonly Position[], stack: TerraformStack, prefix: string): object {
  const values = positions.map(({ path, value }, index) => ({
    path,
    value: makerOf(value)?.(stack, `${prefix}-${index}`, value),
  }));
  return withValues(variant.props(stack), values) as object;
}

function outermost(positions: readonly Position[]): Position[] {
  return positions.filter(
    ({ path }) =>
      !positions.some((other) => other.path.length < path.length && other.path.every((step, at) => path[at] === step)),
  );
}

function makerOf(value: unknown): Make | undefined {
  return Token.isUnresolved(value) ? undefined : KINDS.find(([is]) => is(value))?.[1];
}

function variable(stack: TerraformStack, id: string, type: string, value: unknown): TerraformVariable {
  return new TerraformVariable(stack, id, { type, default: value });
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function listOf(is: (value: unknown) => boolean) {
  return (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(is);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
