import type { ConfigEntry } from "../../../../modules/consul/config-entries";
import { MeshGraph, type MeshMember, type ServiceIdentity } from "../../../../modules/mesh/graph";
import { intentionsOf, testMesh } from "../service/given";

const member = (identity: ServiceIdentity, change: Partial<MeshMember> = {}): MeshMember => ({
  identity,
  traffic: {},
  allowedSources: [],
  settle: () => undefined,
  ...change,
});

const exportsOf = (graph: { configEntries(): ConfigEntry[] }): ConfigEntry[] =>
  graph.configEntries().filter(({ Kind }) => Kind === "exported-services");

test("denies everything, and allows each connection", () => {
  const { mesh, service } = testMesh();
  const [web, api, db] = [service("web"), service("api"), service("db")];
  web.connectTo(api);
  api.connectTo(db);
  expect(intentionsOf(mesh)).toEqual(["web -> api", "api -> db"]);
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

describe("a caller of whom two things are said", () => {
  test.each([
    ["everything by allowFrom, something by connectTo", undefined, [{ methods: ["GET"] }]],
    ["something by allowFrom, everything by connectTo", [{ methods: ["GET"] }], undefined],
  ])("%s: is refused, neither silently replaces the other", (_, allowed, permissions) => {
    const { mesh, service } = testMesh();
    const api = service("api", { protocol: "http" });
    api.allowFrom({ service: "web", permissions: allowed });
    service("web").connectTo(api, { permissions });
    expect(() => mesh.configEntries()).toThrow(
      /permissions of 'web' to call 'api' must be the same wherever they are said/,
    );
  });

  test("the same by both is the same", () => {
    const { mesh, service } = testMesh();
    const api = service("api");
    api.allowFrom({ service: "web" });
    service("web").connectTo(api);
    expect(intentionsOf(mesh)).toEqual(["web -> api"]);
  });

  test("by its own name and by that of the datacenter, too", () => {
    const { mesh, service } = testMesh();
    const [web, api] = [service("web"), service("api", { protocol: "http" })];
    web.connectTo(api);
    web.connectTo(api, { datacenter: "dc1", permissions: [{ methods: ["GET"] }] });
    expect(() => mesh.configEntries()).toThrow(/must be the same wherever they are said/);
  });
});

test("a service elsewhere has its intentions there, and a caller from elsewhere is allowed here", () => {
  const { mesh, service } = testMesh();
  const api = service("api");
  api.connectTo("billing", { peer: "east" });
  api.connectTo("stock", { datacenter: "dc2", meshGateway: "local" });
  api.connectTo("local-one", { datacenter: "dc1" });
  api.allowFrom({ service: "web", peer: "east" });
  // One that is here sees it without.
  api.allowFrom({ service: "batch" });
  expect(intentionsOf(mesh)).toEqual(["batch -> api", "east/web -> api", "api -> local-one"]);
  expect(exportsOf(mesh)).toEqual([
    { Kind: "exported-services", Name: "default", Services: [{ Name: "api", Consumers: [{ Peer: "east" }] }] },
  ]);
});

describe("partitions and namespaces", () => {
  const tenant = { partition: "p1", namespace: "n1" };

  test("are said of the destination and of the source", () => {
    const { mesh, service } = testMesh({ configEntries: "none" });
    const [here, there] = [service("here", tenant), service("there", { partition: "p2", namespace: "n2" })];
    here.connectTo(there);
    expect(intentionsOf(mesh)).toEqual(["p1/n1/here -> p2/n2/there"]);
  });

  test("a source in the default ones says so, because Consul would take those of the destination", () => {
    const { mesh, service } = testMesh({ configEntries: "none" });
    service("plain").connectTo(service("there", tenant));
    expect(intentionsOf(mesh)).toEqual(["default/default/plain -> p1/n1/there"]);
  });

  test("what another partition calls is exported to it, in the partition of the service", () => {
    const { mesh, service } = testMesh({ configEntries: "none" });
    const there = service("there", { partition: "p2", namespace: "n2" });
    service("here", tenant).connectTo(there);
    service("neighbour", { partition: "p2", namespace: "n3" }).connectTo(there);
    expect(exportsOf(mesh)).toEqual([
      {
        Kind: "exported-services",
        Name: "p2",
        Partition: "p2",
        Services: [{ Name: "there", Namespace: "n2", Consumers: [{ Partition: "p1" }] }],
      },
    ]);
  });

  test("entries of a service are those of its partition and namespace", () => {
    const { mesh, service } = testMesh({ configEntries: "none" });
    service("api", { ...tenant, protocol: "http" });
    const own = mesh.configEntries().filter(({ Name }) => Name === "api");
    expect(own.map(({ Kind }) => Kind)).toEqual(["service-defaults", "service-router"]);
    expect(own).toMatchObject([
      { Partition: "p1", Namespace: "n1" },
      { Partition: "p1", Namespace: "n1" },
    ]);
  });

  test("one name may be there in two namespaces, in whatever order", () => {
    const build = (namespaces: readonly string[]): ConfigEntry[] => {
      const graph = new MeshGraph("dc1");
      for (const namespace of namespaces) {
        graph.add(member({ service: "api", partition: "p1", namespace }, { protocol: "tcp" }));
      }
      return graph.configEntries();
    };
    expect(build(["a", "b", "c"])).toEqual(build(["c", "b", "a"]));
  });

  test('"default" is what counts where nothing is said', () => {
    const graph = new MeshGraph("dc1");
    graph.add(member({ service: "api" }));
    expect(() => graph.add(member({ service: "api", partition: "default", namespace: "default" }))).toThrow(
      /serviceName must be the name of one service only \(got "api"\)/,
    );
  });

  test("a mesh of a partition leaves the intentions of services that others have in another one to them", () => {
    const graph = new MeshGraph("dc1", "p1");
    const source = { service: "web", ...tenant };
    graph.add(member(source));
    graph.connect({ source, destination: { service: "far", partition: "p2", namespace: "n2" }, url: "" });
    graph.connect({ source, destination: { service: "near", ...tenant }, url: "" });
    const names = graph.configEntries().map(({ Name }) => Name);
    expect(names).toEqual(["*", "near"]);
  });
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

test("entries beside the graph are delivered with it", () => {
  const { mesh } = testMesh({ moreConfigEntries: [{ Kind: "mesh" }] });
  mesh.addConfigEntries({ Kind: "proxy-defaults", Name: "global" });
  expect(mesh.configEntries().map(({ Kind }) => Kind)).toEqual(["mesh", "proxy-defaults", "service-intentions"]);
});

test("what is asked for is a copy: nobody changes the graph by it", () => {
  const graph = new MeshGraph("dc1");
  graph.add(member({ service: "api" }));
  graph.connect({ source: { service: "api" }, destination: { service: "db" }, url: "" });
  for (const list of [graph.members, graph.connections, graph.entrances]) Array.prototype.pop.call(list);
  expect([graph.members.length, graph.connections.length]).toEqual([1, 1]);
});

describe("asked again", () => {
  const { mesh, service } = testMesh();
  const [web, api] = [service("web"), service("api", { protocol: "http" })];

  test.each<[string, () => unknown, string]>([
    ["a service", () => service("late", { protocol: "http" }), "service-defaults late"],
    ["a connection", () => web.connectTo(api), "service-intentions api"],
    ["a caller from elsewhere", () => web.allowFrom({ service: "outside" }), "service-intentions web"],
    ["directions", () => api.resolve({ subsets: { v1: "Service.Meta.version == 1" } }), "service-resolver api"],
    ["an entry of one's own", () => mesh.addConfigEntries({ Kind: "mesh" }), "mesh"],
  ])("the entries have %s that came in between", (_, change, entry) => {
    const names = () => mesh.configEntries().map(({ Kind, Name }) => [Kind, Name].filter(Boolean).join(" "));
    expect(names()).not.toContain(entry);
    expect(mesh.configEntries()[0]).toBe(mesh.configEntries()[0]);
    change();
    expect(names()).toContain(entry);
  });
});
