import "./helpers/no-stack-traces";
import * as fc from "fast-check";
import { anyProps } from "./helpers/arbitrary-props";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { FUZZ } from "./helpers/inputs";
import { brief, counted, sayCounted, trial, variantsOf } from "./helpers/trial";

afterAll(() => sayCounted("props at random"));

describe("nothing is thrown but the project's own error", () => {
  test.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
    const [variant] = variantsOf(entry);
    if (!variant) throw new Error("There is no variant.");
    fc.assert(
      fc.property(anyProps(entry), (props) => {
        counted([props]);
        const outcome = trial(variant, props);
        if (outcome.kind === "crashed") throw new Error(brief(outcome.error), { cause: outcome.error });
      }),
      { seed: FUZZ.seed, numRuns: runsOf(entry) },
    );
  });
});

function runsOf({ release }: Entry): number {
  return release === undefined ? FUZZ.runs : Math.ceil(FUZZ.runs / 2);
}
