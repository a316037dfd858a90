import { TerraformVariable } from "cdktf";
import { MeshTask, type MeshTaskProps } from "../../../../modules/mesh/task";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { Template, testStack } from "../../../helpers/template";
import { APP, CA_ARN, GOSSIP_ARN, LINES, meshTask, ROLE, SECURE, servers, untyped } from "./given";

interface Definition {
  readonly family: string;
  readonly cpu: string;
  readonly memory: string;
  readonly network_mode: string;
  readonly requires_compatibilities: readonly string[];
  readonly volume: readonly Readonly<Record<string, unknown>>[];
  readonly tags: Readonly<Record<string, string>>;
  readonly task_role_arn: string;
  readonly execution_role_arn: string;
}

const definition = (props: MeshTaskProps): Definition =>
  meshTask(props).resource<Definition>("aws_ecs_task_definition");
const names = (props: MeshTaskProps): string[] => Object.keys(meshTask(props).containers());

const roleNamed = (template: Template, name: string) =>
  Object.values(template.resources("aws_iam_role")).find((role) => role.name === name);

function policyNamed(template: Template, name: string): unknown {
  const policy = Object.values(template.resources("aws_iam_policy")).find((each) => each.name === name);
  return policy && (evaluateJson(policy.policy as string) as { Statement: unknown }).Statement;
}

describe.each(LINES)("the task definition on line %s", (release, given) => {
  it("has the module's defaults", () => {
    expect(definition(given())).toMatchObject({
      family: "web",
      cpu: "256",
      memory: "512",
      network_mode: "awsvpc",
      requires_compatibilities: ["EC2", "FARGATE"],
      volume: [{ name: "consul_data" }, { name: "consul_binary" }],
    });
  });

  it("has the tags that the controller looks for, which win over the caller's", () => {
    const mesh = { "consul.hashicorp.com/mesh": "true", "consul.hashicorp.com/service-name": "web" };
    expect(definition(given({ tags: { team: "a", "consul.hashicorp.com/mesh": "false" } })).tags).toEqual({
      team: "a",
      ...mesh,
      "consul.hashicorp.com/module": "terraform-aws-consul-ecs",
      "consul.hashicorp.com/module-version": { "0.10": "0.10.0", "0.6": "0.6.2" }[release],
    });
    expect(definition(given({ namespace: "ns", partition: "part" })).tags).toMatchObject({
      ...mesh,
      "consul.hashicorp.com/partition": "part",
      "consul.hashicorp.com/namespace": "ns",
    });
  });

  it("names the service after the family in lower case, or as told", () => {
    expect(definition(given({ family: "Web" })).tags["consul.hashicorp.com/service-name"]).toBe("web");
    expect(definition(given({ serviceName: "api" })).tags["consul.hashicorp.com/service-name"]).toBe("api");
  });

  it("has a family that only Terraform knows put into lower case by Terraform", () => {
    const template = Template.of(
      testStack((stack) => {
        const family = new TerraformVariable(stack, "family", { type: "string" }).stringValue;
        new MeshTask(stack, "web", given({ family }));
      }),
    );
    const { tags } = template.resource<Definition>("aws_ecs_task_definition");
    expect(tags["consul.hashicorp.com/service-name"]).toBe("${lower(var.family)}");
  });

  it("has the caller's containers first, and the sidecars after them", () => {
    const sidecars =
      release === "0.10"
        ? ["consul-ecs-mesh-init", "consul-dataplane", "consul-ecs-health-sync"]
        : ["consul-ecs-mesh-init", "consul-client", "sidecar-proxy"];
    expect(names(given({ containers: [APP, { ...APP, name: "second" }] }))).toEqual(["app", "second", ...sidecars]);
  });

  it("has the application wait for the proxy, after what it waits for itself", () => {
    const own = { containerName: "first", condition: "START" as const };
    const first = { ...APP, name: "first" };
    const { app } = meshTask(given({ containers: [first, { ...APP, dependsOn: [own] }] })).containers();
    expect(app?.dependsOn).toEqual([
      own,
      ...(release === "0.10"
        ? [{ containerName: "consul-dataplane", condition: "HEALTHY" }]
        : [
            { containerName: "consul-ecs-mesh-init", condition: "SUCCESS" },
            { containerName: "sidecar-proxy", condition: "HEALTHY" },
          ]),
    ]);
  });

  it("gives the application neither an entry point nor a volume of its own accord", () => {
    const app = meshTask(given()).container("app");
    expect(app.entryPoint).toBeUndefined();
    expect(app.mountPoints).toEqual([]);
  });

  it("delays the stop of those containers that have no entry point, not even null", () => {
    const containers = meshTask(
      given({
        applicationShutdownDelaySeconds: 15,
        containers: [
          APP,
          { ...APP, name: "own", entryPoint: ["/bin/own"] },
          { ...APP, name: "opted-out", entryPoint: null },
        ],
      }),
    ).containers();
    expect(containers.app?.entryPoint).toEqual(["/consul/consul-ecs", "app-entrypoint", "-shutdown-delay", "15s"]);
    expect(containers.app?.mountPoints).toEqual([
      { sourceVolume: "consul_data", containerPath: "/consul", readOnly: true },
    ]);
    expect(containers.own?.entryPoint).toEqual(["/bin/own"]);
    expect(containers["opted-out"]?.entryPoint).toBeUndefined();
  });

  it("does not write to what the caller gave", () => {
    const container = Object.freeze({ ...APP, dependsOn: Object.freeze([]), mountPoints: Object.freeze([]) });
    expect(() => meshTask(given({ containers: [container], applicationShutdownDelaySeconds: 1 }))).not.toThrow();
  });

  it("logs the sidecars and leaves the application's log alone", () => {
    const logConfiguration = {
      logDriver: "awslogs" as const,
      options: { "awslogs-group": "mesh", "awslogs-region": "us-east-1" },
    };
    const { app, ...sidecars } = meshTask(given({ logConfiguration })).containers();
    expect(app?.logConfiguration).toBeUndefined();
    for (const sidecar of Object.values(sidecars)) expect(sidecar.logConfiguration).toEqual(logConfiguration);
  });

  it("writes volumes of every kind", () => {
    const { volume } = definition(
      given({
        compatibilities: ["EC2"],
        ...untyped(release === "0.10" ? { transparentProxy: { enabled: false } } : {}),
        volumes: [
          { name: "empty" },
          { name: "host", hostPath: "/data" },
          {
            name: "docker",
            dockerVolumeConfiguration: {
              autoprovision: true,
              scope: "shared",
              driver: "local",
              driverOpts: { type: "nfs" },
              labels: { a: "b" },
            },
          },
          {
            name: "efs",
            efsVolumeConfiguration: {
              fileSystemId: "fs-1",
              transitEncryption: "ENABLED",
              transitEncryptionPort: 2999,
              authorizationConfig: { accessPointId: "fsap-1", iam: "ENABLED" },
            },
          },
          {
            name: "fsx",
            fsxWindowsFileServerVolumeConfiguration: {
              fileSystemId: "fs-2",
              rootDirectory: "share",
              authorizationConfig: { credentialsParameter: "arn", domain: "example.com" },
            },
          },
        ],
      }),
    );
    expect(volume.slice(2)).toEqual([
      { name: "empty" },
      { name: "host", host_path: "/data" },
      {
        name: "docker",
        docker_volume_configuration: {
          autoprovision: true,
          scope: "shared",
          driver: "local",
          driver_opts: { type: "nfs" },
          labels: { a: "b" },
        },
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
      {
        name: "fsx",
        fsx_windows_file_server_volume_configuration: {
          file_system_id: "fs-2",
          root_directory: "share",
          authorization_config: { credentials_parameter: "arn", domain: "example.com" },
        },
      },
    ]);
  });

  it("has what the HCL modules cannot say, when asked", () => {
    expect(definition(given())).not.toHaveProperty("runtime_platform");
    expect(definition(given())).not.toHaveProperty("ephemeral_storage");
    expect(definition(given({ runtimePlatform: { cpuArchitecture: "ARM64" }, ephemeralStorageGib: 30 }))).toMatchObject(
      { runtime_platform: { cpu_architecture: "ARM64" }, ephemeral_storage: { size_in_gib: 30 } },
    );
  });
});

describe.each(LINES)("the roles on line %s", (release, given) => {
  it("are named after the family, and the task's says which service it is", () => {
    const template = meshTask(given({ iamRolePath: "/mesh/", serviceName: "api" }));
    expect(roleNamed(template, "web-task")).toMatchObject({
      path: "/mesh/",
      tags: { "consul.hashicorp.com.service-name": "api", "consul.hashicorp.com.namespace": "" },
    });
    expect(roleNamed(template, "web-execution")).toMatchObject({ path: "/mesh/" });
    expect(roleNamed(meshTask(given()), "web-task")).toMatchObject({ path: "/consul-ecs/" });
  });

  it("let the task read its own role with ACLs only", () => {
    const ofTask = (props: MeshTaskProps) => policyNamed(meshTask(props), "web-task");
    expect(ofTask(given())).toBeUndefined();
    expect(ofTask(given({ servers: SECURE }))).toEqual([
      { Effect: "Allow", Action: ["iam:GetRole"], Resource: [expect.stringMatching(/^\$\{aws_iam_role\..*\.arn\}$/)] },
    ]);
  });

  it("let ECS write logs, and read the secrets of the sidecars", () => {
    const logs = { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: ["*"] };
    const read = (arn: string) => ({ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [arn] });
    expect(policyNamed(meshTask(given()), "web-execution")).toEqual([logs]);
    expect(policyNamed(meshTask(given({ servers: SECURE })), "web-execution")).toEqual([read(CA_ARN), logs]);
    const gossip = servers({ gossipKeySecretArn: GOSSIP_ARN });
    expect(policyNamed(meshTask(given({ servers: gossip })), "web-execution")).toEqual(
      release === "0.6" ? [read(GOSSIP_ARN), logs] : [logs],
    );
  });

  it("get more policies, a boundary and keys when told", () => {
    const template = meshTask(
      given({
        taskRolePolicyArns: ["arn:aws:iam::123456789012:policy/task"],
        executionRolePolicyArns: ["arn:aws:iam::123456789012:policy/execution"],
        permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
        kmsKeyArns: ["arn:aws:kms:us-east-1:123456789012:key/1"],
      }),
    );
    const attached = Object.values(template.resources("aws_iam_role_policy_attachment")).map((each) => each.policy_arn);
    expect(attached).toEqual(
      expect.arrayContaining(["arn:aws:iam::123456789012:policy/task", "arn:aws:iam::123456789012:policy/execution"]),
    );
    for (const role of Object.values(template.resources("aws_iam_role"))) {
      expect(role.permissions_boundary).toBe("arn:aws:iam::123456789012:policy/boundary");
    }
    expect(policyNamed(template, "web-execution")).toContainEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: ["arn:aws:kms:us-east-1:123456789012:key/1"],
    });
  });

  it("let an operator in only when told", () => {
    expect(meshTask(given()).count("aws_iam_role_policy")).toBe(0);
    expect(meshTask(given({ executeCommand: true })).resource("aws_iam_role_policy").policy).toContain("ssmmessages");
  });

  it("are not made when they are given", () => {
    const template = meshTask(given({ taskRole: ROLE, executionRole: ROLE, servers: SECURE }));
    expect(template.types).toEqual(["aws_ecs_task_definition"]);
    expect(template.resource("aws_ecs_task_definition")).toMatchObject({
      task_role_arn: ROLE.arn,
      execution_role_arn: ROLE.arn,
    });
  });
});
