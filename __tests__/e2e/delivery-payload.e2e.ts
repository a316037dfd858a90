import { TerraformVariable } from "cdktf";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { EntriesPayload } from "../../modules/mesh/entries/payload";
import { Terraform } from "../../tools/emulator";
import { Template, testStack } from "../helpers/template";

/*
 * What real Terraform makes of the entries' document, in both ways in which it travels. No provider is needed: of the
 * synthesized stack only the expressions are taken.
 */
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "delivery-payload-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function evaluate(entries: readonly object[]): Promise<{ outputs: Record<string, unknown>; template: Template }> {
  const template = Template.of(
    testStack((stack) => {
      const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
      const document = () => [...entries, { Kind: "service-defaults", Name: name, Text: '${not} %{mine} "quoted"\n' }];
      new EntriesPayload(stack, "payload", { document, prefix: "dev" });
    }),
  );
  const file = Object.values(template.resources("aws_s3_object"))[0]?.content;
  const [local] = Object.keys(template.locals);
  const outputs = { inline: `\${local.${local}}`, hash: `\${sha256(local.${local})}`, ...(file ? { file } : {}) };
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      locals: template.locals,
      variable: { name: { type: "string" } },
      output: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, { value }])),
    }),
  );
  const terraform = new Terraform(folder, { variables: { name: 'a "name" ${x}' } });
  await terraform.init();
  await terraform.apply();
  return { outputs: await terraform.output(), template };
}

const decode = (text: string) => JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString("utf8")) as object[];
const LAST = { Kind: "service-defaults", Name: 'a "name" ${x}', Text: '${not} %{mine} "quoted"\n' };

it("compresses the document, whatever its strings and the values of its tokens are", async () => {
  const { outputs, template } = await evaluate([]);
  expect(decode(outputs.inline as string)).toEqual([LAST]);
  expect(template.types).toEqual([]);
});

it("cuts a large document into lines that ECS reads, and knows its hash", async () => {
  // Random, so that it stays large.
  const noise = Array.from({ length: 3000 }, (_, at) => ({ Name: createHash("sha256").update(`${at}`).digest("hex") }));
  const { outputs } = await evaluate(noise);
  const lines = (outputs.file as string).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(64 * 1024);
  const parts = lines.map((line, at) => {
    expect(line.startsWith(`CONFIG_ENTRIES_${at}=`)).toBe(true);
    return line.slice(line.indexOf("=") + 1);
  });
  expect(decode(parts.join(""))).toEqual([...noise, LAST]);
  expect(outputs.hash).toBe(createHash("sha256").update(parts.join("")).digest("hex"));
});
