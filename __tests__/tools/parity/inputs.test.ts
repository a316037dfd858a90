import { InputError } from "../../../modules/aws";
import { synthesizeCall, type ModuleCallCase, type WrittenStack } from "../../../tools/parity";
import { evaluateJson } from "../../helpers/evaluate-template";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x";
const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/c";

type Inputs = Readonly<Record<string, unknown>>;

const meshTask010 = (inputs: Inputs = {}): ModuleCallCase => ({
  tag: "v0.10.0",
  module: "mesh-task",
  inputs: {
    family: "app",
    container_definitions: [{ name: "app", image: "app:1" }],
    consul_server_hosts: "consul.example.com",
    port: 9090,
    enable_transparent_proxy: false,
    ...inputs,
  },
});

const meshTask06 = (inputs: Inputs = {}): ModuleCallCase => ({
  tag: "v0.6.2",
  module: "mesh-task",
  inputs: {
    family: "app",
    container_definitions: [{ name: "app", image: "app:1" }],
    retry_join: ["consul.example.com"],
    port: 9090,
    ...inputs,
  },
});

const gateway010 = (inputs: Inputs = {}): ModuleCallCase => ({
  tag: "v0.10.0",
  module: "gateway-task",
  inputs: {
    family: "gw",
    kind: "mesh-gateway",
    ecs_cluster_arn: CLUSTER,
    subnets: ["subnet-recorded1"],
    consul_server_hosts: "consul.example.com",
    enable_transparent_proxy: false,
    ...inputs,
  },
});

describe("refuses", () => {
  it.each<[string, ModuleCallCase, string]>([
    ["an unknown variable", meshTask010({ nope: 1 }), "nope is not a variable of the module"],
    ["a variable of the other line", meshTask010({ retry_join: ["a"] }), "retry_join is not a variable of the module"],
    ["a missing variable", meshTask010({ family: undefined }), "family is required"],
    ["a required variable that is null", meshTask010({ family: null }), "family is required"],
    ["another type", meshTask010({ port: "http" }), "port must be a number, not this string"],
    [
      "another type inside",
      meshTask06({ retry_join: ["a", {}] }),
      "retry_join[1] must be a string, not a map or object",
    ],
    [
      "a list in a container that is none",
      meshTask06({ container_definitions: [{ portMappings: {} }] }),
      "container_definitions[0].portMappings must be a list",
    ],
    [
      "a role that would be ignored",
      meshTask010({ task_role: { id: "r", arn: "arn:aws:iam::123456789012:role/r" } }),
      "taskRole would be ignored",
    ],
    ["no role where none is made", meshTask06({ create_execution_role: false }), "executionRole must have"],
    [
      "a key that is unknown, in what is then ignored",
      meshTask010({ consul_ecs_config: { transparentProxy: { x: 1 } } }),
      "consulEcsConfig.transparentProxy.x is not known",
    ],
    [
      "the same, deeper",
      gateway010({ consul_ecs_config: { transparentProxy: { consulDNS: { x: 1 } } } }),
      "consulEcsConfig.transparentProxy.consulDNS.x is not known",
    ],
    [
      "no object in consul_ecs_config",
      meshTask06({ consul_ecs_config: { service: { weights: 1 } } }),
      "consul_ecs_config.service.weights must be a map or object",
    ],
    [
      "a CA without an address",
      meshTask06({ consul_https_ca_cert_arn: ARN }),
      "servers.tls.httpsCaCertSecretArn needs servers.httpAddress",
    ],
    [
      "replication without ACLs",
      meshTask06({ enable_acl_token_replication: true }),
      "enableAclTokenReplication needs ACLs",
    ],
    [
      "the module's own default of the transparent proxy",
      meshTask010({ enable_transparent_proxy: null }),
      "transparentProxy.enabled is possible only",
    ],
    [
      "two ways with one security group",
      gateway010({ lb_modify_security_group: true, lb_modify_security_group_id: "sg-recorded1" }),
      "loadBalancer.securityGroup is either made or modified",
    ],
    [
      "a security group without id",
      gateway010({ lb_create_security_group: false, lb_modify_security_group: true }),
      "loadBalancer.securityGroup has no id",
    ],
  ])("%s", (_, call, message) => {
    const synthesize = () => synthesizeCall(call);
    expect(synthesize).toThrow(InputError);
    expect(synthesize).toThrow(message);
  });

  it("all that is wrong with the types at once", () => {
    const synthesize = () => synthesizeCall(meshTask06({ nope: 1, family: null, cpu: "x" }));
    for (const message of ["nope is not", "family is required", "cpu must be a number"])
      expect(synthesize).toThrow(message);
  });
});

describe("passes on", () => {
  it("containers as the provider takes them: no nulls, no unknown keys, but an entry point that is null", () => {
    const container = { name: "app", image: "app:1", command: null, newKey: { a: [1] }, entryPoint: null };
    const { app } = containers(
      meshTask010({ container_definitions: [container], application_shutdown_delay_seconds: "5" }),
    );
    expect(app).toMatchObject({ mountPoints: [{ sourceVolume: "consul_data" }] });
    for (const dropped of ["newKey", "command"]) expect(app).not.toHaveProperty(dropped);
    expect(app?.entryPoint ?? undefined).toBeUndefined();
  });

  it.each([{}, null])("no log configuration for %j", (logConfiguration) => {
    const all = Object.values(containers(meshTask06({ log_configuration: logConfiguration })));
    expect(all.map((container) => container.logConfiguration)).toEqual(all.map(() => undefined));
  });

  it("numbers as numbers and strings as strings, whatever they were written as", () => {
    const stack = synthesizeCall(meshTask010({ port: "9090", cpu: "512", memory: 1024, consul_service_name: 7 }));
    expect(only(stack, "aws_ecs_task_definition")).toMatchObject({ cpu: "512", memory: "1024" });
    expect(config(meshTask010({ port: "9090", consul_service_name: 7 }))).toMatchObject({
      service: { port: 9090, name: "7" },
    });
  });

  it("volumes", () => {
    const volumes = [
      { name: "plain", unknown: 1 },
      { name: "host", host_path: "/data" },
      {
        name: "docker",
        docker_volume_configuration: { autoprovision: "true", driver_opts: { a: "${b}" }, scope: "shared" },
      },
      {
        name: "efs",
        efs_volume_configuration: {
          file_system_id: "fs-1",
          transit_encryption: "ENABLED",
          transit_encryption_port: "2999",
          authorization_config: { access_point_id: "fsap-1", iam: "ENABLED" },
        },
      },
    ];
    const stack = synthesizeCall(meshTask06({ volumes, requires_compatibilities: ["EC2"] }));
    expect(only(stack, "aws_ecs_task_definition").volume).toEqual([
      { name: "consul_data" },
      { name: "consul_binary" },
      { name: "plain" },
      { name: "host", host_path: "/data" },
      {
        name: "docker",
        docker_volume_configuration: { autoprovision: true, driver_opts: { a: "$${b}" }, scope: "shared" },
      },
      {
        name: "efs",
        efs_volume_configuration: {
          file_system_id: "fs-1",
          transit_encryption: "ENABLED",
          transit_encryption_port: 2999,
          authorization_config: { access_point_id: "fsap-1", iam: "ENABLED" },
        },
      },
    ]);
  });

  it("the volumes of a gateway, whose path is that in the container", () => {
    const call = gateway010({ volumes: [{ name: "certs", host_path: "/certs", read_only: false }] });
    const { volume } = only(synthesizeCall(call), "aws_ecs_task_definition");
    expect(volume).toContainEqual({ name: "certs" });
    const mount = { sourceVolume: "certs", containerPath: "/certs", readOnly: false };
    expect(containers(call)["consul-dataplane"]?.mountPoints).toContainEqual(mount);
  });

  it("a role by its ARN alone", () => {
    const arn = "arn:aws:iam::123456789012:role/path/mine";
    const stack = synthesizeCall(meshTask010({ create_task_role: false, task_role: { id: null, arn } }));
    expect(only(stack, "aws_ecs_task_definition").task_role_arn).toBe(arn);
  });

  it("nothing of the transparent proxy in consul_ecs_config", () => {
    const extras = { transparentProxy: { enabled: true, excludeUIDs: ["1"] }, service: { enableTagOverride: true } };
    expect(config(meshTask010({ consul_ecs_config: extras, exclude_uids: [5] }))).toMatchObject({
      transparentProxy: { enabled: false, excludeUIDs: ["5"] },
      service: { enableTagOverride: true },
    });
  });

  it("meta data as values, not as templates", () => {
    expect(config(meshTask010({ consul_service_meta: { owner: "${me}" } }))).toMatchObject({
      service: { meta: { owner: "${me}" } },
    });
  });

  it("the security group to open, where one is modified", () => {
    const stack = synthesizeCall(
      gateway010({
        lb_enabled: true,
        lb_vpc_id: "vpc-recorded",
        lb_subnets: ["subnet-recorded1", "subnet-recorded2"],
        lb_create_security_group: false,
        lb_modify_security_group: true,
        lb_modify_security_group_id: "sg-recorded1",
        lb_ingress_rule_cidr_blocks: ["10.0.0.0/8"],
      }),
    );
    expect(stack.resource).not.toHaveProperty("aws_security_group");
    expect(only(stack, "aws_security_group_rule")).toMatchObject({
      security_group_id: "sg-recorded1",
      cidr_blocks: ["10.0.0.0/8"],
      type: "ingress",
    });
  });
});

function only(stack: WrittenStack, type: string): Readonly<Record<string, unknown>> {
  const found = Object.values(stack.resource?.[type] ?? {});
  if (found[0] === undefined || found.length > 1) throw new Error(`There are ${found.length} of ${type}.`);
  return found[0];
}

type Container = Readonly<Record<string, unknown>> & { readonly name: string };

function containers(call: ModuleCallCase): Record<string, Container> {
  const text = only(synthesizeCall(call), "aws_ecs_task_definition").container_definitions as string;
  return Object.fromEntries((evaluateJson(text) as Container[]).map((container) => [container.name, container]));
}

function config(call: ModuleCallCase): unknown {
  const [variable] = containers(call)["consul-ecs-mesh-init"]?.environment as { readonly value: string }[];
  return JSON.parse(variable?.value ?? "");
}
