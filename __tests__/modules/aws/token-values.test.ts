import { TerraformOutput } from "cdktf";
import * as fc from "fast-check";
import { build, tree, valueOf, values } from "../../helpers/expressions";
import { PLACES, type Place } from "../../helpers/places";
import { CASES } from "../../helpers/token-cases";
import { inTwoStacks } from "../../helpers/two-stacks";

/* The same, through real Terraform: e2e/token-values.e2e.ts. */
const places: [string, Place][] = Object.entries(PLACES);

// cdktf warns of every function of a function of mixed text.
beforeEach(() => void jest.spyOn(console, "warn").mockReturnValue());

test.each(places)("in %s each expression has its value", (_, { write, read }) => {
  inTwoStacks((stacks) => {
    const tokens = stacks.caseTokens();
    Object.values(CASES).forEach(([expression], index) => {
      new TerraformOutput(stacks.stack, `case-${index}`, { value: write(expression(tokens)) });
    });
    const { output } = stacks.synth();
    const found = Object.keys(CASES).map((name, index) => [
      name,
      read(stacks.evaluate(output?.[`case-${index}`]?.value)),
    ]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(CASES).map(([name, [, value]]) => [name, value])),
    );
  });
});

test("whatever is written, in whichever place, arrives as JavaScript computes it", () => {
  fc.assert(
    fc.property(values, fc.array(tree, { minLength: 1, maxLength: 20 }), (given, trees) => {
      inTwoStacks((stacks) => {
        const tokens = stacks.expressionTokens(given);
        trees.forEach((each, index) => {
          const text = build(each, tokens, given);
          for (const [name, { write }] of places) {
            new TerraformOutput(stacks.stack, `${name}-${index}`, { value: write(text) });
          }
        });
        const { output } = stacks.synth();
        trees.forEach((each, index) => {
          const expected = valueOf(each, given).normalize("NFC");
          for (const [name, { read }] of places) {
            const found = read(stacks.evaluate(output?.[`${name}-${index}`]?.value));
            expect([name, String(found).normalize("NFC")]).toEqual([name, expected]);
          }
        });
      });
    }),
    { numRuns: 8 },
  );
});
