import type { ContainerInspectInfo } from "dockerode";
import { factsOf } from "../../../../tools/local-mesh/tasks/docker-engine";

const NEVER = "0001-01-01T00:00:00Z";

function info(State: object, more: object = {}): ContainerInspectInfo {
  return {
    Created: "2026-01-01T00:00:00.5Z",
    State: { Running: false, ExitCode: 0, Error: "", OOMKilled: false, StartedAt: NEVER, FinishedAt: NEVER, ...State },
    NetworkSettings: { Networks: { net: { IPAddress: "" } }, Ports: {}, ...more },
  } as unknown as ContainerInspectInfo;
}

test("a container that was created only has not ended", () => {
  expect(factsOf(info({}), "net")).toEqual({
    running: false,
    createdAt: new Date("2026-01-01T00:00:00.500Z"),
    ports: new Map(),
  });
});

test("one that runs has an address, ports and health", () => {
  const networks = {
    Networks: { net: { IPAddress: "10.0.0.3" } },
    Ports: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "32768" }], "81/tcp": null },
  };
  const state = { Running: true, StartedAt: "2026-01-01T00:00:01Z", Health: { Status: "healthy" } };
  expect(factsOf(info(state, networks), "net")).toMatchObject({
    running: true,
    health: "healthy",
    startedAt: new Date("2026-01-01T00:00:01Z"),
    ip: "10.0.0.3",
    ports: new Map([[80, 32768]]),
  });
});

test("one that ended says how", () => {
  const state = {
    ExitCode: 137,
    OOMKilled: true,
    StartedAt: "2026-01-01T00:00:01Z",
    FinishedAt: "2026-01-01T00:00:02Z",
  };
  expect(factsOf(info(state), "net")).toMatchObject({
    exitCode: 137,
    finishedAt: new Date("2026-01-01T00:00:02Z"),
    error: "OutOfMemoryError: Container killed due to memory usage",
  });
});
