import { AclController, type AclControllerProps } from "../../../../modules/mesh/controller";
import type { ConsulServers } from "../../../../modules/consul";
import { consulEcsConfigOf } from "../../../helpers/consul-ecs-schema";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { CA_ARN, GRPC_CA_ARN, HTTPS_CA_ARN, refusals, servers, TOKEN_ARN } from "../task/given";

const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/mesh";
const aclServers = (attributes: Partial<ConsulServers> = {}) =>
  servers({ acls: true, bootstrapTokenSecretArn: TOKEN_ARN, ...attributes });

const LINES = [
  ["0.10", "consul-ecs-controller"],
  ["0.6", "consul-acl-controller"],
] as const;

function controller(release: "0.10" | "0.6", props: Partial<AclControllerProps> = {}): Template {
  return Template.of(
    testStack((stack) => {
      new AclController(stack, "controller", {
        release,
        servers: aclServers(),
        namePrefix: "dev",
        clusterArn: CLUSTER,
        subnetIds: ["subnet-1"],
        ...props,
      });
    }),
  );
}

const secretsOf = (template: Template, name: string) =>
  Object.fromEntries((template.container(name).secrets ?? []).map((each) => [each.name, each.valueFrom]));

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

function policies(template: Template): Record<string, Policy["Statement"]> {
  const all = [...Object.values(template.resources("aws_iam_policy")), template.resource("aws_iam_role_policy")];
  return Object.fromEntries(
    all.map(({ name, policy }) => [String(name), (evaluateJson(policy as string) as Policy).Statement]),
  );
}

describe.each(LINES)("the controller on line %s", (release, name) => {
  it("is one service that an operator can get into, as in the HCL module", () => {
    expect(controller(release).resource("aws_ecs_service")).toMatchObject({
      name,
      cluster: CLUSTER,
      desired_count: 1,
      launch_type: "FARGATE",
      enable_execute_command: true,
      network_configuration: { subnets: ["subnet-1"], assign_public_ip: false },
    });
    // It is not part of the mesh that it looks after.
    expect(controller(release).resource("aws_ecs_service")).not.toHaveProperty("propagate_tags");
    expect(controller(release).resource("aws_ecs_task_definition")).not.toHaveProperty("tags");
  });

  it("is a task of its own name and fixed size", () => {
    expect(controller(release).resource("aws_ecs_task_definition")).toMatchObject({
      family: `dev-${name}`,
      cpu: "256",
      memory: "512",
      network_mode: "awsvpc",
      requires_compatibilities: ["EC2", "FARGATE"],
    });
    expect(Object.keys(controller(release).containers())).toEqual([name]);
    expect(controller(release).container(name)).toMatchObject({
      essential: true,
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true },
    });
  });

  it("has the module's roles", () => {
    const template = controller(release);
    const roles = Object.values(template.resources("aws_iam_role")).map(({ name: role, path }) => [role, path]);
    expect(roles).toEqual(
      expect.arrayContaining([
        [`dev-${name}-task`, undefined],
        [`dev-${name}-execution`, "/ecs/"],
      ]),
    );
    const { exec, [`dev-${name}-execution`]: execution } = policies(template);
    expect(exec?.[0]?.Action).toEqual(
      expect.arrayContaining(["ecs:ListTasks", "ecs:DescribeTasks", "ssmmessages:OpenDataChannel"]),
    );
    expect(execution?.[0]).toMatchObject({ Action: ["secretsmanager:GetSecretValue"], Resource: [TOKEN_ARN] });
  });

  it("has what the HCL modules cannot say, when asked", () => {
    const template = controller(release, {
      serviceName: "controller-of-part1",
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
      circuitBreaker: true,
      runtimePlatform: { cpuArchitecture: "ARM64" },
      permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
      kmsKeyArns: ["arn:aws:kms:us-east-1:123456789012:key/1"],
    });
    const service = template.resource("aws_ecs_service");
    expect(service).toMatchObject({
      name: "controller-of-part1",
      capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }],
      deployment_circuit_breaker: { enable: true, rollback: true },
    });
    expect(service).not.toHaveProperty("launch_type");
    // The rest keeps its name: another service of the same task is no other task.
    expect(template.resource("aws_ecs_task_definition")).toMatchObject({
      family: `dev-${name}`,
      runtime_platform: { cpu_architecture: "ARM64" },
    });
    for (const role of Object.values(template.resources("aws_iam_role"))) {
      expect(role.permissions_boundary).toBe("arn:aws:iam::123456789012:policy/boundary");
    }
    expect(JSON.stringify(policies(template))).toContain("kms:Decrypt");
  });

  it("may decrypt with the key of the servers' secrets, once", () => {
    const key = "arn:aws:kms:us-east-1:123456789012:key/1";
    const template = controller(release, { servers: aclServers({ secretsKmsKeyArn: key }), kmsKeyArns: [key] });
    const decrypt = policies(template)[`dev-${name}-execution`]?.filter(({ Action }) => Action.includes("kms:Decrypt"));
    expect(decrypt?.map(({ Resource }) => Resource)).toEqual([[key]]);
  });

  it("waits for the policies of its roles", () => {
    expect(controller(release).resource("aws_ecs_service").depends_on).toHaveLength(2);
  });

  it("takes what a service takes", () => {
    const template = controller(release, {
      launchType: "FARGATE",
      assignPublicIp: true,
      securityGroupIds: ["sg-1"],
      executionRolePolicyArns: ["arn:aws:iam::aws:policy/more"],
      consulEcsImage: "image:1",
    });
    expect(template.resource("aws_ecs_service").network_configuration).toEqual({
      subnets: ["subnet-1"],
      security_groups: ["sg-1"],
      assign_public_ip: true,
    });
    expect(template.container(name).image).toBe("image:1");
    const attached = Object.values(template.resources("aws_iam_role_policy_attachment"));
    expect(attached.map(({ policy_arn }) => policy_arn)).toContain("arn:aws:iam::aws:policy/more");
  });

  it.each<[string, Partial<AclControllerProps>]>([
    ["namePrefix must have 1 to", { namePrefix: "a".repeat(64 - `-${name}-execution`.length + 1) }],
    ["namePrefix must be letters", { namePrefix: "a b" }],
    ["serviceName must have 1 to 255", { serviceName: "a b" }],
    ["serviceName must have 1 to 255", { serviceName: "" }],
    ["subnetIds must name 1 to 16 subnets", { subnetIds: [] }],
    ["servers.bootstrapTokenSecretArn is required", { servers: servers() }],
    ["launchType must be one of compatibilities", { launchType: "EC2", compatibilities: ["FARGATE"] }],
    ["assignPublicIp is possible on Fargate only", { launchType: "EC2", assignPublicIp: true }],
    [
      "launchType cannot be given together",
      { launchType: "EC2", capacityProviderStrategy: [{ capacityProvider: "x" }] },
    ],
  ])("refuses %s", (message, props) => {
    expect(refusals(() => controller(release, props))).toEqual([expect.stringContaining(message)]);
  });

  it("takes the longest prefix, and a path that the mesh tasks spell with slashes", () => {
    const namePrefix = "a".repeat(64 - `-${name}-execution`.length);
    expect(refusals(() => controller(release, { namePrefix, iamRolePath: "consul-ecs" }))).toEqual([]);
  });
});

describe("the controller on line 0.10", () => {
  const config = (props: Partial<AclControllerProps> = {}) =>
    consulEcsConfigOf("0.10", controller("0.10", props).container("consul-ecs-controller"));

  it("is told everything in one document, empties too", () => {
    expect(config()).toEqual({
      bootstrapDir: "/consul",
      controller: { iamRolePath: "/consul-ecs/", partitionsEnabled: false, partition: "" },
      consulServers: {
        hosts: "consul.example.com",
        skipServerWatch: false,
        defaults: { tls: false, tlsServerName: "" },
        http: { port: 8500, https: false },
        grpc: { port: 8502 },
      },
    });
  });

  it("is told about partitions, TLS and ports", () => {
    const tls = { enabled: true, serverName: "server.dc1.consul" };
    const given = aclServers({ tls, skipServerWatch: true, http: { port: 443 }, grpc: { tls: false } });
    expect(config({ partition: "part1", iamRolePath: "/mesh/", servers: given })).toMatchObject({
      controller: { iamRolePath: "/mesh/", partitionsEnabled: true, partition: "part1" },
      consulServers: {
        skipServerWatch: true,
        defaults: { tls: true, tlsServerName: "server.dc1.consul" },
        http: { port: 443, https: true },
        grpc: { port: 8503, tls: false },
      },
    });
  });

  it("reads the CAs as secrets, whether TLS is on or not", () => {
    const tls = { enabled: false, caCertSecretArn: CA_ARN };
    const one = controller("0.10", { servers: aclServers({ tls }) });
    expect(secretsOf(one, "consul-ecs-controller")).toEqual({
      CONSUL_HTTP_TOKEN: TOKEN_ARN,
      CONSUL_HTTPS_CACERT_PEM: CA_ARN,
      CONSUL_GRPC_CACERT_PEM: CA_ARN,
    });
    const split = { ...tls, httpsCaCertSecretArn: HTTPS_CA_ARN, grpcCaCertSecretArn: GRPC_CA_ARN };
    const two = controller("0.10", { servers: aclServers({ tls: split }) });
    expect(secretsOf(two, "consul-ecs-controller")).toMatchObject({
      CONSUL_HTTPS_CACERT_PEM: HTTPS_CA_ARN,
      CONSUL_GRPC_CACERT_PEM: GRPC_CA_ARN,
    });
    const read = policies(two)["dev-consul-ecs-controller-execution"]?.flatMap(({ Resource }) => Resource);
    expect(read).toEqual([TOKEN_ARN, CA_ARN, HTTPS_CA_ARN, GRPC_CA_ARN, "*"]);
  });

  it("takes no CA file, which it would not read", () => {
    const withFile = { servers: aclServers({ http: { caCertFile: "/ca.pem" } }) };
    expect(refusals(() => controller("0.10", withFile))).toEqual([expect.stringContaining("servers.http.caCertFile")]);
  });
});

describe("the controller on line 0.6", () => {
  const container = (props: Partial<AclControllerProps> = {}) =>
    controller("0.6", props).container("consul-acl-controller");

  it("is told everything on its command line and in its environment", () => {
    expect(container()).toMatchObject({
      image: "hashicorp/consul-ecs:0.6.2",
      command: ["acl-controller", "-iam-role-path", "/consul-ecs/"],
      environment: [{ name: "CONSUL_HTTP_ADDR", value: "http://consul.example.com:8500" }],
      secrets: [{ name: "CONSUL_HTTP_TOKEN", valueFrom: TOKEN_ARN }],
    });
  });

  it("is told about a partition and a CA", () => {
    const given = aclServers({ tls: { enabled: true, caCertSecretArn: CA_ARN } });
    expect(container({ partition: "part1", servers: given })).toMatchObject({
      command: ["acl-controller", "-iam-role-path", "/consul-ecs/", "-partitions-enabled", "-partition", "part1"],
      secrets: [
        { name: "CONSUL_HTTP_TOKEN", valueFrom: TOKEN_ARN },
        { name: "CONSUL_CACERT_PEM", valueFrom: CA_ARN },
      ],
    });
  });

  it("needs an address", () => {
    const without = { servers: aclServers({ httpAddress: undefined }) };
    expect(refusals(() => controller("0.6", without))).toEqual([expect.stringContaining("servers.httpAddress")]);
  });
});
