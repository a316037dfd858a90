import "../helpers/no-stack-traces";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { TerraformStack, Testing } from "cdktf";
import { Terraform } from "../../tools/emulator";
import { anyProps } from "../helpers/arbitrary-props";
import { CATALOG, titleOf, type Entry } from "../helpers/catalog";
import { FUZZ } from "../helpers/inputs";
import { JoinedDocuments, placeOf } from "../helpers/joined-documents";
import { Template, testStack } from "../helpers/template";
import { sayCounted, counted, trial, variantsOf } from "../helpers/trial";

/*
 * What the constructs take of props at random, Terraform and the schema of the AWS provider take too: all that needs no other
 * provider, many constructs in one folder, because Terraform takes its time to start. With thousands of resources it takes
 * longer still.
 */
interface Taken {
  readonly title: string;
  readonly props: (stack: TerraformStack) => object;
  readonly json: Template["json"];
}

interface Written {
  readonly path: string;
  readonly part: readonly Taken[];
}

const MOST_RESOURCES = 500;

/** A test that is given up leaves no Terraform behind. */
const stop = new AbortController();
const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
let taken: readonly Taken[];

beforeAll(() => {
  const warnings = jest.spyOn(console, "warn").mockReturnValue();
  taken = CATALOG.flatMap(takenOf);
  warnings.mockRestore();
}, 300_000);

afterAll(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
  sayCounted("props at random, of which Terraform validates those that are taken");
});

test("many are taken, and of each construct some", () => {
  process.stdout.write(`${taken.length} are validated\n`);
  expect(new Set(taken.map(({ title }) => title)).size).toBeGreaterThan(50);
  expect(taken.length).toBeGreaterThan(300);
});

test("Terraform validates what is taken", async () => {
  const folders = parts(taken).map((part, index) => written(part, `part-${index}`));
  const halves = [0, 1].map((half) => folders.filter((_, index) => index % 2 === half));
  const told = await Promise.all(halves.map(refusals));
  expect(told.flat()).toEqual([]);
}, 600_000);

/** What Terraform says of folders, one after the other. */
async function refusals(folders: readonly Written[]): Promise<string[]> {
  const told: string[] = [];
  for (const { path, part } of folders) {
    const { diagnostics } = await new Terraform(path, { signal: stop.signal }).validate();
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    told.push(
      ...errors.map(({ summary, detail, address = "", snippet }) => {
        const place = `${address} ${snippet?.context ?? ""}`;
        const { title = "?", props } = part[placeOf(place) ?? -1] ?? {};
        return `${title}: ${summary}: ${detail ?? ""} (${place.trim()}) ${fc.stringify(props)}`;
      }),
    );
  }
  return told;
}

/** What has so many resources together. */
function parts(all: readonly Taken[]): Taken[][] {
  const made: Taken[][] = [[]];
  let size = 0;
  for (const one of all) {
    const own = Object.values(one.json.resource ?? {}).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
    if (size + own > MOST_RESOURCES) {
      made.push([]);
      size = 0;
    }
    size += own;
    made.at(-1)?.push(one);
  }
  return made;
}

function takenOf(entry: Entry): Taken[] {
  const [variant] = variantsOf(entry);
  if (!variant) return [];
  const atRandom = fc.sample(anyProps(entry), { seed: FUZZ.seed, numRuns: FUZZ.validated });
  return [...variantsOf(entry).map(({ props }) => props), ...counted(atRandom)].flatMap((props) => {
    if (trial(variant, props).kind !== "written") return [];
    const { json } = Template.of(testStack((stack) => void entry.make(stack, props(stack))));
    return isAws(json) ? [{ title: titleOf(entry), props, json }] : [];
  });
}

/** Something is made, by AWS's provider, and nothing is taken over, which only a plan can judge. */
function isAws({ resource = {}, data = {}, ...others }: Template["json"]): boolean {
  const types = Object.keys({ ...resource, ...data });
  const isTakenOver = ["import", "moved", "removed"].some((kind) => kind in others);
  return types.length > 0 && !isTakenOver && types.every((type) => /^(aws|terraform)_/.test(type));
}

function written(part: readonly Taken[], name: string): Written {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "cdk.tf.json"), JSON.stringify(joined(part), null, 1));
  return { path, part };
}

/** With the VPC that others of the catalog wait for. */
function joined(part: readonly Taken[]): object {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new Vpc(stack, "main", { cidrBlock: "10.0.0.0/16" });
  const documents = new JoinedDocuments(JSON.parse(Testing.synth(stack)) as Template["json"]);
  part.forEach(({ json }, index) => documents.add(json, index));
  return documents.document;
}
