import { ServerStorage } from "../../../../modules/servers/storage";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { staticConfig } from "../../../helpers/server-config";
import { testStack } from "../../../helpers/template";
import { synthesize, type Given } from "../dev/given";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/0123";
const PERSISTENT = { persistence: true };

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Condition?: object }[];
}

describe("a server that keeps its data", () => {
  const template = synthesize(PERSISTENT);

  it("has an encrypted file system, with throughput that does not run out", () => {
    expect(template.resource("aws_efs_file_system")).toMatchObject({
      creation_token: "server",
      encrypted: true,
      performance_mode: "generalPurpose",
      throughput_mode: "elastic",
    });
    expect(template.resource("aws_efs_file_system")).not.toHaveProperty("kms_key_id");
  });

  it("is backed up by itself, so that its snapshots outlive it", () => {
    const [id] = Object.keys(template.resources("aws_efs_file_system"));
    expect(template.resource("aws_efs_backup_policy")).toMatchObject({
      file_system_id: `\${aws_efs_file_system.${id}.id}`,
      backup_policy: { status: "ENABLED" },
    });
  });

  it("has a directory of Consul's user, whoever the container runs as", () => {
    const user = { uid: 100, gid: 1000 };
    const [id] = Object.keys(template.resources("aws_efs_access_point"));
    expect(template.resource("aws_efs_access_point", id)).toMatchObject({
      posix_user: user,
      root_directory: {
        path: "/server",
        creation_info: { owner_uid: user.uid, owner_gid: user.gid, permissions: "0700" },
      },
    });
  });

  it("lets nobody in without encryption, and nobody without a role", () => {
    const { policy } = template.resource<{ policy: string }>("aws_efs_file_system_policy");
    expect(evaluateJson(policy)).toMatchObject({
      Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    });
  });

  it("is reached by NFS, and from the server's security group only", () => {
    const groups = Object.entries(template.resources("aws_security_group"));
    const id = (name: string) => groups.find(([, group]) => group.name === name)?.[0];
    const rules = Object.values(template.resources("aws_security_group_rule")).filter(({ type }) => type === "ingress");
    expect(rules).toMatchObject([
      {
        from_port: 2049,
        to_port: 2049,
        protocol: "tcp",
        source_security_group_id: `\${aws_security_group.${id("server-ecs-sg")}.id}`,
        security_group_id: `\${aws_security_group.${id("server-efs")}.id}`,
      },
    ]);
  });

  it("is mounted in each subnet, before the service is there", () => {
    const targets = Object.entries(template.resources("aws_efs_mount_target"));
    expect(targets.map(([, { subnet_id }]) => subnet_id)).toEqual(["subnet-1", "subnet-2"]);
    expect(template.resource<{ depends_on: string[] }>("aws_ecs_service").depends_on).toEqual(
      expect.arrayContaining(targets.map(([id]) => `aws_efs_mount_target.${id}`)),
    );
  });

  it("mounts it where the configuration says that the data is", () => {
    const server = template.container("consul-server");
    const { data_dir, ...config } = staticConfig(server.command?.[0] ?? "");
    expect(server.mountPoints).toContainEqual({ sourceVolume: "server-data", containerPath: data_dir });
    // It is alone, as before.
    expect(config).toMatchObject({ bootstrap: true });
    expect(config).not.toHaveProperty("bootstrap_expect");
    expect(template.resource("aws_ecs_task_definition")).toMatchObject({
      volume: [
        { name: "consul-data" },
        {
          name: "server-data",
          efs_volume_configuration: { transit_encryption: "ENABLED", authorization_config: { iam: "ENABLED" } },
        },
        { name: "snapshots" },
      ],
    });
  });

  it("may mount and write its own directory, and nothing as root", () => {
    const { policy } = template.resource<{ policy: string }>("aws_iam_role_policy");
    const [, storage] = (evaluateJson(policy) as Policy).Statement;
    expect(storage?.Action).toEqual(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]);
    expect(storage?.Condition).toEqual({
      StringEquals: {
        "elasticfilesystem:AccessPointArn": expect.stringContaining("aws_efs_access_point") as string,
      },
    });
  });

  it("never has two tasks on its directory", () => {
    expect(template.resource("aws_ecs_service")).toMatchObject({
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 100,
    });
  });
});

it("is judged by its own answer, for minutes after its host was lost, and has snapshots", () => {
  for (const release of ["0.10", "0.6"]) {
    const containers = synthesize({ ...PERSISTENT, release }).containers();
    expect(Object.keys(containers)).toEqual(["consul-server", "consul-snapshot"]);
    expect(containers["consul-server"]?.healthCheck).toMatchObject({ startPeriod: 300 });
  }
});

it.each<Given>([{}, { persistence: false }])("does not keep anything with %j", (given) => {
  const template = synthesize(given);
  expect(template.types.filter((type) => type.startsWith("aws_efs"))).toEqual([]);
  expect(template.resource("aws_ecs_service")).not.toHaveProperty("deployment_maximum_percent");
  expect(Object.keys(template.containers())).toEqual(["consul-server"]);
  expect(template.container("consul-server").mountPoints).toHaveLength(1);
  expect(staticConfig(template.container("consul-server").command?.[0] ?? "").data_dir).toBe("/tmp/consul-data");
});

it("takes a key, and subnets of its own", () => {
  const template = synthesize({ persistence: { kmsKeyArn: KEY, subnetIds: ["subnet-7"] } });
  expect(template.resource("aws_efs_file_system").kms_key_id).toBe(KEY);
  expect(template.resource("aws_efs_mount_target").subnet_id).toBe("subnet-7");
});

it.each<[Given, RegExp]>([
  [{ persistence: { kmsKeyArn: "0123" } }, /persistence\.kmsKeyArn must be the ARN of a KMS key.*\(got "0123"\)/],
  [{ persistence: { subnetIds: ["subnet-1", "subnet-1"] } }, /persistence\.subnetIds must name each id once/],
  [{ ...PERSISTENT, subnetIds: ["subnet-1", "subnet-1"] }, /subnetIds must name each id once/],
])("refuses %j", (given, message) => {
  expect(() => synthesize(given)).toThrow(message);
});

describe("a directory", () => {
  const storage = () =>
    new ServerStorage(testStack(), "storage", {
      name: "server",
      vpcId: "vpc-1",
      subnetIds: ["subnet-1"],
      clientSecurityGroupId: "sg-1",
    });

  it.each(["", "a b", "../server", undefined])("is not called %j", (name) => {
    expect(() => storage().addServer("one", name as string)).toThrow(/name must have 1 to 99 letters/);
    expect(() => storage().addServer("one", "server-1")).not.toThrow();
  });

  it.each(["", "snapshots", undefined])("is not mounted at %j", (path) => {
    expect(() => storage().addSnapshots(path as string)).toThrow(/containerPath must be an absolute path/);
    expect(() => storage().addSnapshots("/snapshots")).not.toThrow();
  });
});
