import { TerraformVariable } from "cdktf";
import type { MeshServiceProps } from "../../../../modules/mesh/service";
import { Template, testStack, type Block } from "../../../helpers/template";
import { APP, containersOf, ecsService, LINES, ON_EC2, testMesh } from "./given";

function synthesize(props: Partial<MeshServiceProps> = {}): Template {
  const { stack, service } = testMesh();
  service("web", props);
  return Template.of(stack);
}

const serviceOf = (props?: Partial<MeshServiceProps>): Block =>
  ecsService(synthesize(props), props?.ecsServiceName ?? "web");

test("runs one task on Fargate, hands its tags on, and rolls a failed deployment back", () => {
  expect(serviceOf()).toMatchObject({
    name: "web",
    desired_count: 1,
    launch_type: "FARGATE",
    propagate_tags: "TASK_DEFINITION",
    enable_execute_command: false,
    deployment_circuit_breaker: { enable: true, rollback: true },
    network_configuration: { subnets: ["subnet-0a1b2c3d"], assign_public_ip: false },
  });
});

const REGISTRY = "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1";

test.each<[string, Partial<MeshServiceProps>, object]>([
  ["desiredCount", { desiredCount: 3 }, { desired_count: 3 }],
  ["none at all", { desiredCount: 0 }, { desired_count: 0 }],
  ["no circuit breaker", { circuitBreaker: false }, { deployment_circuit_breaker: undefined }],
  ["waiting for a steady state", { waitForSteadyState: true }, { wait_for_steady_state: true }],
  ["another name than the family", { ecsServiceName: "shop-web" }, { name: "shop-web" }],
  [
    "Spot",
    { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] },
    { launch_type: undefined, capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }] },
  ],
  ["EC2", ON_EC2, { launch_type: "EC2" }],
  [
    "placement on EC2",
    {
      ...ON_EC2,
      placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.os-type == linux" }],
      placementStrategy: [{ type: "spread", field: "attribute:ecs.availability-zone" }],
    },
    {
      placement_constraints: [{ type: "memberOf", expression: "attribute:ecs.os-type == linux" }],
      ordered_placement_strategy: [{ type: "spread", field: "attribute:ecs.availability-zone" }],
    },
  ],
  [
    "a service registry",
    { serviceRegistry: { registryArn: REGISTRY } },
    { service_registries: { registry_arn: REGISTRY } },
  ],
  ["executeCommand", { executeCommand: true }, { enable_execute_command: true }],
  [
    "autoscaling",
    { autoscaling: { minTasks: 2, maxTasks: 6, cpuPercent: 60 } },
    { desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } },
  ],
])("%s", (_, change, expected) => {
  const service = serviceOf(change);
  for (const [key, value] of Object.entries(expected)) expect([key, service[key]]).toEqual([key, value]);
});

test("a volume that is made with each task is named by the service", () => {
  const managedEbsVolume = { roleArn: "arn:aws:iam::123456789012:role/ebs", sizeInGb: 10 };
  const template = synthesize({
    volumes: [{ name: "data", configureAtLaunch: true }],
    volumeConfiguration: { name: "data", managedEbsVolume },
  });
  expect(ecsService(template, "web").volume_configuration).toMatchObject({ name: "data" });
});

test("a family follows from the mesh and the id, and the name in Consul from it", () => {
  const { stack, mesh } = testMesh({ name: "shop" });
  const service = mesh.addService("web", { port: 9090, containers: [APP] });
  expect([service.serviceName, service.task.family]).toEqual(["shop-web", "shop-web"]);
  expect(ecsService(Template.of(stack), "shop-web")).toBeDefined();
});

describe.each(LINES)("sidecars on line %s", (release) => {
  const essential = (props: Partial<MeshServiceProps>, acls = false): Record<string, boolean | undefined> => {
    const token = acls
      ? { acls, bootstrapTokenSecretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:t" }
      : {};
    const { stack, service } = testMesh({ release, servers: token });
    service("web", props);
    const containers = Object.entries(containersOf(Template.of(stack), "web")).filter(([name]) => name !== "app");
    return Object.fromEntries(containers.map(([name, container]) => [name, container.essential ?? undefined]));
  };
  const healthy = { containers: [{ ...APP, healthCheck: { command: ["CMD-SHELL", "true"] } }] };
  const running = release === "0.10" ? ["consul-dataplane"] : ["consul-client", "sidecar-proxy"];
  const all = (value: boolean): object => Object.fromEntries(running.map((name) => [name, value]));

  test("that run on take the task with them, by default; what ends by itself does not", () => {
    expect(essential({})).toMatchObject({ ...all(true), "consul-ecs-mesh-init": false });
  });

  test("health-sync does where it carries health, and not where it only logs out", () => {
    expect(essential(healthy)["consul-ecs-health-sync"]).toBe(true);
    expect(essential({}, true)["consul-ecs-health-sync"]).toBe(false);
  });

  test("do not, when the service says so", () => {
    expect(essential({ ...healthy, sidecarsEssential: false })).toMatchObject({
      ...all(false),
      "consul-ecs-health-sync": false,
    });
  });
});

test("a log router starts before what logs through it, without waiting for the mesh", () => {
  const router = {
    name: "log",
    image: "log:1",
    essential: true,
    firelensConfiguration: { type: "fluentbit" },
  } as const;
  const containers = containersOf(synthesize({ containers: [APP, router] }), "web");
  expect(containers.log).not.toHaveProperty("dependsOn");
  expect(containers.app?.dependsOn).toEqual([{ containerName: "consul-dataplane", condition: "HEALTHY" }]);
});

test("follows the load with target tracking", () => {
  const template = synthesize({ autoscaling: { maxTasks: 6, cpuPercent: 60, memoryPercent: 70 } });
  expect(template.resource("aws_appautoscaling_target")).toMatchObject({
    min_capacity: 1,
    max_capacity: 6,
    scalable_dimension: "ecs:service:DesiredCount",
  });
  const policies = Object.values(template.resources("aws_appautoscaling_policy"));
  expect(policies.map(({ target_tracking_scaling_policy_configuration: aim }) => aim)).toEqual([
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

describe("refuses", () => {
  const scaled = { maxTasks: 3, cpuPercent: 50 };
  const spread = { type: "spread", field: "attribute:ecs.availability-zone" } as const;
  const anywhere = { type: "distinctInstance" } as const;

  test.each<[string, Partial<MeshServiceProps>, RegExp]>([
    [
      "a maximum below the minimum",
      { autoscaling: { ...scaled, minTasks: 4 } },
      /autoscaling\.maxTasks must not be below minTasks/,
    ],
    [
      "part of a task at most",
      { autoscaling: { ...scaled, maxTasks: 1.5 } },
      /maxTasks must be a whole number, 1 or more/,
    ],
    ["no task at most", { autoscaling: { ...scaled, minTasks: 0, maxTasks: 0 } }, /maxTasks must be a whole number/],
    ["less than no task at least", { autoscaling: { ...scaled, minTasks: -1 } }, /minTasks must be a whole number/],
    ["no aim", { autoscaling: { maxTasks: 2 } }, /autoscaling must aim at a use of CPU or memory/],
    ["an aim over 100 percent", { autoscaling: { maxTasks: 2, cpuPercent: 101 } }, /from 1 to 100 percent/],
    [
      "two numbers of tasks",
      { desiredCount: 2, autoscaling: scaled },
      /desiredCount cannot be given together with auto/,
    ],
    ["part of a task", { desiredCount: 1.5 }, /desiredCount must be a whole number, 0 or more \(got 1\.5\)/],
    ["less than no task", { desiredCount: -1 }, /desiredCount must be a whole number/],
    ["grace before the start", { healthCheckGracePeriodSeconds: -1 }, /healthCheckGracePeriodSeconds must be a whole/],
    ["a name with blanks", { ecsServiceName: "a b" }, /ecsServiceName must have 1 to 255 letters/],
    [
      "five groups beside the mesh's",
      { securityGroupIds: ["sg-a", "sg-b", "sg-c", "sg-d", "sg-e"] },
      /securityGroupIds must name at most 4/,
    ],
    ["placement on Fargate", { placementStrategy: [spread] }, /placementStrategy is possible on EC2 instances only/],
    [
      "constraints on Fargate",
      { placementConstraints: [anywhere] },
      /placementConstraints is possible on EC2 instances/,
    ],
    [
      "a constraint without words",
      { ...ON_EC2, placementConstraints: [{ type: "memberOf" }] },
      /placementConstraints\[0\] must have an expression for/,
    ],
    [
      "a strategy without a field",
      { ...ON_EC2, placementStrategy: [{ type: "binpack" }] },
      /placementStrategy\[0\] must have a field for 'spread'/,
    ],
    [
      "eleven constraints",
      { ...ON_EC2, placementConstraints: Array.from({ length: 11 }, () => anywhere) },
      /placementConstraints must be at most 10/,
    ],
    ["six strategies", { ...ON_EC2, placementStrategy: Array.from({ length: 6 }, () => spread) }, /must be at most 5/],
    [
      "a volume at launch that nobody configures",
      { volumes: [{ name: "data", configureAtLaunch: true }] },
      /volumeConfiguration must name the one volume with configureAtLaunch/,
    ],
    [
      "a launch type that the task is not for",
      { launchType: "EC2", compatibilities: ["FARGATE"] },
      /launchType must be/,
    ],
  ])("%s", (_, props, message) => {
    expect(() => testMesh().service("web", props)).toThrow(message);
  });

  test.each<[string, Partial<MeshServiceProps>]>([
    ["four groups beside the mesh's", { securityGroupIds: ["sg-a", "sg-b", "sg-c", "sg-d"] }],
    ["ten constraints", { ...ON_EC2, placementConstraints: Array.from({ length: 10 }, () => anywhere) }],
    ["five strategies", { ...ON_EC2, placementStrategy: Array.from({ length: 5 }, () => spread) }],
    ["an aim of 100 percent", { autoscaling: { maxTasks: 1, minTasks: 0, memoryPercent: 100 } }],
  ])("but not %s", (_, props) => {
    expect(() => testMesh().service("web", props)).not.toThrow();
  });

  test("but not what only Terraform knows", () => {
    const stack = testStack();
    const desiredCount = new TerraformVariable(stack, "count", { type: "number" }).numberValue;
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    const { service } = testMesh({ stack });
    service("web", { desiredCount, healthCheckGracePeriodSeconds: desiredCount, ecsServiceName: name });
    expect(ecsService(Template.of(stack), "${var.name}").desired_count).toBe("${var.count}");
  });
});

test("numbers that only Terraform knows become preconditions of the ECS service", () => {
  const stack = testStack();
  const number = (name: string) => new TerraformVariable(stack, name, { type: "number" }).numberValue;
  testMesh({ stack }).service("web", {
    autoscaling: { minTasks: number("min"), maxTasks: number("max"), cpuPercent: number("cpu") },
    healthCheckGracePeriodSeconds: number("grace"),
  });
  const { lifecycle } = ecsService(Template.of(stack), "web") as {
    lifecycle?: { ignore_changes: string[]; precondition: { condition: string }[] };
  };
  expect(lifecycle?.ignore_changes).toEqual(["desired_count"]);
  const conditions = lifecycle?.precondition.map(({ condition }) => condition).join("\n");
  for (const asked of ["var.max >= var.min", "var.min > -1", "var.cpu <= 100", "var.grace > -1"]) {
    expect(conditions).toContain(asked);
  }
});
