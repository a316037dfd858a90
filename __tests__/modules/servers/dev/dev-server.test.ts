import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack, type Block } from "../../../helpers/template";
import { ARN, BASE, devServer, LOAD_BALANCER, synthesize, TLS, type Given } from "./given";

const LINES = [{ release: "0.10" }, { release: "0.6" }] as const;

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

/** What the execution role may do: each statement as its first action and its resources. */
function execution(template: Template): unknown[] {
  const { policy } = template.resource<{ policy: string }>("aws_iam_policy");
  return (evaluateJson(policy) as Policy).Statement.map(({ Action, Resource }) => [Action[0], ...Resource]);
}

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

it.each<[Given, string, Block]>([
  [{ launchType: "FARGATE" }, "aws_ecs_service", { launch_type: "FARGATE" }],
  [
    { launchType: "FARGATE", assignPublicIp: true },
    "aws_ecs_service",
    { network_configuration: { assign_public_ip: true } },
  ],
  [{ waitForSteadyState: true }, "aws_ecs_service", { wait_for_steady_state: true }],
  [{ circuitBreaker: true }, "aws_ecs_service", { deployment_circuit_breaker: { enable: true, rollback: true } }],
  [
    { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] },
    "aws_ecs_service",
    { capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }] },
  ],
  [{ cpu: 512, memory: 1024 }, "aws_ecs_task_definition", { cpu: "512", memory: "1024" }],
  [{ compatibilities: ["EC2"] }, "aws_ecs_task_definition", { requires_compatibilities: ["EC2"] }],
  [
    { runtimePlatform: { cpuArchitecture: "ARM64" } },
    "aws_ecs_task_definition",
    { runtime_platform: { cpu_architecture: "ARM64" } },
  ],
  [{ datacenter: "dc2" }, "aws_service_discovery_private_dns_namespace", { name: "dc2" }],
  [
    { serviceDiscoveryNamespace: "consul.internal" },
    "aws_service_discovery_private_dns_namespace",
    { name: "consul.internal" },
  ],
])("takes %j", (given, type, expected) => {
  expect(synthesize(given).resource(type)).toMatchObject(expected);
});

it("takes an image, a log configuration and a boundary for its roles", () => {
  const logConfiguration = {
    logDriver: "awslogs",
    options: { "awslogs-group": "mesh", "awslogs-region": "us-east-1" },
  };
  const template = synthesize({
    consulImage: "my/consul:1.16.0",
    logConfiguration,
    tls: TLS,
    permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
  });
  for (const container of Object.values(template.containers())) {
    expect(container).toMatchObject({ image: "my/consul:1.16.0", logConfiguration });
  }
  for (const role of Object.values(template.resources("aws_iam_role"))) {
    expect(role.permissions_boundary).toBe("arn:aws:iam::123456789012:policy/boundary");
  }
});

describe("TLS", () => {
  const template = synthesize({ tls: TLS, acls: true });

  it("makes the certificate before the server starts", () => {
    expect(Object.keys(template.containers())).toEqual(["tls-init", "consul-server"]);
    expect(template.container("tls-init")).toMatchObject({
      essential: false,
      secrets: [
        { name: "CONSUL_CACERT_PEM", valueFrom: TLS.caCertSecretArn },
        { name: "CONSUL_CAKEY", valueFrom: TLS.caKeySecretArn },
      ],
      mountPoints: [{ sourceVolume: "consul-data", containerPath: "/consul" }],
    });
    expect(template.container("consul-server").dependsOn).toEqual([
      { containerName: "tls-init", condition: "SUCCESS" },
    ]);
  });

  it("has the execution role read the CA, in one statement and before the rest", () => {
    expect(execution(template)[0]).toEqual(["secretsmanager:GetSecretValue", TLS.caCertSecretArn, TLS.caKeySecretArn]);
  });
});

describe("the load balancer", () => {
  it.each([
    ["0.10", { timeout: 29, interval: 90 }, 600],
    ["0.6", { timeout: 30, interval: 60 }, undefined],
  ])("serves the UI and the API, as the HCL module of line %s has it", (release, timing, grace) => {
    const template = synthesize({ release, loadBalancer: LOAD_BALANCER });
    expect(template.resource("aws_lb")).toMatchObject({
      name: "server",
      internal: false,
      load_balancer_type: "application",
      subnets: LOAD_BALANCER.subnetIds,
    });
    expect(template.resource("aws_lb_target_group")).toMatchObject({
      name: "server",
      port: 8500,
      protocol: "HTTP",
      target_type: "ip",
      deregistration_delay: "10",
      health_check: { path: "/v1/status/leader", healthy_threshold: 2, unhealthy_threshold: 10, ...timing },
    });
    expect(template.resource("aws_lb_listener")).toMatchObject({ port: 8500, protocol: "HTTP" });
    const service = template.resource("aws_ecs_service");
    expect(service.load_balancer).toMatchObject([{ container_name: "consul-server", container_port: 8500 }]);
    expect(service.health_check_grace_period_seconds).toBe(grace);
  });

  it("is waited for by its listener, without which ECS refuses the target group", () => {
    const template = synthesize({ loadBalancer: LOAD_BALANCER });
    const [listener] = Object.keys(template.resources("aws_lb_listener"));
    expect(template.resource("aws_ecs_service").depends_on).toContain(`aws_lb_listener.${listener}`);
  });

  it("lets in who may reach it, and reaches the server", () => {
    const template = synthesize({ loadBalancer: { ...LOAD_BALANCER, ingressSecurityGroupIds: ["sg-1"] } });
    const groups = template.resources("aws_security_group");
    const [id, group] = Object.entries(groups).find(([, { name }]) => name === "server-lb-sg") ?? [];
    expect(group?.ingress).toMatchObject([
      { from_port: 8500, to_port: 8500, protocol: "tcp", cidr_blocks: ["203.0.113.7/32"], security_groups: ["sg-1"] },
    ]);
    const rules = Object.values(template.resources("aws_security_group_rule"));
    expect(rules.find(({ type }) => type === "ingress")).toMatchObject({
      protocol: "-1",
      source_security_group_id: `\${aws_security_group.${id}.id}`,
    });
  });

  it("may have another grace period", () => {
    const template = synthesize({ loadBalancer: LOAD_BALANCER, healthCheckGracePeriodSeconds: 0 });
    expect(template.resource("aws_ecs_service").health_check_grace_period_seconds).toBe(0);
  });

  it("does not hold the apply up unless it is asked to", () => {
    expect(synthesize({ loadBalancer: LOAD_BALANCER }).count("terraform_data")).toBe(0);
    expect(synthesize({ loadBalancer: { ...LOAD_BALANCER, waitForLeader: false } }).count("terraform_data")).toBe(0);
  });

  it.each([
    [true, "600"],
    [{ timeoutSeconds: 60 }, "60"],
  ])("has the apply wait for a leader with waitForLeader %j", (waitForLeader, timeout) => {
    const template = synthesize({ acls: true, loadBalancer: { ...LOAD_BALANCER, waitForLeader } });
    const [service] = Object.keys(template.resources("aws_ecs_service"));
    const [balancer] = Object.keys(template.resources("aws_lb"));
    const wait = template.resource<{ provisioner: [{ "local-exec": { command: string } }] }>("terraform_data");
    expect(wait).toMatchObject({
      depends_on: [`aws_ecs_service.${service}`],
      triggers_replace: {
        host: `\${aws_lb.${balancer}.dns_name}`,
        taskDefinition: `\${aws_ecs_service.${service}.task_definition}`,
      },
      provisioner: [
        {
          "local-exec": {
            environment: { CONSUL_SERVER: `http://\${aws_lb.${balancer}.dns_name}:8500`, TIMEOUT_SECONDS: timeout },
          },
        },
      ],
    });
    // Nothing in it is for Terraform, and nothing asks for a token.
    expect(wait.provisioner[0]["local-exec"].command).not.toMatch(/[$%]\{|token/i);
  });
});

describe("tags", () => {
  const everything = { acls: true, loadBalancer: LOAD_BALANCER };

  it("are not there by default", () => {
    expect(JSON.stringify(synthesize(everything).json)).not.toContain('"tags"');
  });

  it("go onto everything that can have them", () => {
    const template = synthesize({ ...everything, tags: { team: "mesh" } });
    const tagged = template.types.filter((type) =>
      Object.values(template.resources(type)).every(({ tags }) => JSON.stringify(tags) === '{"team":"mesh"}'),
    );
    expect(template.types.filter((type) => !tagged.includes(type))).toEqual([
      ...["aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_secretsmanager_secret_version"],
      "aws_security_group_rule",
    ]);
  });

  it("do not reach what somebody else made in the same stack", () => {
    const template = Template.of(
      testStack((stack) => {
        devServer(stack, { tags: { team: "mesh" } });
        devServer(stack, { name: "other" }, "other");
      }),
    );
    const services = Object.values(template.resources("aws_ecs_service"));
    expect(services.find(({ name }) => name === "server")?.tags).toEqual({ team: "mesh" });
    expect(services.find(({ name }) => name === "other")).not.toHaveProperty("tags");
  });
});

it("may decrypt its secrets with keys of its own", () => {
  const key = "arn:aws:kms:us-east-1:111122223333:key/0123";
  const template = synthesize({
    acls: true,
    secretsKmsKeyArn: key,
    kmsKeyArns: ["arn:aws:kms:us-east-1:123456789012:key/2"],
  });
  expect(template.resource("aws_secretsmanager_secret").kms_key_id).toBe(key);
  expect(execution(template)).toContainEqual(["kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/2", key]);
});

it("reads each secret by a statement of its own", () => {
  const template = synthesize({
    release: "0.6",
    acls: { bootstrapToken: { secretArn: `${ARN}token` } },
    gossipEncryption: { keySecretArn: `${ARN}gossip` },
    license: { secretArn: `${ARN}license` },
    replicationToken: { secretArn: `${ARN}replication` },
  });
  expect(execution(template)).toEqual([
    ...["token", "license", "gossip", "replication"].map((name) => ["secretsmanager:GetSecretValue", `${ARN}${name}`]),
    ["logs:CreateLogStream", "*"],
  ]);
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
