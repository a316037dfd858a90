import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Construct } from "constructs";
import { adopt } from "../../modules";
import { type Emulator, type ResourceChange, startEmulator, Terraform, type TerraformPlan } from "../../tools/emulator";
import { makeCall, synthesizeConstructs, type WrittenStack } from "../../tools/parity";
import { aroundCalls, filledIn } from "../helpers/around-calls";
import { writePlayedModules } from "../helpers/played-modules";
import { goodCases, type GoodCase } from "../tools/parity/cases";
import { drift } from "./environments/checks";

/*
 * What the HCL modules made, taken over by the constructs: all good calls in one root module are applied, and a stack
 * with the constructs is put over the state that this leaves. The dev server is not among them, because its module needs
 * providers that are not there.
 */
const folder = mkdtempSync(join(tmpdir(), "adopt-"));
let emulator: Emulator;
/** Over the state of the modules, with `likeHclModule` and without. */
let like: TerraformPlan;
let unlike: TerraformPlan;
/** When the former was applied: of the same stack, and of the modules over the state of the stack. */
let afterApply: TerraformPlan;
let back: TerraformPlan;

beforeAll(async () => {
  emulator = await startEmulator();
  const modules = join(folder, "modules");
  writePlayedModules(modules, goodCases);
  await (await terraformIn(modules)).apply();
  unlike = await (await over(modules, "unlike", stackJson(false))).plan();
  const stack = await over(modules, "like", stackJson(true));
  like = await stack.plan();
  await stack.apply();
  afterApply = await stack.plan();
  const moved = (stackJson(true).moved ?? []).map(({ from, to }) => ({ from: to, to: from }));
  writePlayedModules(join(folder, "back"), goodCases);
  back = await (await over(join(folder, "like"), "back", { moved })).plan();
}, 900_000);

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

const LINES = [
  ["0.10", "v0.10.0"],
  ["0.6", "v0.6.2"],
] as const;

it.each(LINES)("everything of line %s is where its construct makes it, and nothing of it is gone", (_, tag) => {
  const moved = changes(like).filter(({ previous_address: from }) => from !== undefined && isOf(from, tag));
  const made = goodCases.filter(({ call }) => call.tag === tag).flatMap(({ resources }) => resources);
  expect(moved).toHaveLength(made.length);
});

it("line 0.10, like its modules, has nothing to do", () => {
  expect(drift(only(like, "v0.10.0"))).toEqual([]);
});

it("line 0.6, like its modules, gets new revisions of tasks, and may read what it could not", () => {
  const updated = changes(only(like, "v0.6.2")).filter(({ change }) => change.actions.join() === "update");
  const others = drift(withChanges(updated)).filter((change) => !/^aws_ecs_service\..*: task_definition$/.test(change));
  // A CA of its own for the HTTP API, which the task could not read.
  expect(others.map((change) => change.replace(/_(mesh|gateway)-task_.*? /, " "))).toEqual([
    "aws_iam_policy.g6_x_part (update): policy",
    "aws_iam_policy.m6_x_httpsca (update): policy",
  ]);
});

it.each([
  ["by constructs like their modules", () => like],
  ["by constructs unlike their modules", () => unlike],
  ["on the way back", () => back],
])("only task definitions are replaced, and nothing is destroyed, %s", (_, plan) => {
  const destroyed = changes(plan()).filter(({ change }) => change.actions.includes("delete"));
  expect(new Set(destroyed.map(({ type }) => type))).toEqual(new Set(["aws_ecs_task_definition"]));
  expect(destroyed.filter(({ change }) => change.actions.length === 1)).toEqual([]);
});

it("unlike their modules, constructs make what the modules had in the role, and open the LAN port", () => {
  const created = changes(unlike).filter(({ change }) => change.actions.join() === "create");
  const policies = goodCases.filter(({ call }) => call.module.endsWith("controller"));
  expect(created.filter(({ type }) => type === "aws_iam_role_policy")).toHaveLength(policies.length);
  expect(created.filter(({ type }) => type !== "aws_iam_role_policy")).toEqual([]);
});

it("a second plan has nothing to do", () => {
  expect(drift(afterApply)).toEqual([]);
});

it("on the way back, the modules of line 0.10 have nothing to do", () => {
  expect(drift(only(back, "v0.10.0"))).toEqual([]);
  expect(changes(back).filter(({ previous_address: from }) => from !== undefined)).toHaveLength(
    goodCases.flatMap(({ resources }) => resources).length,
  );
});

/** The stack with the constructs. */
function stackJson(likeHclModule: boolean): WrittenStack {
  const stack = filledIn(
    synthesizeConstructs((root) => {
      for (const { name, call } of goodCases) {
        adopt(makeCall(new Construct(root, name), call, { likeHclModule }), `module.${name}`);
      }
    }),
  );
  const around = aroundCalls(goodCases);
  return { ...around, ...stack, resource: together(stack.resource ?? {}, around.resource) };
}

/** A root module with a copy of the state of another one. */
async function over(other: string, name: string, json: object): Promise<Terraform> {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "cdk.tf.json"), JSON.stringify(json, null, 2));
  copyFileSync(join(other, "terraform.tfstate"), join(place, "terraform.tfstate"));
  return terraformIn(place);
}

async function terraformIn(place: string): Promise<Terraform> {
  const terraform = new Terraform(place, { env: emulator.env });
  await terraform.init();
  return terraform;
}

type Resources = NonNullable<WrittenStack["resource"]>;

function together(one: Resources, other: Resources): Resources {
  const types = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(types.map((type) => [type, { ...one[type], ...other[type] }]));
}

function changes({ json }: TerraformPlan): readonly ResourceChange[] {
  return json.resource_changes ?? [];
}

function withChanges(resource_changes: readonly ResourceChange[]): TerraformPlan {
  return { hasChanges: true, json: { resource_changes } };
}

/** The plan of what the calls of one tag made. */
function only(plan: TerraformPlan, tag: GoodCase["call"]["tag"]): TerraformPlan {
  return withChanges(changes(plan).filter(({ previous_address: from, address }) => isOf(from ?? address, tag)));
}

/** Whether an address, in the stack or in a call, is of a call of the tag. */
function isOf(address: string, tag: string): boolean {
  const [, name = ""] =
    /^(?:module\.|aws_\w+\.)(\w+?)(?:\.|_(?:mesh-task|gateway-task|controller)|$)/.exec(address) ?? [];
  return goodCases.some((each) => each.name === name && each.call.tag === tag);
}
