import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { consulEcsConfigOf } from "../../../helpers/consul-ecs-schema";
import { APP, HEALTH_CHECK, LINES, meshTask, on010, on06, SECURE } from "./given";

const names = (props: MeshTaskProps): string[] => Object.keys(meshTask(props).containers());

describe.each(LINES)("health sync on line %s", (release, given) => {
  const containers = [
    { ...APP, healthCheck: HEALTH_CHECK },
    { ...APP, name: "side", essential: false, healthCheck: HEALTH_CHECK },
    { name: "silent", image: "app:1", healthCheck: HEALTH_CHECK },
    { ...APP, name: "nothing", healthCheck: null },
    { ...APP, name: "none" },
  ];
  const synced = (props: MeshTaskProps) =>
    consulEcsConfigOf(release, meshTask(props).container("consul-ecs-mesh-init")).healthSyncContainers;

  it("takes the containers that say whether they are essential, either way", () => {
    expect(synced(given({ containers }))).toEqual(["app", "side"]);
  });

  it("takes those that do not say it too, when asked", () => {
    expect(synced(given({ containers, syncHealthOfAllContainers: true }))).toEqual(["app", "side", "silent"]);
  });
});

describe("health sync on line 0.6", () => {
  const checked = { ...APP, healthCheck: HEALTH_CHECK };

  it.each([
    ["nothing to carry over", on06(), false],
    ["a health check", on06({ containers: [checked] }), true],
    ["Consul's own checks instead", on06({ containers: [checked], checks: [{ name: "x", ttl: "5s" }] }), false],
    ["ACLs, to log out", on06({ servers: SECURE }), true],
  ])("with %s", (_, props, expected) => {
    expect(names(props).includes("consul-ecs-health-sync")).toBe(expected);
  });

  it("carries nothing over beside Consul's own checks", () => {
    const checks = [{ name: "x", ttl: "5s" }];
    const container = meshTask(on06({ containers: [checked], checks })).container("consul-ecs-mesh-init");
    const config = consulEcsConfigOf("0.6", container);
    expect(config.healthSyncContainers).toEqual([]);
    expect(config.service?.checks).toEqual(checks);
  });
});

describe("httpHealthCheck", () => {
  const httpHealthCheck = { port: 9090, path: "/health" };

  it("is ECS's on line 0.10, carried over into Consul", () => {
    const template = meshTask(on010({ containers: [{ name: "app", image: "app:1" }], httpHealthCheck }));
    expect(template.container("app").healthCheck).toEqual({
      command: ["CMD", "curl", "-f", "http://localhost:9090/health"],
      interval: 5,
      timeout: 10,
      retries: 3,
    });
    const config = consulEcsConfigOf("0.10", template.container("consul-ecs-health-sync"));
    expect(config.healthSyncContainers).toEqual(["app"]);
  });

  it("is Consul's on line 0.6, which needs no health sync", () => {
    const template = meshTask(on06({ httpHealthCheck }));
    expect(template.container("app").healthCheck).toBeUndefined();
    expect(Object.keys(template.containers())).not.toContain("consul-ecs-health-sync");
    expect(consulEcsConfigOf("0.6", template.container("consul-ecs-mesh-init")).service?.checks).toEqual([
      expect.objectContaining({ http: "http://localhost:9090/health", interval: "5s", timeout: "10s" }),
    ]);
  });
});
