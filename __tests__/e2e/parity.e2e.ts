import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator, type StateModule, Terraform } from "../../tools/emulator";
import { synthesizeCall } from "../../tools/parity";
import { aroundCalls, askedFor, CLUSTERS, PLACEHOLDERS, VARIABLES } from "../helpers/around-calls";
import { goodCases } from "../tools/parity/cases";
import { withDepartures } from "../tools/parity/departures";
import { byName, normalise, type Resource } from "../tools/parity/normalise";
import { drift } from "./environments/checks";

/*
 * All good calls in one apply: each is a module of its own, and the ids that their inputs leave open are those of a VPC
 * around them. What the state then says was made is compared with what the HCL modules made.
 */
let folder: string;
let emulator: Emulator;
let terraform: Terraform;
let made: ReadonlyMap<string, readonly Resource[]>;
let placeholders: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "parity-"));
  emulator = await startEmulator();
  for (const { name, call } of goodCases) writeModule(name, call);
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root(), null, 2));
  terraform = new Terraform(folder, { env: emulator.env });
  await terraform.init();
  await terraform.apply();
  placeholders = (await terraform.output()) as Record<string, string>;
  const modules = (await terraform.state()).values?.root_module.child_modules ?? [];
  made = new Map(modules.map((module) => [module.address?.replace("module.", "") ?? "", resourcesOf(module)]));
}, 600_000);

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each(goodCases)("$name is what the HCL module made, but for the departures", ({ name, resources }) => {
  expect(byName(made.get(name) ?? [])).toEqual(byName(withDepartures(resources, "applied")));
});

it("a second plan is empty", async () => {
  expect(drift(await terraform.plan())).toEqual([]);
}, 120_000);

function writeModule(name: string, call: Parameters<typeof synthesizeCall>[0]): void {
  // One provider for all: a configuration of its own would be a process of its own for each call.
  const { provider, ...stack } = synthesizeCall(call) as Record<string, unknown>;
  expect(provider).toEqual({ aws: [{ region: "us-east-1" }] });
  const json = JSON.stringify(askedFor({ ...stack, variable: VARIABLES }));
  mkdirSync(join(folder, "cases", name), { recursive: true });
  writeFileSync(join(folder, "cases", name, "cdk.tf.json"), json);
}

function root(): object {
  const modules = goodCases.map(({ name }) => [
    name,
    { source: `./cases/${name}`, ...PLACEHOLDERS, depends_on: [CLUSTERS] },
  ]);
  return {
    ...aroundCalls(goodCases),
    module: Object.fromEntries(modules) as object,
    output: Object.fromEntries(Object.entries(PLACEHOLDERS).map(([id, value]) => [id, { value }])),
  };
}

/** The resources of a module, with the placeholders for the ids that they stand for. */
function resourcesOf({ resources = [] }: StateModule): Resource[] {
  const managed = resources.filter(({ mode }) => mode === "managed");
  return managed.map(({ type, values }) => normalise({ type, values: withPlaceholders(values) }));
}

function withPlaceholders(values: Resource["values"]): Resource["values"] {
  const json = Object.entries(placeholders).reduce(
    (text, [name, id]) => text.replaceAll(id, `@${name}`),
    JSON.stringify(values),
  );
  return JSON.parse(json) as Resource["values"];
}
