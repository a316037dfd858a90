import { Template, testStack, type Block } from "../../../helpers/template";
import { ARN, devServer, execution, LOAD_BALANCER, synthesize, TLS, type Given } from "./given";

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
    consulImage: "hashicorp/consul-enterprise:1.15.10-ent",
    replicationToken: { secretArn: `${ARN}replication` },
  });
  expect(execution(template)).toEqual([
    ...["token", "license", "gossip", "replication"].map((name) => ["secretsmanager:GetSecretValue", `${ARN}${name}`]),
    ["logs:CreateLogStream", "*"],
  ]);
});
