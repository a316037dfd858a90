import { HttpLoadBalancer } from "../../../../modules/aws/load-balancer";
import { Template } from "../../../helpers/template";
import { testMesh, type TestMesh } from "./mesh";

interface Service {
  readonly depends_on?: string[];
  readonly [attribute: string]: unknown;
}

const loadBalancer = ({ stack }: TestMesh): HttpLoadBalancer =>
  new HttpLoadBalancer(stack, "lb", {
    name: "web",
    securityGroupName: "web-lb",
    description: "web",
    vpcId: "vpc-0a1b2c3d",
    subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    ingressCidrBlocks: ["203.0.113.7/32"],
    port: 443,
    healthCheck: { path: "/health", timeout: 5, interval: 30 },
  });

const serviceOf = (test: TestMesh): Service => Template.of(test.stack).resource<Service>("aws_ecs_service");

test("runs one task on Fargate, hands its tags on, and rolls a failed deployment back", () => {
  const test = testMesh();
  test.service("web");
  expect(serviceOf(test)).toMatchObject({
    name: "web",
    desired_count: 1,
    launch_type: "FARGATE",
    propagate_tags: "TASK_DEFINITION",
    enable_execute_command: false,
    deployment_circuit_breaker: { enable: true, rollback: true },
    network_configuration: { subnets: ["subnet-0a1b2c3d"], assign_public_ip: false },
  });
});

test.each<[string, object, object]>([
  ["desiredCount", { desiredCount: 3 }, { desired_count: 3 }],
  ["no circuit breaker", { circuitBreaker: false }, { deployment_circuit_breaker: undefined }],
  [
    "Spot",
    { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] },
    { launch_type: undefined, capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }] },
  ],
  ["EC2", { launchType: "EC2", compatibilities: ["EC2"] }, { launch_type: "EC2" }],
  ["executeCommand", { executeCommand: true }, { enable_execute_command: true }],
  [
    "autoscaling",
    { autoscaling: { minTasks: 2, maxTasks: 6, cpuPercent: 60 } },
    { desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } },
  ],
])("%s", (_, change, expected) => {
  const test = testMesh();
  test.service("web", change);
  const service = serviceOf(test);
  for (const [key, value] of Object.entries(expected)) expect([key, service[key]]).toEqual([key, value]);
});

test("follows the load with target tracking", () => {
  const test = testMesh();
  test.service("web", { autoscaling: { maxTasks: 6, cpuPercent: 60, memoryPercent: 70 } });
  const template = Template.of(test.stack);
  expect(template.resource("aws_appautoscaling_target")).toMatchObject({
    min_capacity: 1,
    max_capacity: 6,
    scalable_dimension: "ecs:service:DesiredCount",
  });
  const aims = Object.values(template.resources("aws_appautoscaling_policy")).map(
    ({ target_tracking_scaling_policy_configuration: aim }) => aim as object,
  );
  expect(aims).toEqual([
    {
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageCPUUtilization" },
      target_value: 60,
    },
    {
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageMemoryUtilization" },
      target_value: 70,
    },
  ]);
});

test.each<[string, object, RegExp]>([
  [
    "a maximum below the minimum",
    { minTasks: 3, maxTasks: 2, cpuPercent: 50 },
    /autoscaling\.maxTasks must be a whole number, and not below minTasks/,
  ],
  ["no aim", { maxTasks: 2 }, /autoscaling must aim at a use of CPU or memory/],
  ["an aim over 100 percent", { maxTasks: 2, cpuPercent: 101 }, /from 1 to 100 percent/],
])("autoscaling with %s is refused", (_, autoscaling, message) => {
  expect(() => testMesh().service("web", { autoscaling: autoscaling as never })).toThrow(message);
});

test("a number of tasks together with autoscaling is refused", () => {
  expect(() => testMesh().service("web", { desiredCount: 2, autoscaling: { maxTasks: 3, cpuPercent: 50 } })).toThrow(
    /desiredCount cannot be given together with autoscaling/,
  );
});

describe("exposeThrough", () => {
  test("attaches the container, waits for the listener, and opens the mesh for the load balancer alone", () => {
    const test = testMesh();
    const balancer = loadBalancer(test);
    test.service("web").exposeThrough({ loadBalancer: balancer });
    const template = Template.of(test.stack);
    expect(serviceOf(test)).toMatchObject({
      load_balancer: [{ container_name: "app", container_port: 9090 }],
      depends_on: [expect.stringMatching(/^aws_lb_listener\./) as string],
    });
    const rules = Object.values(template.resources("aws_security_group_rule"));
    const fromBalancer = rules.filter(({ source_security_group_id: source }) => source !== undefined);
    expect(fromBalancer).toMatchObject([{ type: "ingress", from_port: 9090, to_port: 9090, protocol: "tcp" }]);
  });

  test.each<[string, object, object, RegExp]>([
    ["an unknown container", {}, { container: "web" }, /exposeThrough\.container must name a container of the service/],
    [
      "no container, when there are several",
      {
        containers: [
          { name: "a", image: "a:1" },
          { name: "b", image: "b:1" },
        ],
      },
      {},
      /is required when there are several/,
    ],
    [
      "no port, for a service without one",
      { port: undefined, outboundOnly: true },
      {},
      /exposeThrough\.port is required/,
    ],
  ])("refuses %s", (_, props, exposure, message) => {
    const test = testMesh();
    const service = test.service("web", props);
    expect(() => service.exposeThrough({ loadBalancer: loadBalancer(test), ...exposure })).toThrow(message);
  });
});
