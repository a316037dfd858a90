import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  readModulesJson,
  readPlan,
  readState,
  UnreadableState,
  callPath,
  moduleSteps,
} from "../../../tools/adopt/state";
import { moduleSource } from "../../../tools/adopt/state/module-source";
import { constrainedVersion } from "../../../tools/adopt/state/lines";
import { needsProvider6, writtenByProvider6 } from "../../../tools/adopt/state/provider";
import { stateResource } from "./resources";

const PLAN = JSON.parse(readFileSync(join(__dirname, "../../fixtures/adopt/plan.json"), "utf8")) as object;

describe("the source of a module", () => {
  it.each<[string, object | undefined]>([
    ["hashicorp/consul-ecs/aws//modules/mesh-task", { module: "mesh-task" }],
    ["registry.terraform.io/hashicorp/consul-ecs/aws//modules/controller", { module: "controller" }],
    [
      "git::https://github.com/hashicorp/terraform-aws-consul-ecs.git//modules/mesh-task?ref=v0.6.2",
      { module: "mesh-task", version: "0.6.2" },
    ],
    [
      "git@github.com:hashicorp/terraform-aws-consul-ecs.git//modules/gateway-task?depth=1&ref=0.10.0",
      { module: "gateway-task", version: "0.10.0" },
    ],
    ["github.com/hashicorp/terraform-aws-consul-ecs//modules/dev-server?ref=main", { module: "dev-server" }],
    ["github.com/hashicorp/terraform-aws-consul-ecs//modules/dev-server", { module: "dev-server" }],
    ["../../modules/mesh-task", { module: "mesh-task" }],
    ["./vendor/consul/modules/acl-controller", { module: "acl-controller" }],
    ["terraform-aws-modules/vpc/aws", undefined],
    ["hashicorp/consul-ecs/aws", undefined],
    ["./mesh-task", undefined],
    ["../modules/database", undefined],
  ])("%s", (source, expected) => expect(moduleSource(source)).toEqual(expected));
});

it.each<[string, string | undefined]>([
  ["0.10.0", "0.10.0"],
  ["= 0.6.2", "0.6.2"],
  ["~> 0.10.0", "0.10.0"],
  ["~> 0.10", undefined],
  [">= 0.6.0", undefined],
  [">= 0.6.0, < 0.7.0", undefined],
  ["", undefined],
])("the constraint %j leaves no release line open, or says none: %j", (constraint, expected) =>
  expect(constrainedVersion(constraint)).toBe(expected),
);

it("steps through modules whose keys have dots, quotes and brackets", () => {
  const address = String.raw`module.mesh["a.b"].module.client["module.x[0] \"y\""].module.z[0]`;
  expect(moduleSteps(address)).toEqual([
    { name: "mesh", key: '["a.b"]' },
    { name: "client", key: String.raw`["module.x[0] \"y\""]` },
    { name: "z", key: "[0]" },
  ]);
  expect(callPath(address)).toBe("mesh.client.z");
});

describe("a state", () => {
  const RAW = {
    version: 4,
    resources: [
      { mode: "data", type: "aws_region", name: "current", instances: [{ attributes: {} }] },
      {
        module: 'module.client["a"]',
        mode: "managed",
        type: "aws_iam_role",
        name: "task",
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [
          { index_key: 0, status: "tainted", schema_version: 0, attributes: { name: "a" } },
          {
            index_key: "x${y}",
            deposed: "01234567",
            attributes: { token: "t" },
            sensitive_attributes: [[{ type: "get_attr", value: "token" }]],
          },
        ],
      },
    ],
  };

  it("is read in its raw form", () => {
    expect(readState(RAW)).toEqual([
      {
        address: 'module.client["a"].aws_iam_role.task[0]',
        module: 'module.client["a"]',
        type: "aws_iam_role",
        name: "task",
        index: 0,
        provider: "registry.terraform.io/hashicorp/aws",
        schemaVersion: 0,
        values: { name: "a" },
        sensitive: [],
        tainted: true,
      },
      expect.objectContaining({
        address: 'module.client["a"].aws_iam_role.task["x$${y}"]',
        deposed: "01234567",
        sensitive: ["token"],
        tainted: false,
      }),
    ]);
  });

  it("is read as `terraform show -json` has it, with what is sensitive deep inside", () => {
    const resource = {
      address: "module.m.aws_iam_role.task",
      mode: "managed",
      type: "aws_iam_role",
      name: "task",
      provider_name: "registry.terraform.io/hashicorp/aws",
      schema_version: 1,
      values: { name: "a", tags: { a: "secret" } },
      sensitive_values: { tags: { a: true }, inline_policy: [{}] },
    };
    const shown = {
      format_version: "1.0",
      values: { root_module: { child_modules: [{ address: "module.m", resources: [resource] }] } },
    };
    expect(readState(shown)).toEqual([
      expect.objectContaining({ module: "module.m", schemaVersion: 1, sensitive: ["tags"], tainted: false }),
    ]);
  });

  it("may be empty", () => expect(readState({ format_version: "1.0" })).toEqual([]));

  it.each([[null], [[]], ["state"], [{}], [{ version: 3 }], [PLAN]])("is refused when it is none: %#", (json) =>
    expect(() => readState(json)).toThrow(UnreadableState),
  );
});

describe("a plan", () => {
  it("knows the calls, also those in modules, and what is in the state", () => {
    const { sources, resources, pending, awsProvider } = readPlan(PLAN);
    expect(Object.fromEntries(sources)).toMatchObject({
      client: { source: "hashicorp/consul-ecs/aws//modules/mesh-task", version: "0.10.0" },
      "mesh.client": { source: "hashicorp/consul-ecs/aws//modules/mesh-task" },
      mesh: { source: "./mesh" },
    });
    expect(resources.map(({ address }) => address)).toContain('module.client["b.c"].aws_iam_role.task[0]');
    expect(pending).toEqual([]);
    expect(awsProvider).toBe("~> 5.0");
  });

  it("tells what it would change itself", () => {
    const changes = [
      { address: "a.b", mode: "managed", change: { actions: ["update"] } },
      { address: "a.c", mode: "managed", change: { actions: ["no-op"] } },
      { address: "data.d.e", mode: "data", change: { actions: ["read"] } },
    ];
    expect(readPlan({ ...PLAN, resource_changes: changes }).pending).toEqual(["a.b"]);
  });

  it.each([[{}], [{ format_version: "1.0", values: {} }], [null]])("is refused when it is none: %#", (json) =>
    expect(() => readPlan(json)).toThrow("is no plan"),
  );
});

it("the list of modules has exact versions", () => {
  const Modules = [
    { Key: "", Source: "", Dir: "." },
    {
      Key: "mesh.client",
      Source: "registry.terraform.io/hashicorp/consul-ecs/aws//modules/mesh-task",
      Version: "0.6.2",
      Dir: "x",
    },
  ];
  expect([...readModulesJson({ Modules })]).toEqual([
    ["mesh.client", { source: Modules[1]?.Source, version: "0.6.2" }],
  ]);
  expect(() => readModulesJson({})).toThrow("modules.json");
});

describe("version 6 of the AWS provider", () => {
  it("is known by the region that its resources have", () => {
    const of5 = stateResource("aws_ecs_service.a", { values: { name: "a" } });
    // A bucket always had one.
    const bucket = stateResource("aws_s3_bucket.a", { values: { region: "us-east-1" } });
    const of6 = stateResource("aws_ecs_service.b", { values: { name: "b", region: "us-east-1" } });
    expect(writtenByProvider6([of5, bucket])).toBeUndefined();
    expect(writtenByProvider6([of5, bucket, of6])).toBe(of6);
  });

  it.each([
    ["~> 6.0", true],
    [">= 6.2, < 7", true],
    ["6.1.0", true],
    ["~> 5.0", false],
    [">= 5.0", false],
    [">= 5.0, < 6.0", false],
    ["< 7", false],
  ])("is what %s asks for: %s", (constraint, expected) => expect(needsProvider6(constraint)).toBe(expected));
});
