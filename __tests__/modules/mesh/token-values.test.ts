import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { makeConstructs, seenIn, withoutResources } from "../../helpers/token-constructs";
import { inTwoStacks } from "../../helpers/two-stacks";
import { LINES } from "./service/given";

/* The same, through real Terraform: e2e/token-values.e2e.ts. */
// cdktf warns of every function of a function of mixed text.
beforeEach(() => void jest.spyOn(console, "warn").mockReturnValue());

test.each(LINES)("tokens arrive with their values, everywhere alike, on line %s", (release) => {
  inTwoStacks((stacks) => {
    new AwsProvider(stacks.stack, "aws", { region: "us-east-1" });
    makeConstructs(stacks, release, stacks.caseTokens());
    const seen = Object.entries(seenIn(stacks.synth(), release));
    const found = seen.map(([what, { attribute, read }]) => {
      return [what, read(String(stacks.evaluate(withoutResources(attribute))))];
    });
    const wanted = seen.map(([what, each]) => [what, each.wanted]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  });
});
