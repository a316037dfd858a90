import { findCalls, type CallSources, type StateResource } from "../../../tools/adopt/state";
import { stateResource, taskOf } from "./resources";

const REGISTRY = "hashicorp/consul-ecs/aws//modules/";
const MESH = ["app", "consul-ecs-mesh-init"];

function sources(calls: Readonly<Record<string, string>>, version?: string): CallSources {
  return new Map(
    Object.entries(calls).map(([path, module]) => [
      path,
      { source: `${REGISTRY}${module}`, ...(version === undefined ? {} : { version }) },
    ]),
  );
}

function found(resources: readonly StateResource[], given: CallSources = new Map(), line?: "0.10" | "0.6") {
  const { calls, left } = findCalls(resources, given, line);
  return {
    calls: calls.map(({ address, module, release }) => `${address} ${module} ${release}`),
    left: left.map(({ address, why }) => `${address}: ${why}`),
  };
}

it("takes each instance of a call by itself, and calls of one name in different modules", () => {
  const modules = [
    'module.client["a"]',
    'module.client["b.c"]',
    "module.mesh[0].module.client",
    "module.mesh[1].module.client",
  ];
  const given = sources({ client: "mesh-task", "mesh.client": "mesh-task" }, "0.10.0");
  expect(
    found(
      modules.map((module) => taskOf(module, MESH)),
      given,
    ),
  ).toEqual({
    calls: modules.map((module) => `${module} mesh-task 0.10`),
    left: [],
  });
});

it("leaves modules of anybody else alone", () => {
  const given: CallSources = new Map([["vpc", { source: "terraform-aws-modules/vpc/aws", version: "5.0.0" }]]);
  const others = [stateResource("module.vpc.aws_vpc.this[0]"), stateResource("aws_ecs_cluster.main")];
  const { calls, left, others: kept } = findCalls(others, given);
  expect([calls, left, kept]).toEqual([[], [], others]);
});

describe("the version", () => {
  it("is the one that the module wrote on the task definition, whatever the configuration asks for since", () => {
    const given = sources({ client: "mesh-task" }, "0.10.0");
    expect(found([taskOf("module.client", MESH, "0.6.2")], given).calls).toEqual(["module.client mesh-task 0.6"]);
    expect(found([taskOf("module.client", MESH, "0.10.1")]).calls).toEqual(["module.client mesh-task 0.10"]);
  });

  it("is that of --line where nothing else says it", () => {
    const controller = [
      taskOf("module.c", ["consul-ecs-controller"]),
      stateResource("module.c.aws_iam_role_policy_attachment.consul-controller-execution"),
    ];
    expect(found(controller).left).toEqual([
      expect.stringContaining("module.c: nothing says which version of controller"),
    ]);
    expect(found(controller, new Map(), "0.10").calls).toEqual(["module.c controller 0.10"]);
    expect(found(controller, new Map(), "0.6").left).toEqual(["module.c: line 0.6 has no module controller"]);
    const own = sources({ c: "controller" }, "~> 0.10.0");
    expect(found(controller, own, "0.6").calls).toEqual(["module.c controller 0.10"]);
  });

  it.each([
    ["0.2.0", "Upgrade all calls to 0.6.2"],
    ["0.4.2", "tokens in Secrets Manager"],
    ["0.5.1", "Upgrade all calls to 0.6.2, whose inputs are nearly the same"],
    ["0.7.3", "Upgrade all calls to 0.10.0"],
    ["0.9.4", "Upgrade all calls to 0.10.0"],
    ["1.0.0", "Upgrade it to 0.10.0, or to 0.6.2"],
  ])("%s is named and left, with what is to be done by hand", (version, advice) => {
    expect(found([taskOf("module.client", MESH, version)]).left).toEqual([
      expect.stringMatching(new RegExp(`^module\\.client: it is mesh-task ${version}, .*${advice}`)),
    ]);
  });

  it("before 0.7 makes a controller of an acl-controller", () => {
    const given = sources({ c: "acl-controller" }, "0.8.0");
    expect(found([taskOf("module.c", ["x"])], given).left).toEqual([
      expect.stringContaining("is called controller since 0.7.0"),
    ]);
  });
});

it.each<[string, readonly string[], readonly string[], string]>([
  ["mesh-task", MESH, [], "0.10"],
  ["gateway-task", ["consul-ecs-mesh-init"], ["aws_ecs_service.this"], "0.10"],
  ["dev-server", ["consul-server"], ["aws_service_discovery_service.server"], "0.6"],
  ["acl-controller", ["consul-acl-controller"], ["aws_iam_role_policy_attachment.consul-controller-execution"], "0.6"],
])("%s is known by what only it makes", (module, containers, resources, line) => {
  const all = [taskOf("module.m", containers), ...resources.map((each) => stateResource(`module.m.${each}`))];
  expect(found(all, new Map(), line === "0.6" ? "0.6" : "0.10").calls).toEqual([`module.m ${module} ${line}`]);
});

describe("what is not settled is left", () => {
  const task = taskOf("module.client", MESH, "0.10.0");

  it.each<[string, Partial<StateResource>, string]>([
    ["tainted", { tainted: true }, "terraform untaint 'module.client.aws_iam_role.task[0]'"],
    ["deposed", { deposed: "0123" }, "waits to be destroyed"],
    ["sensitive", { sensitive: ["tags"] }, "has a sensitive tags"],
  ])("%s", (_, more, why) => {
    const role = stateResource("module.client.aws_iam_role.task[0]", more);
    expect(found([task, role])).toEqual({ calls: [], left: [expect.stringContaining(why)] });
  });

  it("but not a dev server, whose containers are sensitive as a whole", () => {
    const server = { ...taskOf("module.dev", ["consul-server"]), sensitive: ["container_definitions"] };
    const registry = stateResource("module.dev.aws_service_discovery_service.server");
    expect(found([server, registry], new Map(), "0.10")).toEqual({ calls: ["module.dev dev-server 0.10"], left: [] });
  });

  it("but not because of values that are secret and are not read", () => {
    const version = stateResource("module.client.aws_secretsmanager_secret_version.a[0]", {
      sensitive: ["secret_string"],
    });
    expect(found([task, version]).calls).toHaveLength(1);
  });
});

it("names a call that has nothing in the state", () => {
  expect(found([], sources({ "mesh.client": "mesh-task" }, "0.10.0")).left).toEqual([
    expect.stringMatching(/^module\.mesh\.module\.client: it has nothing in the state/),
  ]);
});
