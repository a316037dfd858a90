import { taskMetadata } from "../../../../tools/local-mesh/front/task-metadata";
import { CLUSTER, TASK, taskView } from "./fakes";

const OPTIONS = { region: "eu-west-1", network: { cidr: "172.20.0.0/16", gateway: "172.20.0.1" } };

/** As a program reads it. */
function read(...[view, options = OPTIONS]: [Parameters<typeof taskMetadata>[0], Parameters<typeof taskMetadata>[1]?]) {
  return JSON.parse(JSON.stringify(taskMetadata(view, options))) as {
    readonly Containers: readonly Record<string, unknown>[];
    readonly [field: string]: unknown;
  };
}

test("a task tells who it is", () => {
  expect(read(taskView())).toMatchObject({
    Cluster: CLUSTER,
    TaskARN: TASK,
    Family: "client",
    Revision: "3",
    ServiceName: "client",
    DesiredStatus: "RUNNING",
    KnownStatus: "RUNNING",
    AvailabilityZone: "eu-west-1a",
    LaunchType: "FARGATE",
    Limits: { CPU: 0.25, Memory: 512 },
  });
});

test("on EC2 the cluster is a name", () => {
  expect(read(taskView({}, "EC2"))).toMatchObject({ Cluster: "mesh", LaunchType: "EC2" });
});

test("a container tells its state, its health where it has a check, and its address", () => {
  const [app, sidecar, ...others] = read(taskView()).Containers;
  expect(app).toMatchObject({
    DockerId: "a1",
    Name: "app",
    Image: "app:1",
    Type: "NORMAL",
    DesiredStatus: "RUNNING",
    KnownStatus: "RUNNING",
    Health: { status: "HEALTHY", statusSince: "2026-01-02T03:04:05.000Z" },
    Limits: { CPU: 64 },
    Labels: { "com.amazonaws.ecs.container-name": "app", "com.amazonaws.ecs.task-arn": TASK },
    Networks: [
      {
        NetworkMode: "awsvpc",
        IPv4Addresses: ["172.20.0.5"],
        IPv4SubnetCIDRBlock: "172.20.0.0/16",
        SubnetGatewayIpv4Address: "172.20.0.1/16",
        PrivateDNSName: "ip-172-20-0-5.eu-west-1.compute.internal",
      },
    ],
  });
  expect(sidecar).toMatchObject({ Name: "sidecar", DesiredStatus: "STOPPED", KnownStatus: "STOPPED", ExitCode: 7 });
  expect(sidecar).not.toHaveProperty("Health");
  // The agent knows a container from its creation on.
  expect(others).toEqual([]);
});

test("a task that stops is known as running until its last container has ended", () => {
  const stopping = taskView({ status: "STOPPING", desiredStatus: "STOPPED" });
  expect(read(stopping)).toMatchObject({ DesiredStatus: "STOPPED", KnownStatus: "RUNNING" });
  const stopped = taskView({ status: "STOPPED", desiredStatus: "STOPPED", stoppedAt: new Date(0) });
  expect(read(stopped)).toMatchObject({ KnownStatus: "STOPPED", ExecutionStoppedAt: "1970-01-01T00:00:00.000Z" });
  expect(read(taskView({ status: "PENDING" }))).toMatchObject({ KnownStatus: "PENDING" });
});

test("tags only where they are asked for, no address before there is one, no service for a task of none", () => {
  expect(read(taskView())).not.toHaveProperty("TaskTags");
  expect(read(taskView(), { ...OPTIONS, withTags: true })).toHaveProperty("TaskTags", { team: "mesh" });
  expect(read(taskView({ ip: undefined })).Containers[0]).toHaveProperty("Networks", []);
  const { request } = taskView();
  expect(read(taskView({ request: { ...request, group: "family:client" } }))).not.toHaveProperty("ServiceName");
});
