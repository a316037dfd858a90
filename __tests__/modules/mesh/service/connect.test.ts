import fc from "fast-check";
import { Template } from "../../../helpers/template";
import { testMesh } from "./mesh";

interface UpstreamDocument {
  readonly destinationName: string;
  readonly localBindPort: number;
}

/** The upstreams that the task of a service is told, as Consul reads them. */
function upstreamsOf(template: Template, family: string): UpstreamDocument[] {
  const task = Object.entries(template.resources("aws_ecs_task_definition")).find(
    ([, { family: f }]) => f === family,
  )![0];
  const meshInit = template.container("consul-ecs-mesh-init", task);
  const { value } = meshInit.environment!.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON")!;
  return (JSON.parse(value) as { proxy: { upstreams: UpstreamDocument[] } }).proxy.upstreams;
}

describe.each(["0.10", "0.6"] as const)("connectTo on line %s", (release) => {
  test("gives the address on which the sidecar listens, and tells the sidecar", () => {
    const { stack, service } = testMesh(release);
    const { url, host, port } = service("client").connectTo(service("server"));
    expect({ url, host }).toEqual({ url: `http://localhost:${port}`, host: "localhost" });
    expect(upstreamsOf(Template.of(stack), "client")).toEqual([{ destinationName: "server", localBindPort: port }]);
  });

  test("can be used in the environment of the service's own containers", () => {
    const { stack, service } = testMesh(release);
    const server = service("server");
    let url = "";
    service("client", {
      containers: (client) => {
        url = client.connectTo(server).url;
        return [{ name: "app", image: "app:1", environment: [{ name: "UPSTREAM_URIS", value: url }] }];
      },
    });
    const template = Template.of(stack);
    const [upstream] = upstreamsOf(template, "client");
    expect(url).toBe(`http://localhost:${upstream!.localBindPort}`);
  });

  test("follows a renamed server everywhere", () => {
    const { stack, service } = testMesh(release);
    service("client").connectTo(service("server", { family: "Renamed" }));
    expect(upstreamsOf(Template.of(stack), "client")).toMatchObject([{ destinationName: "renamed" }]);
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
  const redirected = { compatibilities: ["EC2"], launchType: "EC2", cpu: 256, memory: 256 } as const;

  test("and Consul DNS, the service is called by its virtual name, without an upstream", () => {
    const { stack, service } = testMesh();
    const client = service("client", { ...redirected, transparentProxy: { consulDns: true } });
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
    expect(service("client", redirected).connectTo(service("server")).host).toBe("localhost");
  });
});

describe("refuses", () => {
  test.each<[string, (mesh: ReturnType<typeof testMesh>) => unknown, RegExp]>([
    [
      "to connect a service to itself",
      ({ service }) => {
        const client = service("client");
        client.connectTo(client);
      },
      /connectTo must not connect a service to itself \(got "client"\)/,
    ],
    [
      "to connect twice to the same",
      ({ service }) => {
        const [client, server] = [service("client"), service("server")];
        client.connectTo(server);
        client.connectTo(server);
      },
      /connectTo must connect to a service only once \(got "server"\)/,
    ],
    [
      "a service of another mesh without a way to it",
      ({ service, stack }) => {
        const far = testMesh("0.10", { datacenter: "dc2" }, stack).service("server");
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
    [
      "a service of another line than the mesh",
      ({ service }) => service("a", { release: "0.6" }),
      /release must be that of the mesh \(got "0\.6"\)/,
    ],
  ])("%s", (_, build, message) => {
    expect(() => build(testMesh())).toThrow(message);
  });

  test("but not a service of another mesh that a peer brings", () => {
    const near = testMesh();
    const far = testMesh("0.10", { datacenter: "dc2" }, near.stack).service("server");
    expect(() => near.service("client").connectTo(far, { peer: "dc2" })).not.toThrow();
  });
});

describe("after the service is made", () => {
  test("an address can still be given to a container", () => {
    const { stack, service } = testMesh();
    const [web, mail] = [service("web"), service("mail")];
    const { url } = web.connectTo(mail);
    web.task.addEnvironment("app", { MAIL: url });
    const template = Template.of(stack);
    const task = Object.entries(template.resources("aws_ecs_task_definition")).find(
      ([, { family }]) => family === "web",
    )![0];
    expect(template.container("app", task).environment).toEqual([{ name: "MAIL", value: url }]);
  });

  test("but not to a container that there is none of", () => {
    expect(() => testMesh().service("web").task.addEnvironment("other", {})).toThrow(
      /addEnvironment must name one of the application's containers \(got "other"\)/,
    );
  });
});
