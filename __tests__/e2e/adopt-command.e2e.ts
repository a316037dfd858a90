import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT, runner } from "../../tools/runner";
import { type Emulator, startEmulator, Terraform } from "../../tools/emulator";
import { behindLoadBalancer } from "../helpers/around-calls";
import { writePlayedModules } from "../helpers/played-modules";
import { clientScript } from "../tools/adopt/client-script";
import { goodCases } from "../tools/parity/cases";

/*
 * The command itself, over a state that calls of the HCL modules left: what it writes is planned by it on a copy of the
 * state, and the plans are what its reports say.
 */
const NAMES = ["m10_secure", "m10_x_ns", "m10_roles", "ac10_ca_split", "g10_terminating", "ac6_minimal", "m6_secure"];
/** What stands beside the calls, but for the service. */
const BESIDE = [
  "aws_lb.example",
  "aws_lb_listener.example",
  "aws_lb_listener.redirect",
  "aws_lb_listener.weighted",
  "aws_lb_target_group.example",
  "aws_security_group.example_lb",
  "aws_security_group.example_tasks",
  "aws_security_group_rule.from_lb",
  "aws_security_group_rule.within",
  'aws_vpc_security_group_egress_rule.all["0.0.0.0/0"]',
];
/** Scripts of line 0.6 are written afresh. */
const NEW_REVISION = expect.stringMatching(
  /^- `aws_ecs_task_definition\.m6-secure\S+` is replaced \(.*container_definitions.*\)\.$/,
) as string;
const CASES = goodCases.filter(({ name }) => NAMES.includes(name));

const folder = mkdtempSync(join(tmpdir(), "adopt-command-"));
const state = join(folder, "terraform.tfstate");
const modules = join(folder, "modules.json");
let emulator: Emulator;
/** Each run waits for Terraform most of the time: they do it together. */
let runs: Readonly<Record<"same" | "imported" | "tampered", Finished>>;

beforeAll(async () => {
  emulator = await startEmulator();
  writePlayedModules(folder, CASES, ({ call }) => clientScript(call.inputs));
  const beside = behindLoadBalancer({
    name: "example",
    cluster: '${aws_ecs_cluster.cluster["g10-terminating"].arn}',
    task: "${module.m10_secure.task_definition_arn}",
  });
  writeFileSync(join(folder, "beside.tf.json"), JSON.stringify({ resource: beside }));
  const terraform = new Terraform(folder, { env: emulator.env });
  await terraform.init();
  await terraform.apply();
  // What Terraform would have noted of calls of the registry.
  const Modules = CASES.map(({ name, call }) => ({
    Key: name,
    Source: `registry.terraform.io/hashicorp/consul-ecs/aws//modules/${call.module}`,
    Version: call.tag.slice(1),
  }));
  writeFileSync(modules, JSON.stringify({ Modules }));
  const [same, imported, tampered] = await Promise.all([
    adopt("same", "--state", state),
    adopt("imported", "--state", state, "--new-state"),
    adopt("tampered", "--state", tamperedState()),
  ]);
  runs = { same, imported, tampered };
}, 300_000);

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("moves all of the same state, and has nothing else to do", () => {
  const { code, report } = runs.same;
  expect(code).toBe(0);
  expect(section(report, "Mapped")).toHaveLength(CASES.length + BESIDE.length);
  expect(section(report, "Mapped").slice(CASES.length)).toEqual(
    BESIDE.map((address) => expect.stringContaining(`\`${address}\` becomes`) as string),
  );
  expect(section(report, "Left")).toEqual(["Nothing."]);
  const [counts = "", ...changes] = section(report, "What the plan says");
  expect(counts).toMatch(/^- \d+ moved, \d+ forgotten\.$/);
  expect(changes.filter((line) => !isForgottenByEmulator(line))).toEqual([NEW_REVISION]);
});

it("imports into a new state, and makes nothing anew", () => {
  const { code, report } = runs.imported;
  expect(code).toBe(0);
  const [counts = "", ...changes] = section(report, "What the plan says");
  expect(counts).toMatch(/^- \d+ imported\.$/);
  // The provider does not read all of a service when it imports it.
  expect(changes.filter((line) => !/^- `aws_ecs_service\.\S+` is updated \(/.test(line))).toEqual([NEW_REVISION]);
  expect(readFileSync(join(folder, "imported/removed.tf"), "utf8")).toContain("from = module.m10_secure\n");
  expect(readFileSync(join(folder, "imported/removed.tf"), "utf8")).toContain("from = aws_lb_listener.weighted\n");
});

it("fails when something would be replaced that it does not announce", () => {
  const { code, errors } = runs.tampered;
  expect(code).toBe(1);
  expect(errors).toMatch(/aws_iam_role\.m10-secure\S* would be replaced, which was not announced/);
});

it("writes the same, whether it can plan or not", async () => {
  const without = { ...emulator.env, TERRAFORM_BINARY_NAME: "no-such-terraform" };
  const { code, report } = await adoptIn(without, "unplanned", "--state", state, "--modules", modules);
  expect(code).toBe(0);
  expect(section(report, "What the plan says")).toEqual([
    expect.stringMatching(/^- It was not made: .*no-such-terraform/),
  ]);
  const written = (name: string) => readFileSync(join(folder, name, "adopted-stack.ts"), "utf8");
  expect(written("unplanned")).toBe(written("same"));
}, 60_000);

it("tells a wrong call from a failure", async () => {
  const { code, errors } = await adopt("none", "--state", join(folder, "none.json"));
  expect(code).toBe(2);
  expect(errors).toContain("none.json cannot be read: ENOENT.");
}, 60_000);

/** As if the role of one call were that of another: its name cannot change. */
function tamperedState(): string {
  const raw = readFileSync(state, "utf8").replace(/"(id|name)": "m10-secure-execution"/g, '"$1": "x10m-ns-execution"');
  const file = join(folder, "tampered.tfstate");
  writeFileSync(file, raw);
  return file;
}

interface Finished {
  readonly code: number;
  readonly report: string;
  readonly errors: string;
}

function adopt(name: string, ...args: string[]): Promise<Finished> {
  return adoptIn(emulator.env, name, ...args, "--modules", modules);
}

function adoptIn(env: Emulator["env"], name: string, ...args: string[]): Promise<Finished> {
  const command = runner(PROJECT, "scripts/adopt.ts", ...args, "--out", join(folder, name));
  return new Promise((resolve) => {
    execFile(
      command.program,
      command.args,
      { cwd: PROJECT, env: { ...process.env, ...env } },
      (error, report, errors) => resolve({ code: typeof error?.code === "number" ? error.code : 0, report, errors }),
    );
  });
}

/** The lines under a title. */
function section(report: string, title: string): string[] {
  const [, text = ""] = new RegExp(`^## ${title}\\n\\n([^]*?)(?:\\n\\n## |\\n*$(?![^]))`, "m").exec(report) ?? [];
  return text.split("\n").filter((line) => line !== "");
}

/** The emulator does not give back two attributes of services. */
function isForgottenByEmulator(line: string): boolean {
  const [, attributes = "?"] = /^- `aws_ecs_service\.\S+` is updated \((.*)\)\.$/.exec(line) ?? [];
  return attributes
    .split(", ")
    .every((name) => ["availability_zone_rebalancing", "enable_execute_command"].includes(name));
}
