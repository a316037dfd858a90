import type { Volume } from "@aws-sdk/client-ecs";
import { accessPointIds, binds, planVolumes } from "../../../../tools/local-mesh/tasks/volumes";

const OWNER = { uid: 100, gid: 1000, mode: "0750" };
const POINTS = new Map([["fsap-1", { path: "/data", owner: OWNER }]]);
const efs = (more: object): Volume => ({ name: "v", efsVolumeConfiguration: { fileSystemId: "fs-1", ...more } });
const plan = (...volumes: Volume[]) => [...planVolumes({ volumes }, "t1", POINTS).values()];
const throughPoint = { authorizationConfig: { accessPointId: "fsap-1" } };

test("a volume of a task goes with it, and takes what the image has", () => {
  for (const volume of [{}, { host: {} }, { dockerVolumeConfiguration: { scope: "task" as const } }]) {
    expect(plan({ name: "v", ...volume })).toEqual([
      { name: expect.stringMatching(/^t1-v-/) as string, lifetime: "task", copiesImage: true },
    ]);
  }
});

test("folders of a file system outlive the task, and are the same for all who name them", () => {
  const [point, root, other] = [plan(efs(throughPoint)), plan(efs({ rootDirectory: "/data" })), plan(efs({}))];
  expect(point).toEqual([
    { name: expect.stringMatching(/^efs-fs-1-data-/) as string, lifetime: "run", copiesImage: false, owner: OWNER },
  ]);
  expect(root[0]?.name).toBe(point[0]?.name);
  expect(other[0]?.name).not.toBe(point[0]?.name);
  expect(accessPointIds({ volumes: [efs(throughPoint), efs({})] })).toEqual(["fsap-1"]);
});

test("shared volumes, and folders of an instance, are the run's", () => {
  expect(plan({ name: "v", dockerVolumeConfiguration: { scope: "shared" } })[0]).toMatchObject({ lifetime: "run" });
  const [a, b] = plan({ name: "a", host: { sourcePath: "/opt/a/b" } }, { name: "b", host: { sourcePath: "/opt/a.b" } });
  expect(a).toMatchObject({ lifetime: "run", copiesImage: false });
  expect(a?.name).not.toBe(b?.name);
});

test.each(["/var/run/docker.sock", "/", "/proc", "/run/docker.sock", "/sys/fs/cgroup"])(
  "this machine's %s is not given away",
  (sourcePath) => {
    expect(() => plan({ name: "v", host: { sourcePath } })).toThrow(`Volume v: ${sourcePath} of an EC2 instance`);
  },
);

test("a file server for Windows is refused", () => {
  const configuration = { fileSystemId: "fs", rootDirectory: "/", authorizationConfig: undefined };
  expect(() => plan({ name: "v", fsxWindowsFileServerVolumeConfiguration: configuration })).toThrow("Windows");
});

test("a container mounts its volumes", () => {
  const volumes = new Map([
    ["own", { name: "x", engineName: "e-own", lifetime: "task" as const, copiesImage: true }],
    ["data", { name: "y", engineName: "e-data", lifetime: "run" as const, copiesImage: false }],
  ]);
  const mountPoints = [
    { sourceVolume: "own", containerPath: "/own", readOnly: true },
    { sourceVolume: "data", containerPath: "/data" },
  ];
  expect(binds({ name: "app", mountPoints }, volumes)).toEqual(["e-own:/own:ro", "e-data:/data:rw,nocopy"]);
});
