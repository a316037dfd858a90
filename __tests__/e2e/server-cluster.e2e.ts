import type { Service, TaskDefinition } from "@aws-sdk/client-ecs";
import { staticConfig } from "../helpers/server-config";
import { containersOf, type TaggedTask } from "./environments/aws";
import { drift, leaks, registeredTasks, toldServers } from "./environments/checks";
import { isGossipKey, isUuid } from "./environments/expectations";
import { actionsNotAllowed } from "./environments/used-actions";
import { Deployment } from "./fargate/deployment";
import { texts } from "./fargate/emulator-api";

const NAMES = [1, 2, 3].map((number) => `three-consul-server-${number}`);
/** The directory that all of them share. */
const SNAPSHOTS = "three-consul-server-snapshots";
const ZONES = 3;

interface AccessPoint {
  readonly AccessPointArn: string;
  readonly AccessPointId: string;
  readonly FileSystemId: string;
  readonly RootDirectory: { readonly Path: string };
  readonly PosixUser: object;
}

interface MountTarget {
  readonly MountTargetId: string;
  readonly SubnetId: string;
  readonly AvailabilityZoneName: string;
}

const isOf = (point: AccessPoint, directory: string): boolean => point.RootDirectory.Path === `/${directory}`;

describe("three servers on Fargate that keep their data", () => {
  let deployment: Deployment;
  let services: Record<string, Service>;
  let tasks: Record<string, TaggedTask>;

  beforeAll(async () => {
    deployment = await Deployment.apply("three", {
      name: "three",
      region: "us-east-1",
      release: "0.6",
      application: "example",
      servers: { hosting: "fargate", count: 3, persistent: true },
      network: { availabilityZones: ZONES },
      configEntries: "bootstrap",
      backend: { type: "local" },
    });
    services = Object.fromEntries((await deployment.aws.services("three")).map((s) => [s.serviceName ?? "", s]));
    tasks = Object.fromEntries((await deployment.aws.taskDefinitions()).map((task) => [task.family ?? "", task]));
  }, 900_000);

  afterAll(() => deployment?.stop());

  const server = (name: string): Service => services[name] ?? {};
  const task = (name: string): TaskDefinition => tasks[name] ?? {};

  test("the second plan is empty", async () => {
    expect(drift(await deployment.terraform.plan())).toEqual([]);
  }, 120_000);

  test("there are a service and a task definition for each server", async () => {
    expect(Object.keys(services).filter((name) => name.includes("consul-server"))).toEqual(NAMES);
    const registered = await registeredTasks(deployment.aws);
    for (const name of NAMES) {
      expect(registered[name]).toEqual({
        containers: { "consul-server": [], "consul-snapshot": ["consul-server:START"] },
        secrets: {
          "consul-server": ["CONSUL_GOSSIP_ENCRYPTION_KEY", "CONSUL_HTTP_TOKEN"],
          "consul-snapshot": ["CONSUL_HTTP_TOKEN"],
        },
      });
      expect(server(name).taskDefinition).toBe(task(name).taskDefinitionArn);
    }
  });

  test("no service ever runs two tasks, and each is in a zone of its own", async () => {
    const { resources = [] } = (await deployment.terraform.state()).values?.root_module ?? {};
    for (const name of NAMES) {
      expect(server(name)).toMatchObject({ desiredCount: 1 });
      // The emulator does not tell how a service deploys: this is what Terraform asked for.
      const asked = resources.find(({ type, values }) => type === "aws_ecs_service" && values.name === name);
      expect(asked?.values).toMatchObject({
        deployment_minimum_healthy_percent: 0,
        deployment_maximum_percent: 100,
        // What the run was told.
        wait_for_steady_state: false,
      });
    }
    const subnets = NAMES.map((name) => server(name).networkConfiguration?.awsvpcConfiguration?.subnets);
    expect(subnets.map((list) => list?.length)).toEqual([1, 1, 1]);
    expect(new Set(subnets.flat()).size).toBe(3);
  });

  test("each service was made when the one before it was there, and the controller when all were", () => {
    const made = [...NAMES, "consul-acl-controller", "three-example-client-app"].map(
      (name) => server(name).createdAt?.getTime() ?? 0,
    );
    expect(made).toEqual([...made].sort((a, b) => a - b));
  });

  test("each server has a directory of its own on one file system, which is encrypted", async () => {
    const fileSystems = await deployment.api.efs<Record<string, unknown>>("file-systems", "FileSystems");
    expect(fileSystems).toMatchObject([{ Encrypted: true, ThroughputMode: "elastic" }]);
    const points = await deployment.api.efs<AccessPoint>("access-points", "AccessPoints");
    expect(points.map((point) => point.RootDirectory.Path).sort()).toEqual(
      [...NAMES, SNAPSHOTS].map((name) => `/${name}`).sort(),
    );
    for (const point of points) expect(point.PosixUser).toEqual({ Uid: 100, Gid: 1000 });
    for (const name of NAMES) {
      const mounted = [name, SNAPSHOTS].map((directory) => points.find((point) => isOf(point, directory)));
      const volumes = task(name).volumes?.flatMap(({ efsVolumeConfiguration }) => efsVolumeConfiguration ?? []) ?? [];
      expect(volumes).toHaveLength(mounted.length);
      // Terraform keeps the volumes of a task as a set: their order follows from ids that are drawn by chance.
      for (const point of mounted) {
        expect(volumes).toContainEqual(
          expect.objectContaining({
            fileSystemId: point?.FileSystemId,
            transitEncryption: "ENABLED",
            authorizationConfig: { accessPointId: point?.AccessPointId, iam: "ENABLED" },
          }),
        );
      }
      expect(staticConfig(containersOf(task(name))["consul-server"]?.command?.[0] ?? "")).toMatchObject({
        node_name: name,
        data_dir: "/opt/consul",
      });
    }
  });

  test("the file system is backed up by itself", async () => {
    const [fileSystem] = await deployment.api.efs<{ FileSystemId: string }>("file-systems", "FileSystems");
    expect(await deployment.api.efsBackups(fileSystem?.FileSystemId ?? "")).toEqual({ Status: "ENABLED" });
  });

  test("each task may mount its own directory and that of the snapshots, and no other", async () => {
    const points = await deployment.api.efs<AccessPoint>("access-points", "AccessPoints");
    for (const name of NAMES) {
      const { Statement } = await deployment.api.rolePolicy(`${name}_task`, "exec");
      expect(
        Statement.filter(({ Action }) => Action.some((action) => action.startsWith("elasticfilesystem:"))),
      ).toEqual(
        [name, SNAPSHOTS].map((directory) => ({
          Effect: "Allow",
          Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
          Resource: [expect.stringContaining(":file-system/")],
          Condition: {
            StringEquals: {
              "elasticfilesystem:AccessPointArn": points.find((point) => isOf(point, directory))?.AccessPointArn,
            },
          },
        })),
      );
    }
  });

  test("the file system wants encryption, is mounted in each zone, and lets only the servers in", async () => {
    const [fileSystem] = await deployment.api.efs<{ FileSystemId: string }>("file-systems", "FileSystems");
    const id = fileSystem?.FileSystemId ?? "";
    expect(await deployment.api.efsPolicy(id)).toMatchObject({
      Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    });
    const targets = await deployment.api.efs<MountTarget>(`mount-targets?FileSystemId=${id}`, "MountTargets");
    expect(new Set(targets.map((target) => target.AvailabilityZoneName)).size).toBe(ZONES);
    const subnets = NAMES.flatMap((name) => server(name).networkConfiguration?.awsvpcConfiguration?.subnets ?? []);
    expect(targets.map((target) => target.SubnetId).sort()).toEqual([...subnets].sort());
    const groups = await Promise.all(targets.map((t) => deployment.api.efsMountTargetGroups(t.MountTargetId)));
    const [group] = groups.flat();
    expect(new Set(groups.flat()).size).toBe(1);
    const rules = await deployment.api.query("ec2", "2016-11-15", "DescribeSecurityGroups", {
      "GroupId.1": group ?? "",
    });
    expect(texts(rules, "fromPort")).toEqual(["2049"]);
    const servers = server(NAMES[0] ?? "").networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [];
    expect(rules).toContain(servers[0]);
    expect(texts(rules, "cidrIp")).toEqual([]);
  });

  test("all servers are found under one name, by which they find each other and the mesh finds them", async () => {
    const name = "three-consul-server.dc1";
    expect(await deployment.aws.discoverableNames()).toEqual([name]);
    const registries = NAMES.map((server) => services[server]?.serviceRegistries?.[0]?.registryArn);
    expect(new Set(registries).size).toBe(1);
    for (const each of NAMES) {
      expect(staticConfig(containersOf(task(each))["consul-server"]?.command?.[0] ?? "")).toMatchObject({
        bootstrap_expect: 3,
        retry_join: [name],
        leave_on_terminate: false,
        autopilot: { cleanup_dead_servers: true, min_quorum: 3 },
      });
    }
    const others = Object.keys(tasks).filter((family) => !NAMES.includes(family));
    expect(others).toHaveLength(3);
    for (const other of others) expect(toldServers(task(other))).toContain(name);
  });

  test("the load balancer shares the UI among the target groups of the servers, one each", async () => {
    const { listeners } = await deployment.aws.loadBalancer("three-consul-server");
    const forwarded = listeners[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    const own = NAMES.map((name) => server(name).loadBalancers?.[0]?.targetGroupArn);
    expect(new Set(own).size).toBe(3);
    expect(forwarded.map(({ TargetGroupArn, Weight }) => [TargetGroupArn, Weight]).sort()).toEqual(
      own.map((arn) => [arn, 1]).sort(),
    );
  });

  test("no secret is in clear anywhere", async () => {
    const generatedSecrets = {
      "three-consul-server-bootstrap-token": isUuid,
      "three-consul-server-gossip-key": isGossipKey,
    };
    const secrets = await deployment.aws.secrets();
    expect(Object.keys(secrets).sort()).toEqual(Object.keys(generatedSecrets));
    const expected = { name: "three", tasks: {}, generatedSecrets, meshServices: [] };
    expect(await leaks(expected, deployment.aws, await deployment.places())).toEqual([]);
  }, 120_000);

  test("destroy leaves an empty state and an empty emulator", async () => {
    await deployment.destroy();
    expect(await deployment.terraform.stateList()).toEqual([]);
    expect(await deployment.contents()).toEqual({});
  }, 600_000);

  test("the policy of the deploying role allows what was used (if not, `npm run permissions` takes it over)", () => {
    expect(actionsNotAllowed(deployment.log, "server-cluster")).toEqual([]);
  });
});
