import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT } from "../../../tools/runner";

jest.setTimeout(60_000);

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "bundle-"));
  for (const folder of ["scripts", "tools"]) cpSync(join(PROJECT, folder), join(project, folder), { recursive: true });
  mkdirSync(join(project, "node_modules"));
  symlinkSync(join(PROJECT, "node_modules/esbuild"), join(project, "node_modules/esbuild"), "dir");
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

/** What an app gets from a `cdktf` that is made of these files. */
function run(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): unknown {
  const all = {
    "node_modules/cdktf/package.json": '{ "name": "cdktf", "main": "./lib/index.js" }',
    "main.ts": 'import { probe } from "cdktf";\nconsole.log(JSON.stringify(probe()));\n',
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  }
  const output = execFileSync(process.execPath, [join(project, "scripts/run.mjs"), "main.ts"], {
    encoding: "utf8",
    env: { ...process.env, CDKTF_CREATION_STACKS: "", CDKTF_CONTEXT_JSON: "", ...env },
  });
  return JSON.parse(output);
}

const STACK_TRACE = 'exports.captureStackTrace = captureStackTrace; function captureStackTrace() { return ["here"]; }';

describe("creation stacks", () => {
  const cdktf = {
    "node_modules/cdktf/lib/index.js":
      'const trace = require("./tokens/private/stack-trace"); exports.probe = () => trace.captureStackTrace();',
    "node_modules/cdktf/lib/tokens/private/stack-trace.js": STACK_TRACE,
  };

  it("are not recorded", () => {
    expect(run(cdktf)).toEqual([]);
  });

  it("are recorded on demand", () => {
    expect(run(cdktf, { CDKTF_CREATION_STACKS: "1" })).toEqual(["here"]);
  });

  it("are recorded by a cdktf that has them elsewhere: the app works, only slower", () => {
    const elsewhere = {
      "node_modules/cdktf/lib/index.js":
        'const trace = require("./stack-trace"); exports.probe = () => trace.captureStackTrace();',
      "node_modules/cdktf/lib/stack-trace.js": STACK_TRACE,
    };
    expect(run(elsewhere)).toEqual(["here"]);
  });
});

describe("the other shortcuts", () => {
  const probe = `
    const { resolve } = require("./tokens/private/resolve");
    const stringify = require("json-stable-stringify");
    const version = require("./validations/validate-terraform-version");
    require("./tfExpression");
    exports.probe = () => [resolve("a", {}), (stringify.stringify ?? stringify)({}), Object.keys(version)];
  `;

  test("a cdktf whose private files have another shape is left as it is", () => {
    const files = {
      "node_modules/cdktf/lib/index.js": probe,
      "node_modules/cdktf/lib/tokens/private/resolve.js": "exports.resolve = (value) => `${value}, resolved`;",
      "node_modules/cdktf/lib/validations/validate-terraform-version.js": "exports.check = () => [];",
      "node_modules/cdktf/lib/tfExpression.js": "exports.call = () => 1;",
      "node_modules/json-stable-stringify/index.js": 'exports.stringify = () => "another";',
    };
    expect(run(files)).toEqual(["a, resolved", "another", ["check"]]);
  });

  const known = {
    "node_modules/cdktf/lib/index.js": `
      const { resolve } = require("./tokens/private/resolve");
      const { ValidateTerraformVersion } = require("./validations/validate-terraform-version");
      exports.probe = () => [resolve({ a: "plain" }, {}), new ValidateTerraformVersion().validate()];
    `,
    "node_modules/cdktf/lib/tokens/private/resolve.js":
      'exports.resolve = resolve; function resolve() { return "asked"; }',
    "node_modules/cdktf/lib/validations/validate-terraform-version.js":
      'exports.ValidateTerraformVersion = class { validate() { return ["asked"]; } };',
  };

  test("a cdktf of the known shape gets them", () => {
    expect(run(known)).toEqual([{ a: "plain" }, []]);
  });

  test("the version of Terraform is asked for when the cdktf CLI runs the app, to deploy it", () => {
    expect(run(known, { CDKTF_CONTEXT_JSON: "{}" })).toEqual([{ a: "plain" }, ["asked"]]);
  });
});

describe("the installed cdktf", () => {
  const installed = realpathSync(join(PROJECT, "node_modules/cdktf"));
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" }).map((file) => join(installed, file));
  // Its successor has this one beside it, not inside.
  if (!existsSync(join(installed, "node_modules/json-stable-stringify")))
    files.push(join(PROJECT, "node_modules/json-stable-stringify/index.js"));
  const list = `import { additions } from "./tools/runner/shortcuts.mjs";
    console.log(JSON.stringify(additions("/").map(({ filter, code }) => ({ filter: filter.source, code }))));`;
  const additions = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", list], { encoding: "utf8", cwd: PROJECT }),
  ) as { readonly filter: string; readonly code: string }[];

  test.each(additions.map(({ filter, code }) => [filter, code]))("has exactly one file for %s", (filter, code) => {
    const found = files.filter((file) => new RegExp(filter).test(file));
    expect(found).toHaveLength(1);
    // What the shortcut looks for is there: behind its end, the condition of the shortcut holds.
    const condition = /^if \((.*?)\) (?:exports|module|require)\b/.exec(code)?.[1];
    const probe = `${readFileSync(found[0] ?? "", "utf8")}\nprocess.stdout.write(String(Boolean(${condition})));`;
    const file = join(dirname(found[0] ?? ""), "probe.js");
    const script = `require(${JSON.stringify(installed)});
      const { Module } = require("node:module"); const probe = new Module(${JSON.stringify(file)});
      probe.filename = ${JSON.stringify(file)}; probe.paths = Module._nodeModulePaths(${JSON.stringify(dirname(file))});
      probe._compile(${JSON.stringify(probe)}, ${JSON.stringify(file)});`;
    const env = { ...process.env, CDKTF_CREATION_STACKS: "", CDKTF_CONTEXT_JSON: "" };
    expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8", env })).toBe("true");
  });
});
