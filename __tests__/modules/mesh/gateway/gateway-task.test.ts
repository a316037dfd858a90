import { Token } from "cdktf";
import { CA, configOf, gateway, minimal, PROXY } from "./synthesize";

const LINES = ["0.10", "0.6"] as const;

describe.each(LINES)("a gateway of line %s", (release) => {
  const props = minimal[release];

  it("is a task definition, its service and two roles", () => {
    expect(gateway(props).template.types).toEqual([
      "aws_ecs_service",
      "aws_ecs_task_definition",
      "aws_iam_policy",
      "aws_iam_role",
      "aws_iam_role_policy_attachment",
    ]);
  });

  it("has ids that stay", () => {
    const { template } = gateway(props);
    const ids = template.types.flatMap((type) => Object.keys(template.resources(type)));
    expect(ids.map((id) => id.replace(/_[0-9A-F]{8}$/, "")).sort()).toEqual([
      "gateway_execution-role",
      "gateway_execution-role_attachment",
      "gateway_execution-role_policy",
      "gateway_service",
      "gateway_task",
      "gateway_task-role",
    ]);
  });

  it("runs one task on Fargate, whose tags the service hands on", () => {
    expect(gateway(props).template.resource("aws_ecs_service")).toMatchObject({
      name: "gateway",
      cluster: props.clusterArn,
      desired_count: 1,
      launch_type: "FARGATE",
      propagate_tags: "TASK_DEFINITION",
      enable_execute_command: true,
      network_configuration: { assign_public_ip: false, subnets: ["subnet-1", "subnet-2"] },
    });
  });

  it("waits for the roles' permissions", () => {
    const { template } = gateway(props);
    const [attachment] = Object.keys(template.resources("aws_iam_role_policy_attachment"));
    expect(template.resource("aws_ecs_service").depends_on).toEqual([`aws_iam_role_policy_attachment.${attachment}`]);
  });

  it("leaves the security group to the VPC", () => {
    expect(gateway(props).template.resource("aws_ecs_service").network_configuration).not.toHaveProperty(
      "security_groups",
    );
  });

  it("has an essential proxy that listens on 8443", () => {
    expect(gateway(props).template.container(PROXY[release])).toMatchObject({
      essential: true,
      portMappings: [{ containerPort: 8443, hostPort: 8443, protocol: "tcp" }],
    });
  });

  it("registers itself under the family as it is, at the address of the task", () => {
    expect(configOf(props).gateway).toEqual({
      kind: "mesh-gateway",
      name: "gateway",
      tags: [],
      meta: {},
      namespace: "",
      partition: "",
      lanAddress: { address: "", port: 8443 },
      wanAddress: { address: "", port: 8443 },
    });
  });

  it("has no health of other containers to carry over", () => {
    expect(configOf(props).healthSyncContainers).toEqual([]);
  });

  it("takes addresses, ports, and what is in the catalog", () => {
    const config = configOf({
      ...props,
      lanAddress: "10.0.0.1",
      lanPort: 9443,
      wanAddress: "gw.example.com",
      wanPort: 443,
      serviceName: "edge",
      serviceTags: ["a", "b"],
      serviceMeta: { team: "net" },
    });
    expect(config.gateway).toMatchObject({
      name: "edge",
      tags: ["a", "b"],
      meta: { team: "net" },
      lanAddress: { address: "10.0.0.1", port: 9443 },
      wanAddress: { address: "gw.example.com", port: 443 },
    });
  });

  it("tells its addresses and names", () => {
    const { made } = gateway({ ...props, wanAddress: "gw.example.com", lanPort: 9443, serviceName: "edge" });
    expect(made).toMatchObject({
      serviceName: "edge",
      family: "gateway",
      wanAddress: "gw.example.com",
      wanPort: 9443,
      lbSecurityGroupId: undefined,
    });
    expect(Token.isUnresolved(made.taskDefinitionArn)).toBe(true);
  });

  it("is in the default namespace of a partition", () => {
    const inPartition = { ...props, partition: "team" };
    const { template } = gateway(inPartition);
    expect(configOf(inPartition).gateway).toMatchObject({ namespace: "default", partition: "team" });
    expect(template.resource("aws_ecs_task_definition").tags).toMatchObject({
      "consul.hashicorp.com/partition": "team",
      "consul.hashicorp.com/namespace": "default",
    });
  });

  it("is marked for WAN federation, over what the caller says", () => {
    const servers = { ...props.servers, tls: { enabled: true, caCertSecretArn: CA } };
    const serviceMeta = { team: "net", "consul-wan-federation": "0" };
    const config = configOf({ ...props, servers, wanFederation: true, serviceMeta });
    expect(config.gateway?.meta).toEqual({ team: "net", "consul-wan-federation": "1" });
  });

  it("logs in with ACLs, and may read its own role", () => {
    const withAcls = { ...props, servers: { ...props.servers, acls: true, httpAddress: "http://consul:8500" } };
    const consulEcsConfig = { consulLogin: { method: "mine", includeEntity: false } };
    const { template } = gateway(withAcls);
    const policies = Object.values(template.resources("aws_iam_policy"));
    expect(configOf(withAcls).consulLogin).toEqual({ enabled: true, method: "iam-ecs-service-token" });
    expect(configOf({ ...withAcls, serviceTokenAuthMethodName: "other" }).consulLogin?.method).toBe("other");
    expect(configOf({ ...withAcls, consulEcsConfig }).consulLogin).toEqual({
      enabled: true,
      method: "mine",
      includeEntity: false,
    });
    expect(policies.map(({ name, description }) => [name, description])).toEqual(
      expect.arrayContaining([["gateway-task", "gateway gateway-task task policy"]]),
    );
  });

  it("has roles under the path of the controller, with the policies that are wanted", () => {
    const { template } = gateway({
      ...props,
      iamRolePath: "/mesh/",
      taskRolePolicyArns: ["arn:aws:iam::aws:policy/A"],
      executionRolePolicyArns: ["arn:aws:iam::aws:policy/B"],
      permissionsBoundary: "arn:aws:iam::aws:policy/C",
    });
    const roles = Object.values(template.resources("aws_iam_role"));
    expect(roles.map(({ name, path, permissions_boundary: bound }) => [name, path, bound]).sort()).toEqual([
      ["gateway-execution", "/mesh/", "arn:aws:iam::aws:policy/C"],
      ["gateway-task", "/mesh/", "arn:aws:iam::aws:policy/C"],
    ]);
    const attached = Object.values(template.resources("aws_iam_role_policy_attachment"));
    expect(attached.map(({ policy_arn: arn }) => arn)).toEqual(
      expect.arrayContaining(["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"]),
    );
  });

  it.each([
    ["by default", undefined, true, 0],
    ["with its permissions", true, true, 1],
    ["not at all", false, false, 0],
  ])("lets operators in %s", (_, executeCommand, enabled, policies) => {
    const { template } = gateway({ ...props, executeCommand });
    expect(template.resource("aws_ecs_service").enable_execute_command).toBe(enabled);
    expect(template.count("aws_iam_role_policy")).toBe(policies);
  });

  it("has the size, platform and tags that are wanted, and keeps the controller's tags", () => {
    const { template } = gateway({
      ...props,
      cpu: 512,
      memory: 1024,
      compatibilities: ["FARGATE"],
      runtimePlatform: { cpuArchitecture: "ARM64" },
      tags: { team: "net", "consul.hashicorp.com/mesh": "false" },
    });
    expect(template.resource("aws_ecs_task_definition")).toMatchObject({
      cpu: "512",
      memory: "1024",
      requires_compatibilities: ["FARGATE"],
      runtime_platform: { cpu_architecture: "ARM64" },
      tags: { team: "net", "consul.hashicorp.com/mesh": "true" },
    });
  });

  it("takes what can be said of a service", () => {
    const { template } = gateway({
      ...props,
      securityGroupIds: ["sg-1"],
      assignPublicIp: true,
      circuitBreaker: true,
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
    });
    const service = template.resource("aws_ecs_service");
    expect(service).not.toHaveProperty("launch_type");
    expect(service).toMatchObject({
      capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }],
      deployment_circuit_breaker: { enable: true },
      network_configuration: { assign_public_ip: true, security_groups: ["sg-1"] },
    });
  });

  it("logs where it is told to, all its containers", () => {
    const logConfiguration = {
      logDriver: "awslogs",
      options: { "awslogs-group": "mesh", "awslogs-region": "us-east-1" },
    } as const;
    const containers = Object.values(gateway({ ...props, logConfiguration }).template.containers());
    expect(containers.map((container) => container.logConfiguration)).toEqual(containers.map(() => logConfiguration));
  });

  it("takes the image of consul-ecs", () => {
    const { template } = gateway({ ...props, consulEcsImage: "mirror/consul-ecs:1" });
    expect(template.container("consul-ecs-mesh-init").image).toBe("mirror/consul-ecs:1");
  });

  it("takes CPU, memory and read-only file systems for its sidecars", () => {
    const { template } = gateway({
      ...props,
      sidecarResources: { proxy: { cpu: 128, memoryReservation: 256 } },
      sidecarsReadonlyRootFilesystem: true,
    });
    expect(template.container(PROXY[release])).toMatchObject({ cpu: 128, memoryReservation: 256 });
    expect(template.container("consul-ecs-mesh-init").readonlyRootFilesystem).toBe(true);
  });
});
