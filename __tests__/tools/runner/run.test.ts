import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { environments } from "../../../environments";
import { copyProject, PROJECT } from "../../../tools/runner";
import { addStack } from "../../../stacks";

jest.setTimeout(120_000);

let folder: string;
/** A copy of the project, in a folder whose name needs care. */
let project: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "run-"));
  project = join(folder, "a project, copied");
  await copyProject(project);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the bundle writes what cdktf writes without it", () => {
  let plain: Record<string, string>;
  let bundled: Record<string, string>;

  beforeAll(() => {
    const outdir = join(folder, "plain");
    const app = new App({
      outdir,
      // Else cdktf asks the installed Terraform for its version, and there need be none.
      skipValidation: true,
      context: { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" },
    });
    for (const environment of environments()) addStack(app, environment);
    app.synth();
    plain = readOutput(outdir);
    bundled = synthesize(PROJECT, "bundled");
  });

  it("has the same files", () => {
    expect(Object.keys(bundled)).toEqual(Object.keys(plain));
    expect(Object.keys(bundled)).toContain("manifest.json");
  });

  test.each(environments().map(({ stack }) => [`stacks/${stack}/cdk.tf.json`]))("%s, byte by byte", (file) => {
    expect(bundled[file] === plain[file]).toBe(true);
  });
});

it("leaves the stacks of synths that run at once in the manifest, and those of no earlier one", async () => {
  const outdir = join(folder, "at-once");
  const stacksOf = () =>
    Object.keys((JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as { stacks: object }).stacks).sort();
  const start = (name: string) => {
    const env = { ...process.env, ENVIRONMENT: name, CDKTF_OUTDIR: outdir };
    return once(
      spawn(process.execPath, [join(project, "scripts/run.mjs"), "main.ts"], { env, stdio: "ignore" }),
      "exit",
    );
  };
  await start("hcp");
  expect(stacksOf()).toEqual(["hcp"]);
  const names = ["dev", "prod", "staging"];
  await Promise.all(names.map(start));
  expect(stacksOf()).toEqual(names);
  await start("dev");
  expect(stacksOf()).toEqual(["dev"]);
  expect(readdirSync(outdir)).toEqual(["manifest.json", "stacks"]);
});

it("says what it cannot write, without a stack trace", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const env = { ...process.env, ENVIRONMENT: "dev", CDKTF_OUTDIR: join(file, "cdktf.out") };
  const { status, stderr } = spawnSync(process.execPath, [join(project, "scripts/run.mjs"), "main.ts"], {
    env,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Cannot write .*a-file\/cdktf\.out: ENOTDIR: .* CDKTF_OUTDIR/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

it("writes the same from another folder, and for another current folder", () => {
  const expected = synthesize(PROJECT, "original");
  expect(synthesize(project, "copy") as unknown).toEqual(expected);
  expect(synthesize(project, "elsewhere", { cwd: tmpdir() }) as unknown).toEqual(expected);
});

it("needs no Terraform", () => {
  expect(synthesize(project, "without-terraform", { env: { PATH: folder } })).toHaveProperty(["manifest.json"]);
});

it("synthesizes the chosen environment only", () => {
  const [first] = environments();
  const files = Object.keys(synthesize(project, "chosen", { env: { ENVIRONMENT: first!.stack } }));
  expect(files.filter((file) => file.endsWith("cdk.tf.json"))).toEqual([`stacks/${first!.stack}/cdk.tf.json`]);
});

describe("a bundle", () => {
  const entry = () => join(project, "scripts/greet.ts");
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(project, "scripts/run.mjs"), "scripts/greet.ts", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const bundles = () =>
    readdirSync(join(project, ".build")).filter((file) => /^scripts-greet-[0-9a-f]+\.cjs$/.test(file));

  beforeEach(() => {
    writeFileSync(join(project, "modules/greeting.ts"), 'export const greeting = "hello";\n');
    writeFileSync(
      entry(),
      'import { greeting } from "../modules/greeting";\nconsole.log(greeting, ...process.argv.slice(2));\n',
    );
  });

  it("runs with its arguments", () => {
    expect(run("a b", "--c")).toBe("hello a b --c\n");
  });

  it("is kept as long as nothing changes", () => {
    run();
    const [bundle] = bundles();
    const { mtimeMs } = statSync(join(project, ".build", bundle!));
    run();
    expect(bundles()).toEqual([bundle]);
    expect(statSync(join(project, ".build", bundle!)).mtimeMs).toBe(mtimeMs);
  });

  it("is made anew when something that it imports changes, and takes the place of the old one", () => {
    run();
    const before = bundles();
    appendFileSync(join(project, "modules/greeting.ts"), 'console.log("changed");\n');
    expect(run()).toBe("changed\nhello\n");
    expect(bundles()).toHaveLength(1);
    expect(bundles()).not.toEqual(before);
  });

  it("is that of the content, not of the time: a change that is undone costs nothing", () => {
    run();
    const before = bundles();
    writeFileSync(entry(), readFileSync(entry()));
    run();
    expect(bundles()).toEqual(before);
  });

  it("is made anew when the packages change", () => {
    run();
    const before = bundles();
    appendFileSync(join(project, "package-lock.json"), "\n");
    run();
    expect(bundles()).not.toEqual(before);
  });

  it.each<[string, (kept: Buffer) => Buffer]>([
    ["empty", () => Buffer.alloc(0)],
    ["cut", (kept) => kept.subarray(0, kept.length / 2)],
    ["altered", (kept) => Buffer.from(kept.toString("latin1").replace("hello", "hullo"), "latin1")],
  ])("is made anew when it is %s", (_, damage) => {
    run();
    const [bundle] = bundles();
    const file = join(project, ".build", bundle!);
    const before = readFileSync(file);
    expect(damage(before).equals(before)).toBe(false);
    writeFileSync(file, damage(before));
    expect(run()).toBe("hello\n");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([0, 0.5])("does without V8's form of it when that is damaged, cut at %d of its length", (share) => {
    run();
    const file = join(project, ".build", `${bundles()[0]}.cache`);
    const before = readFileSync(file);
    const damaged = Buffer.from(before);
    damaged.fill(0xff, Math.floor(before.length * share), Math.floor(before.length * share) + 64);
    writeFileSync(file, damaged);
    expect(run()).toBe("hello\n");
    expect(readFileSync(file).equals(damaged)).toBe(false);
  });

  it.each([0, 20])("is made anew after an error whose place its map does not tell, cut to %d bytes", (length) => {
    writeFileSync(entry(), 'import { greeting } from "../modules/greeting";\nthrow new Error(greeting);\n');
    const fail = () =>
      spawnSync(process.execPath, [join(project, "scripts/run.mjs"), "scripts/greet.ts"]).stderr.toString();
    expect(fail()).toMatch(/at .*scripts\/greet\.ts:2:\d+/);
    const map = join(project, ".build", `${bundles()[0]}.map`);
    writeFileSync(map, readFileSync(map).subarray(0, length));
    expect(fail()).toContain("hello");
    expect(fail()).toMatch(/at .*scripts\/greet\.ts:2:\d+/);
  });

  it("is said to be missing each time where it cannot be kept", () => {
    rmSync(join(project, ".build"), { recursive: true });
    writeFileSync(join(project, ".build"), "a file in place of the folder");
    const script = [join(project, "scripts/run.mjs"), "scripts/greet.ts"];
    const { stdout, stderr } = spawnSync(process.execPath, script, { encoding: "utf8" });
    rmSync(join(project, ".build"));
    expect([stdout, stderr]).toEqual(["hello\n", expect.stringMatching(/^Cannot keep the bundle, .*\.build/)]);
  });

  it("is not left behind by sources with an error, which is shown with its place", () => {
    run();
    const before = bundles();
    writeFileSync(entry(), "const = 1;\n");
    expect(() => run()).toThrow(/scripts\/greet\.ts:1:6/);
    expect(bundles()).toEqual(before);
  });
});

function synthesize(
  root: string,
  name: string,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Record<string, string> {
  const outdir = join(folder, name);
  execFileSync(process.execPath, [join(root, "scripts/run.mjs"), "main.ts"], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ENVIRONMENT: "", ...options.env, CDKTF_OUTDIR: outdir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return readOutput(outdir);
}

/** The content of each file, by its path. */
function readOutput(outdir: string): Record<string, string> {
  const files = readdirSync(outdir, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    files
      .filter((file) => statSync(join(outdir, file)).isFile())
      .map((file) => [file, readFileSync(join(outdir, file), "utf8")]),
  );
}
