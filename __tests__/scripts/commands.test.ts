import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { environments } from "../../environments";

jest.setTimeout(120_000);

const root = join(__dirname, "../..");

/** The scripts of package.json that this project runs itself, by name. */
const commands = Object.entries<string>(packageJson.scripts).flatMap(([name, line]): [string, string][] => {
  const script = /node scripts\/run\.mjs (scripts\/[\w-]+\.ts)/.exec(line)?.[1];
  return script === undefined ? [] : [[name, script]];
});

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "commands-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["scripts/run.mjs", script, ...args],
      { cwd: root, env: { ...process.env, ENVIRONMENT: "", CDKTF_OUTDIR: join(folder, "cdktf.out"), ...env } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    // Nobody is there to answer.
    child.stdin?.end();
  });
}

test("every command of package.json is tried here", () => {
  const scripts = readdirSync(join(root, "scripts")).filter((file) => file.endsWith(".ts"));
  expect(commands.map(([, script]) => script).sort()).toEqual(scripts.map((file) => `scripts/${file}`).sort());
});

describe.each(commands)("%s", (name, script) => {
  test("--help says how it is called", async () => {
    const { code, stdout, stderr } = await run(script, ["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: (npm|node) /);
    expect(stdout).toMatch(/^ {2}-h, --help +shows this$/m);
    if (name === "start") expect(stdout).toContain("npx cdktf deploy dev --skip-synth");
  });

  test("an unknown option is refused, without a stack trace", async () => {
    const { code, stdout, stderr } = await run(script, ["--nonsense"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^There is no option --nonsense\.\nUsage: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("surplus arguments, or an environment that there is not, are refused before anything is started", async () => {
    // No program can be found, so one that were started would fail in another way.
    const { code, stdout, stderr } = await run(script, ["nowhere", "else", "at-all"], { PATH: folder });
    expect(stdout).toBe("");
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(/^(Too many arguments: .*\nUsage: |There is no environment )/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test("a name that is empty does not come to mean all", async () => {
  const { code, stderr } = await run("scripts/start.ts", [""]);
  expect([code, stderr.split("\n")[0]]).toEqual([2, "An argument is empty."]);
});

describe("the environments of a command", () => {
  const chosen = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout } = await run("scripts/variables.ts", [...args, "--json"], env);
    return Object.keys(JSON.parse(stdout) as object);
  };
  const all = environments().map(({ stack }) => stack);

  test("are all", async () => expect(await chosen([])).toEqual(all));
  test("are those that are named", async () => expect(await chosen(["dev", "prod"])).toEqual(["dev", "prod"]));
  test("are those of the variable", async () => expect(await chosen([], { ENVIRONMENT: "dev" })).toEqual(["dev"]));
  test("are those that are named, whatever the variable says", async () =>
    expect(await chosen(["prod"], { ENVIRONMENT: "dev" })).toEqual(["prod"]));
});

test("variables prints a table for each environment", async () => {
  const { stdout } = await run("scripts/variables.ts", []);
  for (const { stack } of environments()) expect(stdout).toMatch(new RegExp(`^${stack}\nname +type`, "m"));
});

test("config-entries writes a folder for each environment", async () => {
  const output = join(folder, "entries");
  const { code, stdout } = await run("scripts/config-entries.ts", ["dev", "two-datacenters", "--output", output]);
  expect(code).toBe(0);
  expect(readdirSync(output)).toEqual(["dev", "two-datacenters"]);
  const [first] = readdirSync(join(output, "dev"));
  expect(first).toMatch(/^001-/);
  expect(JSON.parse(readFileSync(join(output, "dev", first ?? ""), "utf8"))).toHaveProperty("Kind");
  expect(stdout).toContain(`for f in ${join(output, "dev", "*.json")}; do consul config write "$f"; done`);
});

test("topology draws each environment, and a made-up one", async () => {
  const output = join(folder, "pictures");
  await run("scripts/topology.ts", ["dev", "--output", output]);
  await run("scripts/topology.ts", ["--sample", "3", "--output", output]);
  expect(readdirSync(output)).toEqual(["dev.mmd", "dev.svg", "sample-3.mmd", "sample-3.svg"]);
});

test.each([
  [["--sample", "0"], "--sample needs a number from 1 to 9999, not 0."],
  [["--sample", "x"], "--sample needs a number from 1 to 9999, not x."],
  [["--sample", "3", "dev"], "--sample is in place of environments."],
])("topology %j is refused", async (args, message) => {
  expect(await run("scripts/topology.ts", args)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message) as string,
  });
});

test.each([
  ["scripts/deploy-local.ts", ["Terraform", "moto_server"]],
  ["scripts/security.ts", ["Terraform", "moto_server"]],
  ["scripts/e2e-requirements.ts", ["Terraform", "moto_server", "jq"]],
  ["scripts/mesh-local.ts", ["Terraform", "moto_server", "Docker"]],
  ["scripts/mesh-requirements.ts", ["Terraform", "moto_server", "Docker"]],
])("%s names what is missing, one line each", async (script, programs) => {
  const { code, stderr } = await run(script, [], {
    PATH: folder,
    TERRAFORM_BINARY_NAME: "terraform",
    DOCKER_HOST: `unix://${folder}/no-engine`,
  });
  const [heading, ...lines] = stderr.trim().split("\n");
  expect([code, heading]).toEqual([1, expect.stringMatching(/^Cannot .* here:$/)]);
  expect(lines).toHaveLength(programs.length);
  for (const [index, program] of programs.entries()) expect(lines[index]).toContain(program);
});
