import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { ContainerDefinition } from "../../../../modules/aws";
import { HttpLoadBalancer, type ServiceTarget } from "../../../../modules/aws/load-balancer";
import { Template, type Block } from "../../../helpers/template";
import { APP, containerOf, ecsService, testMesh, type TestMesh } from "./given";

const loadBalancer = ({ stack }: TestMesh, id = "lb", change: object = {}): HttpLoadBalancer =>
  new HttpLoadBalancer(stack, id, {
    name: id,
    securityGroupName: `web-${id}`,
    description: "web",
    vpcId: "vpc-0a1b2c3d",
    subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    ingressCidrBlocks: ["203.0.113.7/32"],
    port: 80,
    healthCheck: { path: "/health", timeout: 5, interval: 30 },
    ...change,
  });

const ownTarget = (index = 0): ServiceTarget => ({
  targetGroupArn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/own/${index}`,
  securityGroupId: `sg-0000000${index}`,
});

const balancersOf = (template: Template): readonly Block[] =>
  ecsService(template, "web").load_balancer as readonly Block[];

/** The ports of the mesh that load balancers may reach, with whose group they are. */
const opened = (template: Template): unknown[] =>
  Object.values(template.resources("aws_security_group_rule"))
    .filter(({ description }) => String(description).startsWith("Load balancer"))
    .map(({ from_port: from, to_port: to, source_security_group_id: source, cidr_blocks: blocks }) => [
      from,
      to,
      source ?? blocks,
    ]);

test("attaches the container, waits for the listener, and opens the mesh for the load balancer alone", () => {
  const test = testMesh();
  test.service("web").exposeThrough(loadBalancer(test));
  const template = Template.of(test.stack);
  expect(balancersOf(template)).toEqual([
    {
      container_name: "app",
      container_port: 9090,
      target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.lb_/) as string,
    },
  ]);
  expect(ecsService(template, "web").depends_on).toContainEqual(expect.stringMatching(/^aws_lb_listener\.lb_/));
  expect(opened(template)).toEqual([[9090, 9090, expect.stringMatching(/^\$\{aws_security_group\.lb_/)]]);
});

test("two load balancers on one port bring callers to one container, each by a rule of its own", () => {
  const test = testMesh();
  const web = test.service("web");
  for (const id of ["inside", "outside"]) web.exposeThrough(loadBalancer(test, id));
  const template = Template.of(test.stack);
  expect(balancersOf(template).map(({ container_port: port }) => port)).toEqual([9090, 9090]);
  expect(opened(template)).toEqual([
    [9090, 9090, expect.stringMatching(/\.inside_/)],
    [9090, 9090, expect.stringMatching(/\.outside_/)],
  ]);
  expect(containerOf(template, "web").portMappings).toEqual([{ containerPort: 9090, hostPort: 9090, protocol: "tcp" }]);
  const waits = ecsService(template, "web").depends_on as string[];
  expect(waits.filter((each) => each.startsWith("aws_lb_listener."))).toHaveLength(2);
});

test("two ports of a service may be exposed, the port of the target before the service's own", () => {
  const test = testMesh();
  const web = test.service("web");
  web.exposeThrough(loadBalancer(test, "calls"));
  web.exposeThrough(loadBalancer(test, "admin", { containerPort: 9901 }));
  web.exposeThrough(ownTarget(), { port: 9902 });
  const template = Template.of(test.stack);
  expect(balancersOf(template).map(({ container_port: port }) => port)).toEqual([9090, 9901, 9902]);
  const ports = containerOf(template, "web").portMappings?.map(({ containerPort }) => containerPort);
  expect(ports).toEqual([9090, 9901, 9902]);
});

test("a further target of a load balancer waits for what forwards to it", () => {
  const test = testMesh();
  const target = loadBalancer(test).addTarget("api", {
    paths: ["/api/*"],
    priority: 10,
    healthCheck: { path: "/", timeout: 5, interval: 30 },
  });
  test.service("web").exposeThrough(target);
  const waits = ecsService(Template.of(test.stack), "web").depends_on as string[];
  expect(waits.filter((each) => each.startsWith("aws_lb_listener_rule."))).toHaveLength(1);
});

test("a target group of one's own is a target, with a load balancer that is known by its addresses", () => {
  const test = testMesh();
  const { arn: targetGroupArn } = new LbTargetGroup(test.stack, "own", { port: 80, protocol: "TCP", targetType: "ip" });
  const listener = new LbListener(test.stack, "listener", {
    loadBalancerArn: "arn",
    defaultAction: [{ type: "forward" }],
  });
  const target = { targetGroupArn, cidrBlocks: ["10.0.0.0/16"], dependsOn: [listener], entrancePort: 443 };
  test.service("web").exposeThrough(target);
  const template = Template.of(test.stack);
  expect(balancersOf(template)).toMatchObject([{ target_group_arn: "${aws_lb_target_group.own.arn}" }]);
  expect(ecsService(template, "web").depends_on).toContain("aws_lb_listener.listener");
  expect(opened(template)).toEqual([[9090, 9090, ["10.0.0.0/16"]]]);
  expect(test.mesh.graph.entrances).toMatchObject([{ service: "web", port: 443 }]);
});

describe("the port mapping", () => {
  const mapping = { containerPort: 9090, hostPort: 9090, protocol: "tcp" };

  test.each<[string, Partial<ContainerDefinition>, object[]]>([
    ["is added when it is missing, because ECS refuses the target without", {}, [mapping]],
    [
      "is left as it is when it is there",
      { portMappings: [{ containerPort: 9090, name: "http" }] },
      [{ containerPort: 9090, name: "http" }],
    ],
    ["comes beside others", { portMappings: [{ containerPort: 8080 }] }, [{ containerPort: 8080 }, mapping]],
  ])("%s", (_, container, expected) => {
    for (const containers of [[{ ...APP, ...container }], () => [{ ...APP, ...container }]]) {
      const test = testMesh();
      const web = test.service("web", { containers });
      web.exposeThrough(ownTarget(1));
      web.exposeThrough(ownTarget(2));
      expect(containerOf(Template.of(test.stack), "web").portMappings).toEqual(expected);
    }
  });
});

describe("the container", () => {
  const two = (second: Partial<ContainerDefinition> = {}): ContainerDefinition[] => [
    APP,
    { name: "proxy", image: "nginx:1", command: ["nginx"], ...second },
  ];
  const answering = (containers: ContainerDefinition[], options?: object): unknown => {
    const test = testMesh();
    test.service("web", { containers }).exposeThrough(ownTarget(), options);
    return balancersOf(Template.of(test.stack))[0]?.container_name;
  };

  test("is the one that maps the port", () => {
    expect(answering(two({ portMappings: [{ containerPort: 9090 }] }))).toBe("proxy");
  });

  test("is the one that is named, mapped or not", () => {
    expect(answering(two({ portMappings: [{ containerPort: 9091 }] }), { container: "app" })).toBe("app");
  });
});

test("five targets are what ECS takes", () => {
  const web = testMesh().service("web");
  for (let index = 0; index < 5; index++) web.exposeThrough(ownTarget(index));
  expect(() => web.exposeThrough(ownTarget(5))).toThrow(/exposeThrough must not be called for more than 5 targets/);
});

test("the grace period is said only where there is a load balancer, which ECS asks for", () => {
  const build = (exposed: boolean): unknown => {
    const test = testMesh();
    const web = test.service("web", { healthCheckGracePeriodSeconds: 60 });
    if (exposed) web.exposeThrough(ownTarget());
    return ecsService(Template.of(test.stack), "web").health_check_grace_period_seconds;
  };
  expect([build(true), build(false)]).toEqual([60, undefined]);
});

describe("refuses", () => {
  const several = [APP, { ...APP, name: "other" }];

  test.each<[string, object, object, RegExp]>([
    ["an unknown container", {}, { container: "web" }, /exposeThrough\.container must name a container of the service/],
    ["no container, when several might answer", { containers: several }, {}, /is required when several might answer/],
    [
      "no port, for a service without one",
      { port: undefined, outboundOnly: true },
      {},
      /exposeThrough\.port is required/,
    ],
  ])("%s, at once", (_, props, options, message) => {
    const web = testMesh().service("web", props);
    expect(() => web.exposeThrough(ownTarget(), options)).toThrow(message);
  });

  test("an unknown container of those that a function makes, when it is asked", () => {
    const { stack, service } = testMesh();
    service("web", { containers: () => several }).exposeThrough(ownTarget());
    expect(() => Template.of(stack)).toThrow(/is required when several might answer/);
  });

  test("the same target twice", () => {
    const web = testMesh().service("web");
    const target = ownTarget();
    web.exposeThrough(target);
    expect(() => web.exposeThrough(target, { port: 8080 })).toThrow(/exposeThrough must be given each target once/);
  });
});

test("a transparent proxy leaves the port to the load balancer, which speaks no mTLS", () => {
  const test = testMesh();
  const web = test.service("web", { compatibilities: ["EC2"], launchType: "EC2" });
  web.exposeThrough(ownTarget());
  const init = containerOf(Template.of(test.stack), "web", "consul-ecs-mesh-init");
  const config = JSON.parse(init.environment?.[0]?.value ?? "{}") as {
    readonly transparentProxy: { readonly excludeInboundPorts: readonly number[] };
  };
  expect(config.transparentProxy.excludeInboundPorts).toContain(9090);
});

test.each([
  [undefined, {}, "10"],
  [25, {}, "25"],
  [0, {}, "0"],
  [25, { deregistrationDelay: 90 }, "90"],
])(
  "with drainSeconds %s, and %j of the balancer's own, it waits %s s for the calls of a task",
  (seconds, own, delay) => {
    const test = testMesh();
    test.service("web", { drainSeconds: seconds }).exposeThrough(loadBalancer(test, "lb", own));
    expect(Template.of(test.stack).resource("aws_lb_target_group").deregistration_delay).toBe(delay);
  },
);

test("a further target of a balancer follows its own service", () => {
  const test = testMesh();
  const balancer = loadBalancer(test);
  test.service("web").exposeThrough(balancer);
  const target = balancer.addTarget("api", {
    paths: ["/api/*"],
    priority: 1,
    healthCheck: { path: "/health", timeout: 5, interval: 30 },
  });
  test.service("api", { drainSeconds: 30 }).exposeThrough(target);
  const delays = Object.values(Template.of(test.stack).resources("aws_lb_target_group")).map(
    ({ deregistration_delay: delay }) => delay,
  );
  expect(delays.sort()).toEqual(["10", "30"]);
});
