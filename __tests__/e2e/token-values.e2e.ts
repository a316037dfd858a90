import * as fc from "fast-check";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Release } from "../../modules/consul";
import { Terraform } from "../../tools/emulator";
import { build, tree, valueOf, values } from "../helpers/expressions";
import { PLACES, type Place } from "../helpers/places";
import { CASES } from "../helpers/token-cases";
import { makeConstructs, seenIn, withoutResources, type Seen } from "../helpers/token-constructs";
import { inTwoStacks, TwoStacks } from "../helpers/two-stacks";

/*
 * Through real Terraform: expressions as somebody writes them with cdktf, some of them over another stack, in every place
 * where a text is written for Terraform, and in the constructs of both lines. Outputs alone, so that no provider is needed and nothing is downloaded.
 */
const seed = 20251126;
const [given = { variable: [], other: [], number: [] }] = fc.sample(values, { seed, numRuns: 1 });
const trees = fc.sample(tree, { seed, numRuns: 150 });
const places: [string, Place][] = Object.entries(PLACES);

const RELEASES: readonly Release[] = ["0.10", "0.6"];

interface SeenInConstruct extends Seen {
  readonly what: string;
  readonly of: Release;
  readonly output: string;
}

let constructs: readonly SeenInConstruct[];
const folder = mkdtempSync(join(tmpdir(), "token-values-"));
let outputs: Record<string, unknown>;

beforeAll(async () => {
  // cdktf warns of every function of a function of mixed text.
  const warnings = jest.spyOn(console, "warn").mockReturnValue();
  const stacks = new TwoStacks(folder);
  write(stacks);
  stacks.synth();
  addConstructs();
  warnings.mockRestore();
  for (const name of ["other", "stack"]) {
    const variables = name === "stack" ? stacks.variables : {};
    const terraform = new Terraform(join(folder, "stacks", name), { variables });
    await terraform.init();
    await terraform.apply();
    outputs = await terraform.output();
  }
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(places)("in %s each expression of the table has its value", (place, { read }) => {
  const found = Object.keys(CASES).map((name, index) => [name, read(outputs[`${place}-case-${index}`])]);
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(CASES).map(([name, [, value]]) => [name, value])),
  );
});

test.each(places)("in %s generated expressions have the values that JavaScript computes", (place, { read }) => {
  for (const [index, each] of trees.entries()) {
    const found = String(read(outputs[`${place}-tree-${index}`])).normalize("NFC");
    expect({ index, found }).toEqual({ index, found: valueOf(each, given).normalize("NFC") });
  }
});

test.each(RELEASES)("in the constructs of line %s tokens arrive with their values, everywhere alike", (release) => {
  const seen = constructs.filter(({ of }) => of === release);
  expect(seen).toHaveLength(5);
  const found = seen.map(({ what, output, read }) => [what, read(String(outputs[output]))]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(seen.map(({ what, wanted }) => [what, wanted])));
});

/** Attributes of real constructs, as they are written, become outputs of the stack: of the same variables. */
function addConstructs(): void {
  constructs = inTwoStacks((stacks) => {
    const tokens = stacks.caseTokens();
    new AwsProvider(stacks.stack, "aws", { region: "us-east-1" });
    for (const release of RELEASES) makeConstructs(stacks, release, tokens);
    const written = stacks.synth();
    return RELEASES.flatMap((release) =>
      Object.entries(seenIn(written, release)).map(([what, seen], index) => {
        return { ...seen, what, of: release, output: `construct-${release.replace(".", "-")}-${index}` };
      }),
    );
  });
  const file = join(folder, "stacks", "stack", "cdk.tf.json");
  const json = JSON.parse(readFileSync(file, "utf8")) as { output: Record<string, { value: string }> };
  for (const { output, attribute } of constructs) json.output[output] = { value: withoutResources(attribute) };
  writeFileSync(file, JSON.stringify(json));
}

function write(stacks: TwoStacks): void {
  const add = (name: string, text: string): void => {
    for (const [place, { write }] of places) {
      new TerraformOutput(stacks.stack, `${place}-${name}`, { value: write(text), staticId: true });
    }
  };
  const tokens = stacks.caseTokens();
  Object.values(CASES).forEach(([expression], index) => add(`case-${index}`, expression(tokens)));
  const pool = stacks.expressionTokens(given);
  trees.forEach((each, index) => add(`tree-${index}`, build(each, pool, given)));
}
