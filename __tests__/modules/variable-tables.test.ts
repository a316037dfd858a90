import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface HclVariable {
  readonly name: string;
}

interface Row {
  readonly variable: string;
  readonly line: string;
  /** Path of the prop, or undefined where the cell says in words why there is none. */
  readonly prop: string | undefined;
}

const ROOT = join(__dirname, "../..");
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), "utf8");

const VARIABLES = JSON.parse(read("__tests__/fixtures/hcl-variables.json")) as Readonly<
  Record<string, Readonly<Record<string, readonly HclVariable[]>>>
>;
/** Where the construct is that stands for each HCL module. */
const FOLDERS: Readonly<Record<string, string>> = {
  "dev-server": "servers/dev",
  "mesh-task": "mesh/task",
  "acl-controller": "mesh/controller",
  "gateway-task": "mesh/gateway",
};
/** Where else its props are, which other constructs have as well. */
const SHARED: Readonly<Record<string, readonly string[]>> = { "dev-server": ["servers/common"] };
const MODULES = Object.keys(FOLDERS);

const folderOf = (module: string): string => FOLDERS[module] ?? module;

/** The rows of the table "HCL variable | Line | Prop | Default" of a module's README. */
function rows(module: string): Row[] {
  const table = /^\| HCL variable +\| Line +\| Prop +\| Default[^\n]*\n\|[-| ]+\n((?:\|.*\n?)+)/m.exec(
    read("modules", folderOf(module), "README.md"),
  )?.[1];
  if (table === undefined) throw new Error(`modules/${folderOf(module)}/README.md has no table of the HCL variables.`);
  return table
    .trim()
    .split("\n")
    .map((row) => {
      const [variable = "", line = "", prop = ""] = row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim());
      return { variable: variable.replaceAll("`", ""), line, prop: /^`([\w.]+)/.exec(prop)?.[1] };
    });
}

/** The props in the sources of a module and of what its props are made of: all of them, and those with a doc comment. */
function props(module: string): { readonly all: ReadonlySet<string>; readonly documented: ReadonlySet<string> } {
  const source = [folderOf(module), ...(SHARED[module] ?? []), "consul", "aws"]
    .flatMap((name) =>
      readdirSync(join(ROOT, "modules", name), { encoding: "utf8", recursive: true })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => read("modules", name, file)),
    )
    .join("\n");
  const names = (pattern: RegExp) => new Set([...source.matchAll(pattern)].map(([, name]) => name ?? ""));
  return { all: names(/readonly (\w+)\??:/g), documented: names(/\*\/\n\s*readonly (\w+)\??:/g) };
}

it("knows the variables of all modules", () => {
  expect(Object.keys(VARIABLES).sort()).toEqual([...MODULES].sort());
});

describe.each(MODULES)("the table of %s", (module) => {
  it.each(["0.6", "0.10"])("has every HCL variable of line %s, and no other", (line) => {
    const ofLine = rows(module).filter((row) => row.line === line || row.line === "both");
    const expected = VARIABLES[module]?.[line]?.map(({ name }) => name) ?? [];
    expect(expected.length).toBeGreaterThan(10);
    expect(ofLine.map(({ variable }) => variable).sort()).toEqual([...expected].sort());
  });

  it("says of each variable where it is", () => {
    for (const row of rows(module)) expect(["both", "0.6", "0.10"]).toContain(row.line);
  });

  it("names props that there are, with documentation", () => {
    const { all, documented } = props(module);
    const unknown = rows(module).filter(({ prop }) => {
      const [first, ...rest] = prop?.split(".") ?? [];
      return first !== undefined && !(documented.has(first) && rest.every((segment) => all.has(segment)));
    });
    expect(unknown).toEqual([]);
    // Words instead of a prop are the exception.
    expect(rows(module).filter(({ prop }) => prop === undefined).length).toBeLessThan(8);
  });
});
