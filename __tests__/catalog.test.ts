import type { TerraformStack } from "cdktf";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { placesOf, positionsOf, likeness } from "./helpers/positions";
import { PropTypes } from "./helpers/prop-types";
import { Template, testStack } from "./helpers/template";

jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

const types = new PropTypes(CATALOG.map(({ propsType }) => propsType));
const variantsOf = (entry: Entry) => [(scope: TerraformStack) => entry.least(scope), ...entry.rich];

test("every public construct, method and function that takes something is in the catalog", () => {
  const covered = new Set(CATALOG.flatMap(({ name, alsoCovers = [] }) => [name, ...alsoCovers]));
  expect(types.callables().filter((name) => !covered.has(name))).toEqual([]);
});

describe.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
  test.each(variantsOf(entry).map((variant, index) => [index === 0 ? "least" : `rich ${index}`, variant] as const))(
    "can be made with the %s props",
    (_which, variant) => {
      expect(() => Template.of(testStack((stack) => void entry.make(stack, variant(stack))))).not.toThrow();
    },
  );

  test("every prop is given by one of the variants", () => {
    const type = types.of(entry.propsType);
    const stack = testStack();
    const given = new Set(
      variantsOf(entry).flatMap((variant) => positionsOf(type, variant(stack)).map(({ path }) => likeness(path, type))),
    );
    const never = Object.keys(entry.never ?? {});
    expect(placesOf(type).filter((place) => !given.has(place))).toEqual(never);
  });
});
