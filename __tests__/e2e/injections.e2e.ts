import "../helpers/no-stack-traces";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing, TerraformVariable } from "cdktf";
import { environments } from "../../environments";
import { addStack } from "../../stacks";
import { Terraform } from "../../tools/emulator";
import { CanarySandbox } from "../helpers/canary-sandbox";
import { CRAFTED } from "../helpers/crafted";
import { Template } from "../helpers/template";
import { differing, expectNoneToRun, withCrafted, withScripts } from "../injections/crafted-stack";
import { ScriptOutputs } from "../injections/outputs";

/*
 * Every script of every environment and of every construct, with crafted values in the place of all that Terraform looks
 * up, as Terraform itself writes it: one apply without a provider. Then each is run, and none of the values is.
 */
const PLAIN = "plain";
const VALUES = [PLAIN, ...Object.values(CRAFTED)];

let folder: string;
let sandbox: CanarySandbox;
let scripts: ScriptOutputs;
let outputs: Record<string, unknown>;

beforeAll(async () => {
  sandbox = new CanarySandbox();
  folder = mkdtempSync(join(tmpdir(), "injections-"));
  scripts = new ScriptOutputs([...stacks(), ...constructs()], VALUES);
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(scripts.document));
  const terraform = new Terraform(folder, { variables: scripts.variables });
  await terraform.init();
  await terraform.apply();
  outputs = await terraform.output();
}, 180_000);

afterAll(() => {
  sandbox.remove();
  rmSync(folder, { recursive: true, force: true });
});

it("finds them in all environments and constructs", () => {
  expect(differing(scripts.scripts(outputs, 0), scripts.scripts(outputs, 1)).length).toBeGreaterThan(30);
});

it.each(Object.keys(CRAFTED))("runs no value %s", (name) => {
  const index = VALUES.indexOf(CRAFTED[name] ?? "");
  expectNoneToRun(sandbox, scripts.scripts(outputs, 0), scripts.scripts(outputs, index));
});

/** The stacks of all environments that are declared. */
function stacks(): Template["json"][] {
  return environments().map((environment) => Template.of(addStack(Testing.app(), environment)).json);
}

/** All constructs that have scripts, with variables wherever they are taken. */
function constructs(): Template["json"][] {
  return withScripts().map(({ entry, props }) => withCrafted(entry, props, variable).json);
}

function variable(stack: ConstructorParameters<typeof TerraformVariable>[0], index: number): string {
  const { stringValue } = new TerraformVariable(stack, `v${index}`, { type: "string" });
  return index % 2 === 0 ? stringValue : `a$${stringValue}\\`;
}
