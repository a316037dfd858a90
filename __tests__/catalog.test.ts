import "./helpers/no-stack-traces";
import { readFileSync } from "node:fs";
import type { TerraformStack } from "cdktf";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { typeOf, types } from "./helpers/catalog-types";
import { placesOf, positionsOf, likeness } from "./helpers/positions";
import { Template, testStack } from "./helpers/template";
import { asFile, PROP_TYPES_FILE, propTypeTable } from "../tools/prop-types";

const variantsOf = (entry: Entry) => [(scope: TerraformStack) => entry.least(scope), ...entry.rich];

test("every public construct, method and function that takes something is in the catalog", () => {
  const covered = new Set(CATALOG.flatMap(({ name, alsoCovers = [] }) => [name, ...alsoCovers]));
  expect(types.callables().filter((name) => !covered.has(name))).toEqual([]);
});

test("the types are written down as they are, by npm run prop-types", () => {
  expect(readFileSync(PROP_TYPES_FILE, "utf8")).toBe(asFile(propTypeTable()));
});

describe.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
  test.each(variantsOf(entry).map((variant, index) => [index === 0 ? "least" : `rich ${index}`, variant] as const))(
    "can be made with the %s props",
    (_which, variant) => {
      expect(() => Template.of(testStack((stack) => void entry.make(stack, variant(stack))))).not.toThrow();
    },
  );

  test("every prop is given by one of the variants", () => {
    const type = typeOf(entry);
    const stack = testStack();
    const given = new Set(
      variantsOf(entry).flatMap((variant) => positionsOf(type, variant(stack)).map(({ path }) => likeness(path, type))),
    );
    const never = Object.keys(entry.never ?? {});
    expect(placesOf(type).filter((place) => !given.has(place))).toEqual(never);
  });
});
