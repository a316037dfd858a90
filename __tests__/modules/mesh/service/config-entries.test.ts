import type { ServiceMesh } from "../../../../modules/mesh/service";
import { testMesh } from "./mesh";

const intentionsOf = (mesh: ServiceMesh): Record<string, string[]> =>
  Object.fromEntries(
    mesh
      .configEntries()
      .filter(({ Kind }) => Kind === "service-intentions")
      .map(({ Name = "", Sources }): [string, string[]] => [
        Name,
        (Sources as { Name: string }[]).map((source) => source.Name),
      ]),
  );

test("denies everything, and allows each connection", () => {
  const { mesh, service } = testMesh();
  const [web, api, db] = [service("web"), service("api"), service("db")];
  web.connectTo(api);
  api.connectTo(db);
  expect(intentionsOf(mesh)).toEqual({ "*": ["*"], api: ["web"], db: ["api"] });
  expect(mesh.configEntries()).toContainEqual({
    Kind: "service-intentions",
    Name: "*",
    Sources: [{ Name: "*", Action: "deny", Type: "consul", Precedence: 5 }],
  });
});

test("the entries do not depend on the order in which the graph was built", () => {
  const build = (names: readonly string[]): unknown => {
    const { mesh, service } = testMesh();
    const server = service("server", { protocol: "http" });
    for (const name of names) service(name).connectTo(server);
    return mesh.configEntries();
  };
  expect(build(["a", "b", "c"])).toEqual(build(["c", "a", "b"]));
});

test("permissions become one entry a path, and take the place of the plain allow", () => {
  const { mesh, service } = testMesh();
  service("web").connectTo(service("api", { protocol: "http" }), {
    permissions: [{ paths: ["/public", "/health"], methods: ["GET"] }, { methods: ["POST"] }],
  });
  expect(mesh.configEntries().find(({ Kind, Name }) => Kind === "service-intentions" && Name === "api")).toEqual({
    Kind: "service-intentions",
    Name: "api",
    Sources: [
      {
        Name: "web",
        Permissions: [
          { Action: "allow", HTTP: { PathPrefix: "/public", Methods: ["GET"] } },
          { Action: "allow", HTTP: { PathPrefix: "/health", Methods: ["GET"] } },
          { Action: "allow", HTTP: { PathPrefix: "/", Methods: ["POST"] } },
        ],
        Type: "consul",
        Precedence: 9,
      },
    ],
  });
});

test("a service elsewhere has its intentions there, and a caller from elsewhere is allowed here", () => {
  const { mesh, service } = testMesh();
  const api = service("api");
  api.connectTo("billing", { peer: "east" });
  api.connectTo("stock", { datacenter: "dc2", meshGateway: "local" });
  api.connectTo("local-one", { datacenter: "dc1" });
  api.allowFrom({ service: "web", peer: "east" });
  expect(intentionsOf(mesh)).toEqual({ "*": ["*"], api: ["web"], "local-one": ["api"] });
});

test("what a service speaks comes before how it is split, routed and resolved, and all before the intentions", () => {
  const { mesh, service } = testMesh();
  const api = service("api", { protocol: "http" });
  api.resolve({
    subsets: { v1: 'Service.Meta.version == "1"', v2: 'Service.Meta.version == "2"' },
    defaultSubset: "v1",
  });
  api.split({ v1: 90, v2: 10 });
  api.route({ match: { pathPrefix: "/v2" }, subset: "v2" });
  service("web").connectTo(api);
  expect(mesh.configEntries().map(({ Kind, Name }) => `${Kind} ${Name}`)).toEqual([
    "service-defaults api",
    "service-resolver api",
    "service-splitter api",
    "service-router api",
    "service-intentions *",
    "service-intentions api",
  ]);
});

test.each<[string, (api: ReturnType<ReturnType<typeof testMesh>["service"]>) => void, RegExp]>([
  [
    "shares that do not add up to 100",
    (api) => api.split({ v1: 90, v2: 9 }),
    /split must have shares of 0 to 100 percent that add up to 100 \(got \{"v1":90,"v2":9\}\)/,
  ],
  ["a negative share", (api) => api.split({ v1: 110, v2: -10 }), /split must have shares/],
  [
    "a subset that is not defined",
    (api) => api.split({ v1: 50, v3: 50 }),
    /must name subsets that resolve\(\) defines \(got \["v3"\]\)/,
  ],
  [
    "a route that asks for two paths",
    (api) => api.route({ match: { pathPrefix: "/a", pathExact: "/b" } }),
    /route\[0\]\.match must ask for one of/,
  ],
  ["a failover to nowhere", (api) => api.resolve({ failover: [] }), /resolve\.failover must name at least one target/],
])("refuses %s", (_, direct, message) => {
  const api = testMesh().service("api", { protocol: "http" });
  api.resolve({ subsets: { v1: "a", v2: "b" } });
  expect(() => direct(api)).toThrow(message);
});

test("thirds of a percent pass as Consul counts them, in hundredths", () => {
  const api = testMesh().service("api", { protocol: "http" });
  api.resolve({ subsets: { a: "1", b: "2", c: "3" } });
  expect(() => api.split({ a: 33.33, b: 33.33, c: 33.34 })).not.toThrow();
});

test("a service that speaks TCP cannot be split or routed", () => {
  const api = testMesh().service("api");
  expect(() => api.route({ match: { pathPrefix: "/" } })).toThrow(/route needs a service whose protocol is 'http'/);
});
