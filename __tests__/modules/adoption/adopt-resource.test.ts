import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformCount } from "cdktf";
import { Construct } from "constructs";
import { adopt, adoptResource, forget, HttpLoadBalancer, MeshTask } from "../../../modules";
import { refusalsOf } from "../../helpers/refusals";
import { Template, testStack } from "../../helpers/template";

interface Written {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly import?: readonly { readonly id: string; readonly to: string }[];
  readonly removed?: readonly object[];
}

function written(build: (stack: ReturnType<typeof testStack>) => void): Written {
  return Template.of(testStack(build)).json as Written;
}

const balancer = (scope: Construct) =>
  new HttpLoadBalancer(scope, "public", {
    name: "public",
    securityGroupName: "public",
    description: "All",
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    ingressCidrBlocks: ["10.0.0.0/8"],
    port: 9090,
    healthCheck: { path: "/", timeout: 5, interval: 30 },
  });

const client = (scope: Construct) =>
  new MeshTask(scope, "client", {
    release: "0.10",
    servers: { datacenter: "dc1", hosts: "consul.dc1" },
    family: "client",
    port: 9090,
    containers: [{ name: "app", image: "app:1", essential: true }],
  });

const role = (scope: Construct) => new IamRole(scope, "role", { name: "role", assumeRolePolicy: "{}" });

const group = (scope: Construct, id = "group") => new SecurityGroup(scope, id, { name: id });

it("moves the only resource of the type that a construct makes", () => {
  const { moved } = written((stack) => {
    const loadBalancer = balancer(stack);
    for (const type of ["lb", "lb_listener", "lb_target_group", "security_group"])
      adoptResource(loadBalancer, `aws_${type}.example`);
  });
  const types = (moved ?? []).map(({ from, to }) => [from, to.split(".")[0]]);
  expect(types).toEqual([
    ["aws_lb.example", "aws_lb"],
    ["aws_lb_listener.example", "aws_lb_listener"],
    ["aws_lb_target_group.example", "aws_lb_target_group"],
    ["aws_security_group.example", "aws_security_group"],
  ]);
});

it("moves a resource itself, from wherever it was", () => {
  const address = 'module.shop["a"].aws_security_group.tasks[1]';
  const { moved } = written((stack) => adoptResource(group(stack), address));
  expect(moved).toEqual([{ from: address, to: "aws_security_group.group" }]);
});

it("imports into a new state", () => {
  const { moved, import: imports } = written((stack) =>
    adoptResource(group(stack), "aws_security_group.tasks", { importId: "sg-1" }),
  );
  expect([moved, imports]).toEqual([undefined, [{ to: "aws_security_group.group", id: "sg-1" }]]);
});

it.each<[string, unknown]>([
  ["nothing", undefined],
  ["a name alone", "tasks"],
  ["a module call", "module.client"],
  ["a data source", "data.aws_security_group.tasks"],
  ["an attribute", "aws_security_group.tasks.id"],
  ["a list", ["aws_security_group.tasks"]],
])("refuses %s for an address", (_, address) => {
  expect(refusalsOf(() => adoptResource(group(testStack()), address as string))).toEqual([
    expect.stringMatching(/^address must be the address of a resource/),
  ]);
});

it("refuses what makes no such resource, or several", () => {
  const scope = new Construct(testStack(), "both");
  group(scope, "one");
  group(scope, "other");
  expect(refusalsOf(() => adoptResource(scope, "aws_lb.example"))).toEqual([
    "construct must make a resource of the type 'aws_lb' (got \"test/both\"). Give the resource itself, or what makes only this one.",
  ]);
  expect(refusalsOf(() => adoptResource(scope, "aws_security_group.example"))).toEqual([
    expect.stringContaining("and makes 'test/both/one' and 'test/both/other'"),
  ]);
});

it("refuses a resource that is there several times", () => {
  const several = new SecurityGroup(testStack(), "several", { name: "x", count: TerraformCount.of(2) });
  expect(refusalsOf(() => adoptResource(several, "aws_security_group.tasks"))).toEqual([
    expect.stringContaining("without `count` and `forEach`"),
  ]);
});

it("refuses what was taken over before: the address, and the resource", () => {
  const stack = testStack();
  const one = group(stack, "one");
  adoptResource(one, "aws_security_group.tasks");
  expect(refusalsOf(() => adoptResource(one, "aws_security_group.others"))).toEqual([
    expect.stringMatching(/^construct is taken over already, by aws_security_group.tasks/),
  ]);
  expect(refusalsOf(() => adoptResource(group(stack, "other"), "aws_security_group.tasks"))).toEqual([
    expect.stringMatching(/^address is taken over already, by test\/one/),
  ]);
});

it("stands beside the calls", () => {
  const { moved = [] } = written((stack) => {
    adopt(client(stack), "module.client");
    adoptResource(new EcsService(stack, "service", { name: "client" }), "aws_ecs_service.client");
  });
  expect(moved).toHaveLength(6);
  expect(moved).toContainEqual({ from: "aws_ecs_service.client", to: "aws_ecs_service.service" });
});

it.each([
  ["its address", "module.client.aws_iam_role.task[0]", (_: MeshTask, stack: Construct) => role(stack)],
  ["its resource", "aws_iam_role.other", (task: MeshTask) => task.node.findChild("task-role") as Construct],
])("refuses what is taken over with its call too, by %s", (_, address, of) => {
  const stack = testStack();
  const task = client(stack);
  adopt(task, "module.client");
  adoptResource(of(task, stack), address);
  expect(refusalsOf(() => Template.of(stack)).join()).toContain("is taken over with its call, and by itself");
});

describe("what leaves the state", () => {
  it("stays in AWS, and is named without keys and once", () => {
    const { removed } = written((stack) => {
      forget(stack, ["module.dev.tls_private_key.ca[0]", 'module.all["a.b"].module.dev[0].random_uuid.token']);
      forget(new Construct(stack, "elsewhere"), ["module.dev.tls_private_key.ca", "null_resource.wait"]);
    });
    const lifecycle = { destroy: false };
    expect(removed).toEqual([
      { from: "module.dev.tls_private_key.ca", lifecycle },
      { from: "module.all.module.dev.random_uuid.token", lifecycle },
      { from: "null_resource.wait", lifecycle },
    ]);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an empty list", []],
    ["a call", ["module.dev"]],
    ["a text", "null_resource.wait"],
  ])("is refused when it is %s", (_, addresses) => {
    expect(refusalsOf(() => forget(testStack(), addresses as string[])).join()).toMatch(/^addresses(\[0\])? must/);
  });
});

it("writes nothing of it where nothing is taken over", () => {
  expect(Object.keys(written((stack) => void group(stack)))).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(moved|import|removed)$/)]),
  );
});
