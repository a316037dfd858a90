import * as fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBackend, TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { terraformJson, terraformText } from "../../modules/aws";
import { Terraform } from "../../tools/emulator";
import * as documents from "../helpers/documents";

/*
 * Through real Terraform: hundreds of generated documents and texts in one stack, one apply, and what comes out of it
 * must be what went in. No provider is needed, so nothing is downloaded.
 */
const seed = 20250601;
const [values] = fc.sample(documents.pool, { seed, numRuns: 1 });
const models = fc.sample(documents.document, { seed, numRuns: 300 });
const literals = fc.sample(documents.literalDocument, { seed, numRuns: 150 });
const texts = fc.sample(documents.parts, { seed, numRuns: 150 });

let folder: string;
let outputs: Record<string, unknown>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "terraform-json-"));
  const variables: Record<string, string> = {};
  writeFileSync(join(folder, "cdk.tf.json"), synthesize(variables));
  const terraform = new Terraform(folder, { variables });
  await terraform.init();
  await terraform.apply();
  outputs = await terraform.output();
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("hands documents with tokens through, whatever the tokens' values are", () => {
  for (const [index, model] of models.entries()) {
    const expectation = documents.expected(model, pool());
    expect(documents.opened(JSON.parse(text(`document-${index}`)), expectation)).toEqual(expectation);
  }
});

it("spells documents with tokens as Terraform's own jsonencode does", () => {
  for (const index of models.keys()) expect(text(`document-${index}`)).toBe(text(`document-${index}-again`));
});

it("hands documents without tokens through, spelled as Terraform's own jsonencode does", () => {
  for (const [index, literal] of literals.entries()) {
    expect(JSON.parse(text(`literal-${index}`))).toEqual(documents.normalized(literal));
    expect(text(`literal-${index}`)).toBe(text(`literal-${index}-again`));
  }
});

it("hands texts through, with tokens and without", () => {
  for (const [index, parts] of texts.entries()) {
    const expectation = documents.textOf(parts, (at) => pool().text[at] ?? "");
    expect(text(`text-${index}`)).toBe(expectation.normalize("NFC"));
  }
});

function synthesize(variables: Record<string, string>): string {
  const stack = new TerraformStack(Testing.app(), "test");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const tokens = defineTokens(stack, variables);
  const add = (name: string, value: string) => new TerraformOutput(stack, name, { value, staticId: true });
  const addDocument = (name: string, value: unknown) => {
    const local = new TerraformLocal(stack, `local-${name}`, terraformJson(value));
    add(name, local.asString);
    add(`${name}-again`, `\${jsonencode(jsondecode(${local.fqn}))}`);
  };
  for (const [index, model] of models.entries()) addDocument(`document-${index}`, documents.build(model, tokens));
  for (const [index, literal] of literals.entries()) addDocument(`literal-${index}`, literal);
  for (const [index, parts] of texts.entries()) {
    const value = documents.textOf(parts, (at) => documents.build({ kind: "text", parts: [at] }, tokens) as string);
    add(`text-${index}`, terraformText(value));
  }
  return Testing.synth(stack);
}

/** Half of the string tokens are variables, whose values reach Terraform without any escape; the rest are locals. */
function defineTokens(stack: TerraformStack, variables: Record<string, string>): documents.Tokens {
  const local = (kind: string) => (value: unknown, index: number) =>
    new TerraformLocal(stack, `${kind}${index}`, escaped(value));
  const textTokens = pool().text.map((value, index) => {
    if (index % 2 === 0) return local("text")(value, index).asString;
    variables[`text${index}`] = value;
    return new TerraformVariable(stack, `text${index}`, { type: "string" }).stringValue;
  });
  return {
    text: textTokens,
    number: pool().number.map(local("number")),
    list: pool().list.map(local("list")),
    object: pool().object.map(local("object")),
  };
}

/** The escape of the HCL language, written out again: the helper under test must not vouch for itself. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") {
    const braces = value.split("${").join("$${").split("%{").join("%%{");
    // A carriage return would hide the escapes that follow it, and must not follow a dollar.
    return braces.replace(/\$*\r/g, (found) => `\${"${found.slice(0, -1)}\\r"}`);
  }
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [escaped(key), escaped(member)]));
}

function pool(): documents.Pool {
  if (values === undefined) throw new Error("No values were generated.");
  return values;
}

function text(output: string): string {
  const value = outputs[output];
  if (typeof value !== "string") throw new Error(`The output ${output} is not a text.`);
  return value;
}
