import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
    env: { ...process.env, CDKTF_CREATION_STACKS: "", ...env },
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
    const util = require("./util");
    const stringify = require("json-stable-stringify");
    const version = require("./validations/validate-terraform-version");
    exports.probe = () => [resolve("a", {}), util.snakeCase("aB"), (stringify.stringify ?? stringify)({}), Object.keys(version)];
  `;

  test("a cdktf whose private files have another shape is left as it is", () => {
    const files = {
      "node_modules/cdktf/lib/index.js": probe,
      "node_modules/cdktf/lib/tokens/private/resolve.js": "exports.resolve = (value) => `${value}, resolved`;",
      "node_modules/cdktf/lib/util.js": "exports.snakeCase = (text) => `${text}, in another way`;",
      "node_modules/cdktf/lib/validations/validate-terraform-version.js": "exports.check = () => [];",
      "node_modules/json-stable-stringify/index.js": 'exports.stringify = () => "another";',
    };
    expect(run(files)).toEqual(["a, resolved", "aB, in another way", "another", ["check"]]);
  });

  test("a cdktf of the known shape gets them", () => {
    const files = {
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
    expect(run(files)).toEqual([{ a: "plain" }, []]);
  });
});
