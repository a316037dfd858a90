import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import type { ConnectOptions } from "../../../../modules/mesh/service";
import { Template } from "../../../helpers/template";
import { containerOf, LINES, ON_EC2, testMesh, upstreamsOf, type TestMesh } from "./given";

describe.each(LINES)("connectTo on line %s", (release) => {
  test("gives the address on which the sidecar listens, and tells the sidecar", () => {
    const { stack, service } = testMesh({ release });
    const { url, host, port } = service("client").connectTo(service("server"));
    expect({ url, host }).toEqual({ url: `http://localhost:${port}`, host: "localhost" });
    expect(upstreamsOf(Template.of(stack), "client")).toEqual([{ destinationName: "server", localBindPort: port }]);
  });

  test("follows a renamed server everywhere", () => {
    const { stack, service } = testMesh({ release });
    service("client").connectTo(service("server", { family: "Renamed" }));
    expect(upstreamsOf(Template.of(stack), "client")).toMatchObject([{ destinationName: "renamed" }]);
  });

  test("the same once more is the same connection", () => {
    const { stack, mesh, service } = testMesh({ release });
    const [client, server] = [service("client"), service("server", { protocol: "http" })];
    const options: ConnectOptions = { permissions: [{ methods: ["GET"] }], scheme: "https" };
    const first = client.connectTo(server, options);
    expect(
      client.connectTo(server, { scheme: "https", permissions: [{ methods: ["GET"] }], config: undefined }),
    ).toEqual(first);
    expect(upstreamsOf(Template.of(stack), "client")).toHaveLength(1);
    expect(mesh.graph.connections).toHaveLength(1);
  });

  test.each<[string, ConnectOptions, ConnectOptions]>([
    ["other permissions", { permissions: [{ methods: ["GET"] }] }, { permissions: [{ methods: ["POST"] }] }],
    ["no permissions", { permissions: [{ methods: ["GET"] }] }, {}],
    ["another port", {}, { localPort: 4000 }],
    ["another way", {}, { meshGateway: "local" }],
  ])("the same with %s is refused, never silently replaced", (_, first, second) => {
    const { service } = testMesh({ release });
    const [client, server] = [service("client"), service("server", { protocol: "http" })];
    client.connectTo(server, first);
    expect(() => client.connectTo(server, second)).toThrow(/connectTo must be given the same options each time/);
  });
});

test("keeps every port when connections come, go and change their order", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(names, fc.nat(), (all, seed) => {
      const ports = (connected: readonly string[]): Record<string, number> => {
        const client = testMesh().service("the-client");
        return Object.fromEntries(connected.map((name) => [name, client.connectTo(name).port]));
      };
      const before = ports(all);
      const after = ports([...all].reverse().filter((_, index) => (seed >> index) % 2 === 0));
      for (const [name, port] of Object.entries(after)) expect([name, port]).toEqual([name, before[name]]);
    }),
    { numRuns: 25 },
  );
});

test("carries where the destination is, and how to get there", () => {
  const { stack, service } = testMesh();
  service("client").connectTo("billing", {
    peer: "east",
    partition: "p",
    namespace: "n",
    meshGateway: "local",
    localPort: 5000,
    config: { protocol: "http" },
  });
  expect(upstreamsOf(Template.of(stack), "client")).toEqual([
    {
      destinationName: "billing",
      localBindPort: 5000,
      destinationPeer: "east",
      destinationPartition: "p",
      destinationNamespace: "n",
      meshGateway: { mode: "local" },
      config: { protocol: "http" },
    },
  ]);
});

describe("between partitions and namespaces", () => {
  const tenant = { partition: "p1", namespace: "n1" };

  test.each<[string, object, object, object]>([
    [
      "one in the default is said to be there",
      tenant,
      {},
      { destinationPartition: "default", destinationNamespace: "default" },
    ],
    ["one elsewhere is said to be there", {}, tenant, { destinationPartition: "p1", destinationNamespace: "n1" }],
    ["in one namespace", tenant, tenant, { destinationPartition: "p1", destinationNamespace: "n1" }],
  ])("%s", (_, from, to, place) => {
    const { stack, service } = testMesh({ configEntries: "none" });
    const { port } = service("client", from).connectTo(service("server", to));
    expect(upstreamsOf(Template.of(stack), "client")).toEqual([
      { destinationName: "server", localBindPort: port, ...place },
    ]);
  });

  test("a mere name is looked for beside the caller", () => {
    const { mesh, service } = testMesh({ configEntries: "none" });
    service("client", tenant).connectTo("server");
    expect(mesh.graph.connections.map(({ destination }) => destination)).toMatchObject([
      { service: "server", ...tenant },
    ]);
  });

  test("two services of one name are two connections", () => {
    const { service } = testMesh({ configEntries: "none" });
    const [one, two] = [service("one", { ...tenant, serviceName: "api" }), service("two", { serviceName: "api" })];
    const client = service("client");
    expect(client.connectTo(one).port).not.toBe(client.connectTo(two).port);
  });
});

test.each([
  ["http", undefined, "http"],
  ["http2", undefined, "http"],
  ["grpc", undefined, "grpc"],
  ["tcp", undefined, "tcp"],
  [undefined, undefined, "http"],
  ["tcp", "postgres", "postgres"],
] as const)("a service that speaks %s, with the scheme %s, is called by %s://", (protocol, scheme, expected) => {
  const { service } = testMesh();
  const { url } = service("client").connectTo(service("server", { protocol }), { scheme });
  expect(url).toMatch(new RegExp(`^${expected}://`));
});

describe("with a transparent proxy", () => {
  const byName = { ...ON_EC2, transparentProxy: { consulDns: true } };

  test("and Consul DNS, the service is called by its virtual name, without an upstream", () => {
    const { stack, service } = testMesh();
    const client = service("client", byName);
    expect(client.connectTo(service("server"))).toEqual({
      url: "http://server.virtual.consul:9090",
      host: "server.virtual.consul",
      port: 9090,
    });
    expect(client.connectTo("billing", { peer: "east", namespace: "n" }).host).toBe(
      "billing.virtual.n.ns.east.peer.consul",
    );
    expect(upstreamsOf(Template.of(stack), "client")).toEqual([]);
  });

  test("and no Consul DNS, nothing answers for the name: it stays localhost", () => {
    const { service } = testMesh();
    expect(service("client", ON_EC2).connectTo(service("server")).host).toBe("localhost");
  });

  test.each<[string, ConnectOptions]>([
    ["config", { config: { protocol: "http" } }],
    ["localPort", { localPort: 4000 }],
    ["meshGateway", { meshGateway: "local" }],
  ])("and Consul DNS, %s is refused: there is no upstream that it could be said of", (option, options) => {
    const client = testMesh().service("client", byName);
    expect(() => client.connectTo("server", options)).toThrow(
      new RegExp(`options\\.${option} has no effect with Consul DNS.*switch transparentProxy\\.consulDns off`, "s"),
    );
  });

  test("another datacenter has no virtual names: there is an upstream, and its options count", () => {
    const { stack, service } = testMesh();
    service("client", byName).connectTo("server", { datacenter: "dc2", meshGateway: "local", localPort: 4000 });
    expect(upstreamsOf(Template.of(stack), "client")).toEqual([
      { destinationName: "server", datacenter: "dc2", localBindPort: 4000, meshGateway: { mode: "local" } },
    ]);
  });
});

test("a name that only Terraform knows needs a port, and is then passed on", () => {
  const { stack, service } = testMesh();
  const name = new TerraformVariable(stack, "billing", { type: "string" }).stringValue;
  const client = service("client");
  expect(() => client.connectTo(name)).toThrow(
    /options\.localPort is required for a service whose name only Terraform/,
  );
  expect(client.connectTo(name, { localPort: 4000 }).url).toBe("http://localhost:4000");
  expect(upstreamsOf(Template.of(stack), "client")).toEqual([
    { destinationName: "${var.billing}", localBindPort: 4000 },
  ]);
});

describe("refuses", () => {
  test.each<[string, (mesh: TestMesh) => unknown, RegExp]>([
    [
      "to connect a service to itself",
      ({ service }) => {
        const client = service("client");
        client.connectTo(client);
      },
      /connectTo must not connect a service to itself \(got "client"\)/,
    ],
    [
      "a service of another mesh without a way to it",
      ({ service, stack }) => {
        const far = testMesh({ servers: { datacenter: "dc2" }, stack, id: "far" }).service("server");
        service("client").connectTo(far);
      },
      /must say how to get to a service of another mesh.*options\.peer/,
    ],
    [
      "a chosen port that another connection has",
      ({ service }) => {
        const client = service("client");
        client.connectTo("a", { localPort: 4000 });
        client.connectTo("b", { localPort: 4000 });
      },
      /options\.localPort must not be 4000, on which the task calls a/,
    ],
    [
      "a reserved port",
      ({ service }) => service("client").connectTo("a", { localPort: 8500 }),
      /must not be a port that the task, Consul or Envoy uses \(got 8500\)/,
    ],
    [
      "the application's own port",
      ({ service }) => service("client").connectTo("a", { localPort: 9090 }),
      /\(got 9090\)/,
    ],
    ["the proxy's port", ({ service }) => service("client").connectTo("a", { localPort: 20000 }), /\(got 20000\)/],
    [
      "what is no port",
      ({ service }) => service("client").connectTo("a", { localPort: 0 }),
      /whole number from 1 to 65535 \(got 0\)/,
    ],
    [
      "permissions for a service that speaks TCP",
      ({ service }) =>
        service("client").connectTo(service("server", { protocol: "tcp" }), { permissions: [{ methods: ["GET"] }] }),
      /options\.permissions are possible only for a service whose protocol is/,
    ],
    [
      "two services of one name",
      ({ service }) => [service("a"), service("b", { family: "a" })],
      /serviceName must be the name of one service only \(got "a"\)/,
    ],
  ])("%s", (_, build, message) => {
    expect(() => build(testMesh())).toThrow(message);
  });

  test.each([1, 65535])("but not port %d, at the edge", (localPort) => {
    expect(testMesh().service("client").connectTo("a", { localPort }).port).toBe(localPort);
  });

  test("but not a service of another mesh that a peer brings", () => {
    const near = testMesh();
    const far = testMesh({ servers: { datacenter: "dc2" }, stack: near.stack, id: "far" }).service("server");
    expect(() => near.service("client").connectTo(far, { peer: "dc2" })).not.toThrow();
  });
});

describe("after the service is made", () => {
  test("an address can still be given to a container", () => {
    const { stack, service } = testMesh();
    const [web, mail] = [service("web"), service("mail")];
    const { url } = web.connectTo(mail);
    web.task.addEnvironment("app", { MAIL: url });
    expect(containerOf(Template.of(stack), "web").environment).toEqual([{ name: "MAIL", value: url }]);
  });

  test("but not to a container that there is none of", () => {
    expect(() => testMesh().service("web").task.addEnvironment("other", {})).toThrow(
      /must name one of the application's containers \(got "other"\)/,
    );
  });
});
