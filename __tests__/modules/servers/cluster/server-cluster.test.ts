import { TerraformOutput } from "cdktf";
import { staticConfig } from "../../../helpers/server-config";
import { Template, testStack } from "../../../helpers/template";
import { TLS, type Given } from "../dev/given";
import { CLUSTER, perServer, serverCluster, services, synthesize, tasks, type Service } from "./given";

const config = (template: Template, number: number) => {
  const { id } = tasks(template)[number]!;
  return staticConfig(template.container("consul-server", id).command?.[0] ?? "");
};

describe.each([{ release: "0.10" }, { release: "0.6" }])("line $release", ({ release }) => {
  const template = synthesize({ release });

  it("has a service, a task definition and a directory for each server, by the same name", () => {
    const points = perServer<{ root_directory: { path: string } }>(template, "aws_efs_access_point");
    for (const number of [1, 2, 3]) {
      const name = `server-${number}`;
      expect(services(template)[number]).toMatchObject({ name, desired_count: 1, launch_type: "FARGATE" });
      expect(tasks(template)[number]?.family).toBe(name);
      expect(points[number]?.root_directory.path).toBe(`/${name}`);
      expect(config(template, number)).toMatchObject({ node_name: name, data_dir: "/opt/consul" });
    }
    expect(template.count("aws_ecs_service")).toBe(3);
    expect(template.count("aws_efs_file_system")).toBe(1);
  });

  it("mounts each server's own directory, encrypted and by its role", () => {
    const points = perServer<object>(template, "aws_efs_access_point");
    for (const number of [1, 2, 3]) {
      const { volume, id } = tasks(template)[number]!;
      expect(volume).toMatchObject([
        { name: "consul-data" },
        {
          name: `server-${number}-data`,
          efs_volume_configuration: {
            transit_encryption: "ENABLED",
            authorization_config: {
              iam: "ENABLED",
              access_point_id: `\${aws_efs_access_point.${points[number]!.id}.id}`,
            },
          },
        },
        { name: "snapshots" },
      ]);
      expect(template.container("consul-server", id).mountPoints).toContainEqual({
        sourceVolume: `server-${number}-data`,
        containerPath: "/opt/consul",
      });
    }
  });

  it("never has two tasks on one directory", () => {
    for (const service of Object.values(services(template))) {
      expect(service).toMatchObject({ deployment_minimum_healthy_percent: 0, deployment_maximum_percent: 100 });
    }
  });

  it("deploys the servers one after another, and waits for each", () => {
    const [first, second, third] = [1, 2, 3].map((number) => services(template)[number]!);
    const servers = ({ depends_on }: Service) => depends_on.filter((id) => id.startsWith("aws_ecs_service."));
    expect(servers(first!)).toEqual([]);
    expect(servers(second!)).toEqual([`aws_ecs_service.${first!.id}`]);
    expect(servers(third!)).toEqual([`aws_ecs_service.${second!.id}`]);
    for (const service of [first, second, third]) expect(service).toMatchObject({ wait_for_steady_state: true });
  });

  it("starts no task before its file system can be mounted", () => {
    const mounts = Object.keys(template.resources("aws_efs_mount_target")).map((id) => `aws_efs_mount_target.${id}`);
    expect(mounts).toHaveLength(3);
    for (const { depends_on } of Object.values(services(template))) {
      expect(depends_on).toEqual(expect.arrayContaining(mounts));
    }
  });

  it("has the servers expect, find and keep each other", () => {
    const common = config(template, 2);
    expect(common).not.toHaveProperty("bootstrap");
    expect(common).toMatchObject({
      bootstrap_expect: 3,
      leave_on_terminate: false,
      autopilot: { cleanup_dead_servers: true, min_quorum: 3 },
    });
    expect(common.retry_join).toEqual([expect.stringMatching(/service_discovery_service.*\.name.*namespace.*\.name/)]);
  });

  it("checks each server by a leader, not by a token", () => {
    for (const { id } of Object.values(tasks(template))) {
      const command = template.container("consul-server", id).healthCheck?.command ?? [];
      expect(command[0]).toBe("CMD-SHELL");
      expect(command[1]).toContain("/v1/status/leader");
      expect(command[1]).not.toContain("consul members");
    }
  });
});

it("has one name for all servers, which is what the mesh is told", () => {
  let servers: ReturnType<typeof serverCluster> | undefined;
  const template = Template.of(testStack((stack) => (servers = serverCluster(stack, { tls: TLS }))));
  expect(template.count("aws_service_discovery_service")).toBe(1);
  const registries = Object.values(services(template)).map(({ service_registries }) => service_registries.registry_arn);
  expect(new Set(registries).size).toBe(1);
  expect(servers?.retryJoin).toEqual([servers?.hosts]);
  expect(servers?.httpAddress).toBe(`https://${servers?.hosts}:8501`);
  expect(servers?.tls).toMatchObject({ enabled: true, caCertSecretArn: TLS.caCertSecretArn });
});

it("gives each server a subnet of its own, in turn", () => {
  const subnets = (template: Template) =>
    Object.values(services(template)).map(({ network_configuration }) => network_configuration.subnets);
  expect(subnets(synthesize())).toEqual([["subnet-1"], ["subnet-2"], ["subnet-3"]]);
  expect(subnets(synthesize({ subnetIds: ["subnet-1", "subnet-2"] }))).toEqual([
    ["subnet-1"],
    ["subnet-2"],
    ["subnet-1"],
  ]);
});

it.each([1, 3, 5])("has %d servers", (serverCount) => {
  const template = synthesize({ serverCount });
  expect(Object.keys(services(template))).toHaveLength(serverCount);
  expect(config(template, serverCount)).toMatchObject({
    bootstrap_expect: serverCount,
    autopilot: { min_quorum: serverCount },
  });
});

it("keeps nothing when it is told so", () => {
  const template = synthesize({ persistence: false });
  expect(template.types.filter((type) => type.startsWith("aws_efs"))).toEqual([]);
  expect(config(template, 1)).toMatchObject({ data_dir: "/tmp/consul-data", bootstrap_expect: 3 });
});

describe("snapshots", () => {
  it("are saved by a container of every server, into one directory of all", () => {
    const template = synthesize({ acls: true });
    for (const { id } of Object.values(tasks(template))) {
      const { "consul-server": server, "consul-snapshot": container } = template.containers(id);
      expect(container).toMatchObject({
        image: server?.image,
        essential: false,
        restartPolicy: { enabled: true },
        mountPoints: [{ sourceVolume: "snapshots", containerPath: "/consul/snapshots" }],
        secrets: [{ name: "CONSUL_HTTP_TOKEN" }],
      });
      expect(container?.command?.[0]).toContain("/ 3600))");
      expect(container?.command?.[0]).toContain("tail -n +49");
    }
    const points = Object.values(template.resources("aws_efs_access_point"));
    expect(points.map(({ root_directory }) => (root_directory as { path: string }).path)).toContain(
      "/server-snapshots",
    );
  });

  it("are as many and as often as it is told", () => {
    const template = synthesize({ serverCount: 1, snapshots: { everyMinutes: 10, keep: 6 } });
    const script = template.container("consul-snapshot", tasks(template)[1]!.id).command?.[0];
    expect(script).toContain("/ 600))");
    expect(script).toContain("tail -n +7");
  });

  it.each([{ snapshots: false }, { persistence: false }])("are not there with %j", (given) => {
    const template = synthesize(given);
    expect(template.containers(tasks(template)[1]!.id)).not.toHaveProperty("consul-snapshot");
    expect(Object.keys(template.resources("aws_efs_access_point")).filter((id) => id.includes("snapshots"))).toEqual(
      [],
    );
  });
});

it("comes back after a month, unless it keeps nothing; an older Consul does not know the word", () => {
  const month = (given: Given) => config(synthesize(given), 1).server_rejoin_age_max;
  expect(month({})).toBe("8760h");
  expect(month({ persistence: false })).toBeUndefined();
  expect(month({ consulImage: "hashicorp/consul:1.14.11" })).toBeUndefined();
});

it("takes Consul's own times for elections, unless it is told others", () => {
  expect(config(synthesize(), 1)).not.toHaveProperty("performance");
  expect(config(synthesize({ raftMultiplier: 2 }), 1)).toMatchObject({ performance: { raft_multiplier: 2 } });
});

it("says how many there are, what to wait for, and what to decrypt their secrets with", () => {
  const key = "arn:aws:kms:us-east-1:111122223333:key/0123";
  const made = serverCluster(testStack(), { acls: true, secretsKmsKeyArn: key });
  expect([made.serverCount, made.secretsKmsKeyArn]).toEqual([3, key]);
  expect(made.ready).toHaveLength(3);
  expect(made.ready.every((service, index) => service === made.services[index])).toBe(true);
});

it("is a new generation with each change of its tasks, when it keeps nothing", () => {
  expect(serverCluster(testStack()).generation).toBeUndefined();
  const stack = testStack();
  new TerraformOutput(stack, "generation", { value: serverCluster(stack, { persistence: false }).generation });
  const template = Template.of(stack);
  expect(Object.values(template.outputs)).toEqual([
    {
      value: Object.values(services(template))
        .map(({ id }) => `\${aws_ecs_service.${id}.task_definition}`)
        .join(","),
    },
  ]);
});

it("takes the options of a server, for all of them", () => {
  const template = synthesize({ cpu: 1024, memory: 2048, waitForSteadyState: false, tags: { team: "mesh" } });
  for (const task of Object.values(tasks(template))) {
    expect(task).toMatchObject({ cpu: "1024", memory: "2048", tags: { team: "mesh" } });
  }
  for (const service of Object.values(services(template))) {
    expect(service).toMatchObject({ wait_for_steady_state: false });
  }
});

it("keeps the ids of what it makes, which are a contract with the state", () => {
  const template = synthesize({ acls: true });
  const ids = Object.keys({
    ...template.resources("aws_ecs_service"),
    ...template.resources("aws_efs_file_system"),
    ...template.resources("aws_efs_access_point"),
    ...template.resources("aws_efs_mount_target"),
  }).map((id) => id.replace(/_[0-9A-F]{8}$/, ""));
  expect(ids).toEqual([
    ...["servers_server-1_service", "servers_server-2_service", "servers_server-3_service"],
    "servers_storage_file-system",
    ...["servers_storage_server-1", "servers_storage_server-2", "servers_storage_server-3"],
    "servers_storage_snapshots",
    ...["servers_storage_mount-target-1", "servers_storage_mount-target-2", "servers_storage_mount-target-3"],
  ]);
  expect(CLUSTER.subnetIds).toHaveLength(3);
});
