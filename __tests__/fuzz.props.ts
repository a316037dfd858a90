import "./helpers/no-stack-traces";
import * as fc from "fast-check";
import { shown } from "../modules/aws";
import { arbitraryOf, nearlyRight, shownAs } from "./helpers/arbitrary-props";
import { CATALOG, titleOf, type Entry } from "./helpers/catalog";
import { typeOf } from "./helpers/catalog-types";
import { FUZZ } from "./helpers/inputs";
import { brief, counted, sayCounted, trial, variantsOf } from "./helpers/trial";

afterAll(() => sayCounted("props at random"));

describe("nothing is thrown but the project's own error", () => {
  test.each(CATALOG.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
    const type = typeOf(entry);
    const [variant] = variantsOf(entry);
    if (!variant) throw new Error("There is no variant.");
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
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: nearly }, { weight: 1, arbitrary: whole }), (props) => {
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
