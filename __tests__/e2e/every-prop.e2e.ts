import "../helpers/no-stack-traces";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { startEmulator, Terraform, type Emulator, type TerraformPlan } from "../../tools/emulator";
import { CATALOG, titleOf, type Entry } from "../helpers/catalog";
import { withVariables } from "../helpers/variables";
import { trial, variantsOf } from "../helpers/trial";

/*
 * Every construct of the catalog as it is given the most, with variables in all places that take a token, planned at once:
 * the variables have the values that were there, so that every condition holds. Left out is what another provider than
 * that of AWS makes, which cannot be initialised everywhere, and what looks up or imports what the emulator has not got.
 */
const MADE_BY_OTHERS = /"(hcp|tls|consul)_\w+":/;
const NOT_THERE = /"data":\{.*"aws_subnet":\{.*"resource":|"import":\[/s;

/** Ephemeral variables have no default. */
const secrets = { catalog_secret: "3f2c8f5e-6a0b-4c1d-8e9f-0a1b2c3d4e5f" };

let emulator: Emulator;
let folder: string;
let plan: TerraformPlan;
let variables = 0;
const leftOut: string[] = [];

beforeAll(async () => {
  jest.spyOn(console, "warn").mockReturnValue();
  emulator = await startEmulator();
  folder = mkdtempSync(join(tmpdir(), "every-prop-"));
  synthesize();
  const terraform = new Terraform(join(folder, "stacks/test"), { env: emulator.env, variables: secrets });
  await terraform.init();
  plan = await terraform.plan();
}, 300_000);

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("plans every construct with variables for all that takes a token", () => {
  expect(plan.json.resource_changes?.length).toBeGreaterThan(300);
  expect(variables).toBeGreaterThan(1000);
});

it("leaves out only what other providers make, and what is not there", () => {
  const names = leftOut.map((title) => title.replace(/ .*/, ""));
  expect(names).toEqual(expect.arrayContaining(["ConfigEntryResources", "Ec2Servers", "HcpServers"]));
  expect(names.length).toBeLessThan(CATALOG.length / 3);
});

function synthesize(): void {
  const app = new App({ outdir: folder });
  const stack = new TerraformStack(app, "test");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new LocalBackend(stack, { path: join(folder, "terraform.tfstate") });
  // What the catalog has things depend on.
  new Vpc(stack, "main", { cidrBlock: "10.0.0.0/16" });
  CATALOG.forEach((entry, index) => add(stack, entry, `c${index}`));
  app.synth();
}

function add(stack: TerraformStack, entry: Entry, id: string): void {
  const [variant] = variantsOf(entry);
  if (!variant) throw new Error("There is no variant.");
  const literal = trial(variant, variant.props);
  if (literal.kind !== "written" || MADE_BY_OTHERS.test(literal.text) || NOT_THERE.test(literal.text)) {
    leftOut.push(titleOf(entry));
    return;
  }
  const { count, props } = withVariables(variant, id);
  variables += count;
  entry.make(new Construct(stack, id), props(stack));
}
