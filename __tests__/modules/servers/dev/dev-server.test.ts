import { evaluateJson } from "../../../helpers/evaluate-template";
import type { Template } from "../../../helpers/template";
import { BASE, execution, LOAD_BALANCER, synthesize, TLS, type Policy } from "./given";

const LINES = [{ release: "0.10" }, { release: "0.6" }] as const;

function names(template: Template, type: string): unknown[] {
  return Object.values(template.resources(type)).map(({ name }) => name);
}

describe.each(LINES)("line $release, with nothing but what is required", ({ release }) => {
  const template = synthesize({ release });

  it("makes what the HCL module makes", () => {
    expect(template.types).toEqual([
      "aws_ecs_service",
      "aws_ecs_task_definition",
      "aws_iam_policy",
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_iam_role_policy_attachment",
      "aws_security_group",
      "aws_security_group_rule",
      "aws_service_discovery_private_dns_namespace",
      "aws_service_discovery_service",
    ]);
  });

  it("has one task on EC2, which ECS may get a shell in, behind a Cloud Map name", () => {
    const service = template.resource("aws_ecs_service");
    expect(service).toMatchObject({
      name: "server",
      cluster: BASE.clusterArn,
      desired_count: 1,
      launch_type: "EC2",
      enable_execute_command: true,
      network_configuration: { subnets: BASE.subnetIds, assign_public_ip: false },
    });
    for (const absent of ["load_balancer", "health_check_grace_period_seconds", "wait_for_steady_state"]) {
      expect(service).not.toHaveProperty(absent);
    }
    expect(service.service_registries).toMatchObject({ container_name: "consul-server" });
    expect(template.resource("aws_service_discovery_service")).toMatchObject({
      name: "server",
      dns_config: { dns_records: [{ ttl: 10, type: "A" }] },
    });
    expect(template.resource("aws_service_discovery_private_dns_namespace")).toMatchObject({
      name: "dc1",
      description: "The domain name for the Consul dev server in dc1.",
      vpc: "vpc-1",
    });
  });

  it("has a task for EC2 and Fargate with one volume, and no TLS", () => {
    expect(template.resource("aws_ecs_task_definition")).toMatchObject({
      family: "server",
      requires_compatibilities: ["EC2", "FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      volume: [{ name: "consul-data" }],
    });
    expect(template.resource("aws_ecs_task_definition")).not.toHaveProperty("lifecycle");
    expect(Object.keys(template.containers())).toEqual(["consul-server"]);
  });

  it("has roles of the names and paths of the HCL module", () => {
    const roles = Object.values(template.resources("aws_iam_role")).map(({ name, path }) => ({ name, path }));
    expect(roles).toEqual(
      expect.arrayContaining([
        { name: "server_execution", path: "/ecs/" },
        { name: "server_task", path: undefined },
      ]),
    );
    expect(template.resource("aws_iam_policy")).toMatchObject({ name: "server_execution", path: "/ecs/" });
    expect(execution(template)).toEqual([["logs:CreateLogStream", "*"]]);
    const { policy, name } = template.resource<{ policy: string; name: string }>("aws_iam_role_policy");
    expect(name).toBe("exec");
    expect((evaluateJson(policy) as Policy).Statement[0]?.Action[0]).toBe("ssmmessages:CreateControlChannel");
  });

  it("has a security group with a way out and no way in", () => {
    expect(template.resource("aws_security_group")).toMatchObject({ name: "server-ecs-sg", vpc_id: "vpc-1" });
    expect(template.resource("aws_security_group_rule")).toMatchObject({ type: "egress", protocol: "-1" });
  });

  it("has a container with the ports and the mount of the HCL module, and no secret", () => {
    const server = template.container("consul-server");
    expect(server).toMatchObject({
      essential: true,
      entryPoint: ["/bin/sh", "-ec"],
      portMappings: [{ containerPort: 8301 }, { containerPort: 8300 }, { containerPort: 8500 }],
      mountPoints: [{ sourceVolume: "consul-data", containerPath: "/consul" }],
      linuxParameters: { initProcessEnabled: true },
      secrets: [],
    });
    expect(server).not.toHaveProperty("dependsOn");
    expect(server).not.toHaveProperty("logConfiguration");
  });
});

it.each([
  ["0.10", "hashicorp/consul:2.0.1"],
  ["0.6", "hashicorp/consul:1.15.10"],
])("on line %s, runs %s", (release, image) => {
  expect(synthesize({ release }).container("consul-server").image).toBe(image);
});

describe("the health check of the container", () => {
  it("is there on line 0.10 only", () => {
    expect(synthesize({ release: "0.6" }).container("consul-server")).not.toHaveProperty("healthCheck");
    expect(synthesize().container("consul-server").healthCheck).toEqual({
      command: ["CMD-SHELL", "consul members -http-addr=http://localhost:8500 || exit 1"],
      interval: 30,
      timeout: 10,
      retries: 5,
      startPeriod: 120,
    });
  });

  it("tries TLS first", () => {
    expect(synthesize({ tls: TLS }).container("consul-server").healthCheck?.command[1]).toBe(
      "consul members -http-addr=https://localhost:8501 -ca-file=/consul/consul-agent-ca.pem || " +
        "consul members -http-addr=http://localhost:8500 || exit 1",
    );
  });
});

it("calls everything by its name", () => {
  const template = synthesize({
    release: "0.6",
    name: "dc2-server",
    acls: true,
    gossipEncryption: true,
    loadBalancer: LOAD_BALANCER,
  });
  const all = template.types.flatMap((type) => names(template, type)).filter((name) => name !== undefined);
  expect(all.sort()).toEqual([
    ...[
      "dc1",
      "dc2-server",
      "dc2-server",
      "dc2-server",
      "dc2-server",
      "dc2-server-bootstrap-token",
      "dc2-server-ecs-sg",
    ],
    ...["dc2-server-gossip-key", "dc2-server-lb-sg", "dc2-server_execution", "dc2-server_execution", "dc2-server_task"],
    "exec",
  ]);
  expect(template.resource("aws_ecs_task_definition").family).toBe("dc2-server");
});

it("keeps the ids of what it makes, which are a contract with the state", () => {
  const template = synthesize({
    release: "0.6",
    acls: true,
    gossipEncryption: true,
    loadBalancer: LOAD_BALANCER,
    tls: TLS,
  });
  const ids = template.types.flatMap((type) =>
    Object.keys(template.resources(type)).map((id) => `${type} ${id.replace(/_[0-9A-F]{8}$/, "")}`),
  );
  expect(ids).toEqual([
    "aws_ecs_service server_service",
    "aws_ecs_task_definition server_task",
    "aws_iam_policy server_execution-role_policy",
    "aws_iam_role server_execution-role",
    "aws_iam_role server_task-role",
    "aws_iam_role_policy server_task-role_inline",
    "aws_iam_role_policy_attachment server_execution-role_attachment",
    "aws_lb server_lb_load-balancer",
    "aws_lb_listener server_lb_listener",
    "aws_lb_target_group server_lb_target-group",
    "aws_secretsmanager_secret server_bootstrap-token_value_secret",
    "aws_secretsmanager_secret server_gossip-key_value_secret",
    "aws_secretsmanager_secret_version server_bootstrap-token_value_version",
    "aws_secretsmanager_secret_version server_gossip-key_value_version",
    "aws_security_group server_lb_security-group",
    "aws_security_group server_security-group",
    "aws_security_group_rule server_egress",
    "aws_security_group_rule server_lb-ingress",
    "aws_service_discovery_private_dns_namespace server_namespace",
    "aws_service_discovery_service server_registry",
  ]);
});
