import { Construct } from "constructs";
import { TerraformStack, Testing, Token } from "cdktf";
import { adopt, MeshTask, type AdoptOptions } from "../../../modules";
import { refusalsOf } from "../../helpers/refusals";
import { Template, testStack } from "../../helpers/template";

const SERVERS = { datacenter: "dc1", hosts: "consul.dc1" };
const APP = { name: "app", image: "app:1", essential: true };

function client(scope: Construct, props: object = {}): MeshTask {
  return new MeshTask(scope, "client", {
    release: "0.10",
    servers: SERVERS,
    family: "client",
    port: 9090,
    containers: [APP],
    ...props,
  });
}

interface Written {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly import?: readonly { readonly id: string; readonly to: string }[];
  readonly removed?: readonly object[];
}

function written(stack: TerraformStack): Written {
  return Template.of(stack).json as Written;
}

/** The moves, by what is moved. */
function moves(stack: TerraformStack): Record<string, string> {
  return Object.fromEntries((written(stack).moved ?? []).map(({ from, to }) => [from, to]));
}

/** Without what cdktf makes of the path, to keep ids apart. */
function withoutHashes(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value.replace(/_[0-9A-F]{8}$/, "")]));
}

describe("a mesh task that takes over a call", () => {
  it("has what both make moved to where the construct makes it", () => {
    const stack = testStack();
    adopt(client(stack), "module.client");
    const { resource } = Template.of(stack).json;
    const made = Object.entries(resource ?? {}).flatMap(([type, byId]) =>
      Object.keys(byId).map((id) => `${type}.${id}`),
    );
    expect(withoutHashes(moves(stack))).toEqual({
      "module.client.aws_ecs_task_definition.this": "aws_ecs_task_definition.client_task",
      "module.client.aws_iam_role.task[0]": "aws_iam_role.client_task-role",
      "module.client.aws_iam_role.execution[0]": "aws_iam_role.client_execution-role",
      "module.client.aws_iam_policy.execution[0]": "aws_iam_policy.client_execution-role_policy",
      "module.client.aws_iam_role_policy_attachment.execution[0]":
        "aws_iam_role_policy_attachment.client_execution-role_attachment",
    });
    expect(Object.values(moves(stack)).sort()).toEqual(made.sort());
  });

  it("follows the construct to wherever it stands", () => {
    const stack = testStack();
    adopt(client(new Construct(stack, "shop")), "module.client");
    expect(withoutHashes(moves(stack))).toMatchObject({
      "module.client.aws_iam_role.task[0]": "aws_iam_role.shop_client_task-role",
    });
  });

  it("takes over what is only made with its props, and no more", () => {
    const stack = testStack();
    const policies = ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"];
    adopt(client(stack, { servers: { ...SERVERS, acls: true }, taskRolePolicyArns: policies }), "module.client");
    const names = Object.keys(moves(stack));
    expect(names).toContain("module.client.aws_iam_policy.task[0]");
    expect(names).toContain("module.client.aws_iam_role_policy_attachment.task[0]");
    expect(names.filter((name) => name.includes("additional"))).toEqual([
      "module.client.aws_iam_role_policy_attachment.additional_task_policies[0]",
      "module.client.aws_iam_role_policy_attachment.additional_task_policies[1]",
    ]);
  });

  it("leaves roles alone that were brought", () => {
    const stack = testStack();
    const role = { id: "own", arn: "arn:aws:iam::123456789012:role/own" };
    adopt(client(stack, { taskRole: role, executionRole: role }), "module.client");
    expect(Object.keys(moves(stack))).toEqual(["module.client.aws_ecs_task_definition.this"]);
  });
});

describe("the address of a call", () => {
  it.each([
    "module.client",
    'module.client["a"]',
    'module.client["a.b/c d"]',
    "module.client[0]",
    "module.mesh.module.client",
    'module.mesh["eu"].module.client[12]',
    "module.größe-1_x",
  ])("may be %s", (module) => {
    const stack = testStack();
    adopt(client(stack), module);
    expect(Object.keys(moves(stack))).toContain(`${module}.aws_iam_role.task[0]`);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["an empty text", ""],
    ["a number", 3],
    ["a name alone", "client"],
    ["a resource", "module.client.aws_iam_role.task"],
    ["no name", "module."],
    ["a name that begins with a digit", "module.1a"],
    ["a key without quotes", "module.client[a]"],
    ["an empty key", 'module.client[""]'],
    ["an expression in a key", 'module.client["${var.a}"]'],
    ["a negative number", "module.client[-1]"],
    ["a space at the end", "module.client "],
    ["a token", Token.asString({ resolve: () => "module.client" })],
  ])("is refused when it is %s", (_, module) => {
    const stack = testStack();
    expect(refusalsOf(() => adopt(client(stack), module as string))).toEqual([
      expect.stringMatching(/^module must be (the address of a module call|known at synth)/),
    ]);
  });

  it("is taken once", () => {
    const stack = testStack();
    adopt(client(stack), "module.client");
    expect(refusalsOf(() => adopt(client(new Construct(stack, "again")), "module.client"))).toEqual([
      'module is taken over already, by test/client (got "module.client"). Take it over once.',
    ]);
  });

  it("is the only one of its construct", () => {
    const stack = testStack();
    const task = client(stack);
    adopt(task, "module.client");
    expect(refusalsOf(() => adopt(task, "module.other"))).toEqual([
      'construct is taken over already, by module.client (got "test/client"). Take it over once.',
    ]);
  });

  it("may be there again in another stack", () => {
    const app = Testing.app();
    const [one, other] = ["one", "other"].map((id) => new TerraformStack(app, id));
    adopt(client(one!), "module.client");
    expect(refusalsOf(() => adopt(client(other!), "module.client"))).toEqual([]);
  });
});

describe("a new state", () => {
  const IDS = {
    "aws_ecs_task_definition.this": "arn:aws:ecs:us-east-1:123456789012:task-definition/client:3",
    "aws_iam_role.task": "client-task",
    "aws_iam_role.execution": "client-execution",
    "aws_iam_policy.execution": "arn:aws:iam::123456789012:policy/consul-ecs/client-execution",
    "aws_iam_role_policy_attachment.execution":
      "client-execution/arn:aws:iam::123456789012:policy/consul-ecs/client-execution",
  };

  it("gets imports instead of moves", () => {
    const stack = testStack();
    adopt(client(stack), "module.client", { importIds: IDS });
    const { moved, removed, import: imports = [] } = written(stack);
    expect([moved, removed]).toEqual([undefined, undefined]);
    expect(imports.map(({ id }) => id).sort()).toEqual(Object.values(IDS).sort());
    expect(withoutHashes(Object.fromEntries(imports.map(({ id, to }) => [id, to])))).toMatchObject({
      "client-task": "aws_iam_role.client_task-role",
    });
  });

  it.each<[string, AdoptOptions, string]>([
    [
      "an id is missing",
      { importIds: { ...IDS, "aws_iam_role.task": undefined } as never },
      "options.importIds.aws_iam_role.task must be a text",
    ],
    [
      "what is missing would be made anew",
      { importIds: { "aws_ecs_task_definition.this": "x" } },
      "options.importIds must name all that the construct makes as the module does: 'aws_iam_role.task', 'aws_iam_policy.execution'",
    ],
    [
      "nothing is there to import to",
      { importIds: { ...IDS, "aws_iam_policy.task": "x" } },
      "options.importIds.aws_iam_policy.task is not known",
    ],
    ["another option is given", { imports: {} } as AdoptOptions, "options.imports is not known"],
  ])("is refused when %s", (_, options, message) => {
    const stack = testStack();
    const refusals = refusalsOf(() => {
      adopt(client(stack), "module.client", options);
      Template.of(stack);
    });
    expect(refusals.join("\n")).toContain(message.split("', '")[0]);
  });
});
