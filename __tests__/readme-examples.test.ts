import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { typeCheck } from "./helpers/type-check";

const ROOT = join(__dirname, "..");

/** What the examples take for granted: a stack, and what else is in it. */
const GIVEN = `
import type { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { TerraformStack } from "cdktf";
import type { ConsulServers } from "./modules/consul";
import type { MeshSecurityGroup } from "./modules/mesh/security-group";
import type { Network } from "./modules/aws/network";

declare global {
  const stack: TerraformStack;
  const cluster: EcsCluster;
  const network: Network;
  const mesh: MeshSecurityGroup;
  const servers: ConsulServers;
  const targetGroup: LbTargetGroup;
}
`;

const READMES = [
  "README.md",
  ...["applications", "modules", "stacks"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { encoding: "utf8", recursive: true })
      .filter((file) => file.endsWith("README.md"))
      .map((file) => `${folder}/${file}`),
  ),
];

/** The TypeScript of a README. */
function blocksOf(readme: string): string[] {
  return [...readFileSync(join(ROOT, readme), "utf8").matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
}

/**
 * The examples of a README, as modules in the project's root folder, which is what their imports are relative to. One that
 * begins with the name of a file is that file.
 */
function examples(readme: string): { readonly file: string; readonly text: string }[] {
  const page = readme.replace(/\W+/g, "-").toLowerCase();
  // What the reader has seen above an example is known in it.
  const seen = new Map<string, string>();
  return blocksOf(readme).map((code, index) => {
    const [, named] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    if (named !== undefined) return { file: join(ROOT, named), text: code };
    const own = declarations(code);
    for (const declared of own.keys()) seen.delete(declared);
    const text = `${[...new Set(seen.values())].join("\n")}\n${code}\nexport {};\n`;
    for (const [declared, statement] of own) seen.set(declared, statement);
    return { file: join(ROOT, `example-${page}-${index + 1}.ts`), text };
  });
}

/** What an example imports and the constants that it makes, by name, each with a statement that does it. */
function declarations(code: string): Map<string, string> {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  return new Map(
    source.statements.flatMap((statement): [string, string][] => {
      if (ts.isImportDeclaration(statement)) return imports(statement);
      if (!ts.isVariableStatement(statement)) return [];
      return statement.declarationList.declarations.map(({ name }) => [name.getText(), statement.getText()]);
    }),
  );
}

function imports({ importClause, moduleSpecifier }: ts.ImportDeclaration): [string, string][] {
  const bindings = importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map((element) => [
    element.name.text,
    `import { ${element.getText()} } from ${moduleSpecifier.getText()};`,
  ]);
}

it("finds the examples", () => {
  expect(READMES).toEqual(expect.arrayContaining(["modules/mesh/task/README.md", "modules/aws/network/README.md"]));
  for (const readme of READMES) expect([readme, examples(readme).length > 0]).toEqual([readme, true]);
});

it("tells an example that does not compile", () => {
  const file = join(ROOT, "example-bad.ts");
  const text = 'import { MeshTask } from "./modules/mesh/task";\nnew MeshTask(stack, "web", { release: "0.10" });\n';
  expect(typeCheck(new Map([[file, text]])).join("\n")).toMatch(/example-bad\.ts.*(error TS2304|error TS2345)/s);
}, 120_000);

it("compiles the examples of all READMEs", () => {
  const modules = READMES.flatMap(examples).map(({ file, text }): [string, string] => [file, text]);
  expect(typeCheck(new Map([[join(ROOT, "example-given.ts"), GIVEN], ...modules]))).toEqual([]);
}, 120_000);

describe("the README", () => {
  const [first = "", ...others] = blocksOf("README.md");

  it("begins with a whole program, of less than 60 lines", () => {
    expect(first).toMatch(/^import [^]*new App\(\)[^]*app\.synth\(\);\n$/);
    expect(lineCount(first)).toBeLessThan(60);
  });

  it("shows how to add one's own service in less than 40 lines, with all that the file needs", () => {
    const [own = "", ...more] = others.filter((code) => code.startsWith("// applications/"));
    expect(more).toEqual([]);
    expect(own).toContain(": Application = ");
    expect(lineCount(own)).toBeLessThan(40);
  });
});

function lineCount(code: string): number {
  return code.trimEnd().split("\n").length;
}
