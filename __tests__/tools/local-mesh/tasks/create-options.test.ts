import { createOptions, healthCheck, stopTimeout } from "../../../../tools/local-mesh/tasks/create-options";

const AROUND = {
  holder: "h1",
  name: "run-web-1-app",
  variables: { ECS_X: "1", SAME: "ECS's" },
  labels: { own: "label" },
  binds: ["v:/data:ro"],
  volumesFrom: ["c2:ro"],
  shared: { processes: false, memory: false },
};

test("a definition that says little leaves the image as it is", () => {
  expect(createOptions({ name: "app", image: "app:1", entryPoint: [], command: [] }, AROUND)).toEqual({
    name: "run-web-1-app",
    Image: "app:1",
    Env: ["ECS_X=1", "SAME=ECS's"],
    Tty: false,
    OpenStdin: false,
    Labels: { own: "label" },
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      NetworkMode: "container:h1",
      Binds: ["v:/data:ro"],
      VolumesFrom: ["c2:ro"],
      Privileged: false,
      ReadonlyRootfs: false,
      SecurityOpt: [],
      Ulimits: [],
      Sysctls: {},
      CapAdd: [],
      CapDrop: [],
      Init: false,
      Tmpfs: {},
      Devices: [],
    },
  });
});

test("what a definition says reaches Docker", () => {
  const options = createOptions(
    {
      name: "app",
      image: "app:1",
      entryPoint: ["/bin/sh", "-c"],
      command: ["true"],
      environment: [{ name: "A", value: "x=y" }, { name: "SAME", value: "mine" }, { name: "EMPTY" }],
      user: "100:1000",
      workingDirectory: "/srv",
      pseudoTerminal: true,
      interactive: true,
      privileged: true,
      readonlyRootFilesystem: true,
      dockerLabels: { a: "b", own: "overruled" },
      dockerSecurityOptions: ["no-new-privileges"],
      ulimits: [{ name: "nofile", softLimit: 1024, hardLimit: 65536 }],
      systemControls: [
        { namespace: "net.core.somaxconn", value: "1024" },
        { namespace: "kernel.msgmax", value: "1" },
      ],
      memory: 64,
      linuxParameters: {
        capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
        initProcessEnabled: true,
        sharedMemorySize: 2,
        tmpfs: [{ containerPath: "/tmp", size: 3, mountOptions: ["noexec", "mode=1777"] }],
        devices: [
          { hostPath: "/dev/fuse", permissions: ["read", "write"] },
          { hostPath: "/dev/a", containerPath: "/dev/b" },
        ],
      },
    },
    { ...AROUND, shared: { processes: true, memory: true } },
  );
  expect(options).toMatchObject({
    Entrypoint: ["/bin/sh", "-c"],
    Cmd: ["true"],
    Env: ["A=x=y", "SAME=ECS's", "EMPTY=", "ECS_X=1"],
    User: "100:1000",
    WorkingDir: "/srv",
    Tty: true,
    OpenStdin: true,
    Labels: { a: "b", own: "label" },
  });
  expect(options.HostConfig).toMatchObject({
    PidMode: "container:h1",
    IpcMode: "container:h1",
    Privileged: true,
    ReadonlyRootfs: true,
    SecurityOpt: ["no-new-privileges"],
    Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 65536 }],
    Sysctls: { "kernel.msgmax": "1" },
    CapAdd: ["NET_ADMIN"],
    CapDrop: ["ALL"],
    Init: true,
    ShmSize: 2097152,
    Tmpfs: { "/tmp": "size=3m,noexec,mode=1777" },
    Devices: [
      { PathOnHost: "/dev/fuse", PathInContainer: "/dev/fuse", CgroupPermissions: "rw" },
      { PathOnHost: "/dev/a", PathInContainer: "/dev/b", CgroupPermissions: "rwm" },
    ],
  });
  expect(options.HostConfig?.Memory).toBeUndefined();
});

test("a container without network gets none", () => {
  expect(createOptions({ disableNetworking: true }, AROUND).HostConfig?.NetworkMode).toBe("none");
});

test("health checks have ECS's defaults", () => {
  expect(healthCheck({ command: ["CMD", "true"] })).toEqual({
    Test: ["CMD", "true"],
    Interval: 30e9,
    Timeout: 5e9,
    Retries: 3,
    StartPeriod: 0,
  });
  expect(
    healthCheck({ command: ["CMD-SHELL", "curl x"], interval: 5, timeout: 2, retries: 10, startPeriod: 60 }),
  ).toEqual({ Test: ["CMD-SHELL", "curl x"], Interval: 5e9, Timeout: 2e9, Retries: 10, StartPeriod: 60e9 });
  expect(healthCheck({ command: ["NONE"] })).toMatchObject({ Test: ["NONE"] });
});

test("a container has 30 s to stop, or what it asks for", () => {
  expect([stopTimeout({}), stopTimeout({ stopTimeout: 0 }), stopTimeout({ stopTimeout: 120 })]).toEqual([30, 0, 120]);
});
