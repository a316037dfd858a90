import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import js from "@eslint/js";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { adoption, type Adopted } from "../../../tools/adopt/adopt";
import { writeProgram } from "../../../tools/adopt/files";
import { synthesizeWritten } from "../../../tools/adopt/plan/synthesize";
import { report } from "../../../tools/adopt/report";
import { readPlan, readState, type StateResource } from "../../../tools/adopt/state";
import { besideConfig, removedFile, stackFile } from "../../../tools/adopt/write";
import { typeCheck } from "../../helpers/type-check";
import { stateResource } from "./resources";

const ROOT = join(__dirname, "../../..");
const PLAN = readPlan(fixture("plan.json"));
/** What an apply on the emulator left: a load balancer with three listeners and two target groups, and two groups with rules. */
const BALANCER = readState(fixture("load-balancer.json"));

function fixture(name: string): object {
  return JSON.parse(readFileSync(join(ROOT, "__tests__/fixtures/adopt", name), "utf8")) as object;
}

function idOf(address: string): string {
  return String(BALANCER.find((each) => each.address === address)?.values.id);
}

/** The calls of the plan, with a service that is behind the load balancer, and a gateway in one of its groups. */
function adopted(newState = false, more: (resource: StateResource) => Partial<StateResource> = () => ({})): Adopted {
  const resources = [...PLAN.resources, ...BALANCER].map((each) => ({ ...each, ...more(each) }));
  return adoption({ ...PLAN, resources: resources.map(behind) }, { newState });
}

function behind(resource: StateResource): StateResource {
  const network = [{ subnets: ["subnet-1"], security_groups: [idOf("aws_security_group.tasks")] }];
  if (resource.address === "module.gateway[0].aws_ecs_service.this")
    return { ...resource, values: { ...resource.values, network_configuration: network } };
  if (resource.address !== 'aws_ecs_service.client["a"]') return resource;
  const target = { target_group_arn: idOf("aws_lb_target_group.alb"), container_name: "app", container_port: 9090 };
  return { ...resource, values: { ...resource.values, network_configuration: network, load_balancer: [target] } };
}

function addresses({ beside }: Adopted): string[] {
  return beside.map(({ resource }) => resource.address);
}

const ALL = BALANCER.map(({ address }) => address);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "adopt-beside-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("what is taken over beside the calls", () => {
  it("is what a service refers to, and what hangs on it", () => {
    const { forgotten, left } = adopted();
    expect(addresses(adopted())).toEqual(ALL);
    expect(left).toEqual([]);
    expect(forgotten.filter((each) => ALL.includes(each))).toEqual([]);
  });

  it("is nothing that no service refers to", () => {
    const { beside, forgotten } = adoption(
      { ...PLAN, resources: [...PLAN.resources, ...BALANCER] },
      { newState: false },
    );
    expect(beside).toEqual([]);
    expect(forgotten).toEqual(expect.arrayContaining(ALL));
  });

  it("is no more than that: neither another load balancer nor its group", () => {
    const strangers = [
      stateResource("aws_lb.other", { values: { id: "arn:other", arn: "arn:other", security_groups: ["sg-other"] } }),
      stateResource("aws_security_group.other", { values: { id: "sg-other" } }),
      stateResource("module.vpc.aws_security_group.inner", { values: { id: idOf("aws_security_group.tasks") } }),
    ];
    const resources = [...PLAN.resources, ...BALANCER, ...strangers].map(behind);
    expect(addresses(adoption({ ...PLAN, resources }, { newState: false }))).toEqual(ALL);
  });

  it("are rules of a group that services are in, also where the group itself is made elsewhere", () => {
    const resources = [...PLAN.resources, ...BALANCER]
      .map(behind)
      .filter(({ address }) => address !== "aws_security_group.tasks");
    const { beside } = adoption({ ...PLAN, resources }, { newState: false });
    const rule = beside.find(({ resource }) => resource.address === "aws_security_group_rule.own");
    expect(rule?.config.securityGroupId).toBe(idOf("aws_security_group.tasks"));
  });

  it.each<[string, Partial<StateResource>, RegExp]>([
    ["is tainted", { tainted: true }, /^it is tainted/],
    ["has what waits to be destroyed", { deposed: "1" }, /waits to be destroyed/],
    ["has what is secret", { sensitive: ["default_action"] }, /^it has a sensitive default_action/],
    ["has a block that is not read", { values: { default_action: [{ x: [{ y: 1 }] }] } }, /^it has x, which is not/],
  ])("is nothing that %s; that is named", (_, more, why) => {
    const { left, forgotten, beside } = adopted(false, ({ address, values }) =>
      address === "aws_lb_listener.weighted" ? { ...more, values: { ...values, ...more.values } } : {},
    );
    expect(left).toEqual([{ address: "aws_lb_listener.weighted", why: expect.stringMatching(why) as string }]);
    expect(forgotten).toContain("aws_lb_listener.weighted");
    expect(beside.map(({ resource }) => resource.address)).not.toContain("aws_lb_listener.weighted");
  });

  it("are all instances of a resource or none, for a new state: a removed block takes no keys", () => {
    const instances = ["a", "b"].map((key) =>
      stateResource(`aws_security_group_rule.each["${key}"]`, {
        values: { id: key, security_group_id: key === "a" ? idOf("aws_security_group.tasks") : "sg-other" },
      }),
    );
    const resources = [...PLAN.resources, ...BALANCER, ...instances].map(behind);
    const given = { ...PLAN, resources };
    expect(addresses(adoption(given, { newState: false }))).toContain('aws_security_group_rule.each["a"]');
    const { left } = adoption(given, { newState: true });
    expect(left).toEqual([
      { address: 'aws_security_group_rule.each["a"]', why: expect.stringMatching(/^another instance of it/) as string },
    ]);
  });
});

describe("what is written", () => {
  const keyed = (resource: StateResource): Partial<StateResource> =>
    resource.address === "aws_lb.alb" ? { address: 'aws_lb.alb["x"]', index: "x" } : {};

  it("compiles, lints and runs, and takes over each with its key", async () => {
    const both = { same: adopted(false, keyed), imported: adopted(true, keyed) };
    const eslint = new ESLint({
      overrideConfigFile: true,
      overrideConfig: tseslint.config(
        js.configs.recommended,
        tseslint.configs.recommended,
      ) as ESLint.Options["overrideConfig"],
    });
    const texts = new Map<string, string>();
    for (const [name, each] of Object.entries(both)) {
      await writeProgram(join(folder, name), each);
      const text = readFileSync(join(folder, name, "adopted-stack.ts"), "utf8");
      texts.set(join(ROOT, `${name}.ts`), text);
      const [result] = await eslint.lintText(text, { filePath: join(ROOT, "adopted-stack.ts") });
      expect(result?.messages.map(({ message }) => message)).toEqual([]);
    }
    expect(typeCheck(texts)).toEqual([]);
    const [same, imported] = await Promise.all(["same", "imported"].map(run));
    const managed = ALL.map((address) => (address === "aws_lb.alb" ? 'aws_lb.alb["x"]' : address));
    expect(same?.moved?.map(({ from }) => from)).toEqual(expect.arrayContaining(managed));
    const ids = imported?.import?.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([idOf("aws_lb.alb"), idOf("aws_lb_target_group.inst")]));
    expect(ids).toContain(`${idOf("aws_security_group.tasks")}_ingress_tcp_0_0_${idOf("aws_security_group.alb")}`);
    expect(ids).toContain(idOf("aws_vpc_security_group_egress_rule.all"));
  }, 120_000);

  async function run(name: string) {
    mkdirSync(join(folder, `${name}-output`));
    const stack = await synthesizeWritten(join(folder, name), join(folder, `${name}-output`));
    return stack as {
      readonly moved?: readonly { readonly from: string }[];
      readonly import?: readonly { readonly id: string }[];
    };
  }

  it("refers to what is taken over, which comes first, and has the literal id of all else", () => {
    const text = stackFile(adopted());
    expect(text).toContain("securityGroups: [albSecurityGroup.id]");
    expect(text).toContain("loadBalancerArn: albLb.arn");
    expect(text).toMatch(/defaultAction: \[\{ order: 1, targetGroupArn: albTargetGroup\.arn, type: "forward" \}\]/);
    expect(text).toContain("targetGroup: [{ arn: albTargetGroup.arn, weight: 3 }, { arn: instTargetGroup.arn");
    expect(text).toContain("sourceSecurityGroupId: albSecurityGroup.id");
    expect(text).toMatch(/new EcsService\(.*targetGroupArn: albTargetGroup\.arn/);
    expect(text).toMatch(/new EcsService\(.*securityGroups: \[tasksSecurityGroup\.id\]/);
    expect(text).toMatch(/new GatewayTask\(.*securityGroupIds: \[tasksSecurityGroup\.id\]/);
    expect(text).toContain(`vpcId: "vpc-`);
    for (const { 1: constant, index } of text.matchAll(/\b(\w+(?:Lb|Group))\.(?:arn|id)\b/g))
      expect(text.lastIndexOf(`const ${constant} = `, index)).toBeGreaterThan(-1);
  });

  it("lets the old root go of each, and says what each becomes", () => {
    const all = adopted(true);
    expect(removedFile(all)).toContain("from = aws_lb_target_group.inst\n");
    const text = report(all, [], { kind: "not planned", why: "there is no Terraform." });
    expect(text).toContain("- `aws_lb.alb` becomes `Lb`.");
    expect(text).toContain("- `aws_security_group_rule.own` becomes `SecurityGroupRule`.");
  });
});

describe("what a resource is told", () => {
  const told = (address: string, values: Readonly<Record<string, unknown>>) =>
    besideConfig(stateResource(address, { values })).config;

  it("is what differs from the defaults, in the words of the binding", () => {
    const [balancer] = BALANCER.filter(({ address }) => address === "aws_lb.alb");
    expect(Object.keys(told("aws_lb.alb", balancer?.values ?? {}))).toEqual(["name", "securityGroups", "subnets"]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ["aws_lb.a", { enable_http2: false, internal: false }, { enableHttp2: false }],
    ["aws_lb.a", { idle_timeout: 60, client_keep_alive: 10 }, { clientKeepAlive: 10 }],
    ["aws_lb.a", { access_logs: [{ bucket: "", enabled: false, prefix: "" }] }, {}],
    ["aws_lb.a", { access_logs: [{ bucket: "b", enabled: true }] }, { accessLogs: { bucket: "b", enabled: true } }],
    [
      "aws_lb.a",
      { subnets: ["s"], subnet_mapping: [{ subnet_id: "s", allocation_id: "eip", outpost_id: "" }] },
      { subnetMapping: [{ subnetId: "s", allocationId: "eip" }] },
    ],
    ["aws_lb_target_group.a", { stickiness: [{ enabled: false, type: "lb_cookie", cookie_duration: 0 }] }, {}],
    ["aws_lb_target_group.a", { health_check: [{ enabled: false }] }, { healthCheck: { enabled: false } }],
    ["aws_lb_target_group.a", { target_health_state: [{ enable_unhealthy_connection_termination: null }] }, {}],
    [
      "aws_lb_target_group.a",
      { target_health_state: [{ enable_unhealthy_connection_termination: false, unhealthy_draining_interval: 0 }] },
      { targetHealthState: [{ enableUnhealthyConnectionTermination: false }] },
    ],
    ["aws_lb_listener.a", { protocol: "HTTP", ssl_policy: "p" }, { protocol: "HTTP" }],
    ["aws_lb_listener.a", { protocol: "TLS", ssl_policy: "p" }, { protocol: "TLS", sslPolicy: "p" }],
    [
      "aws_lb_listener.a",
      { default_action: [{ type: "forward", target_group_arn: "t", forward: [{ target_group: [{ arn: "t" }] }] }] },
      { defaultAction: [{ type: "forward", targetGroupArn: "t" }] },
    ],
    [
      "aws_security_group_rule.a",
      { self: true, source_security_group_id: "sg", from_port: 0 },
      { selfAttribute: true, fromPort: 0 },
    ],
    ["aws_security_group.a", { description: "${x}" }, { description: "$${x}" }],
    [
      "aws_ecs_service.a",
      { desired_count: 0, deployment_circuit_breaker: [{ enable: true, rollback: false }] },
      { desiredCount: 0, deploymentCircuitBreaker: { enable: true, rollback: false } },
    ],
  ])("of %s with %j is %j", (address, values, expected) => {
    expect(told(address, values)).toEqual(expected);
  });

  it("has the rules of a group there that are no resources of their own", () => {
    const rules = [{ from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"], self: false }];
    const all = adopted(false, ({ type, values }) =>
      type === "aws_security_group" ? { values: { ...values, ingress: rules, egress: rules } } : {},
    );
    const config = (address: string) => all.beside.find(({ resource }) => resource.address === address)?.config;
    const written = [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }];
    expect(config("aws_security_group.alb")).toMatchObject({ ingress: written, egress: written });
    expect(Object.keys(config("aws_security_group.tasks") ?? {})).toEqual(["name", "vpcId"]);
  });
});
