import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeStack } from "../../../tools/describe";
import { arrows, outsiders } from "../../../tools/topology/arrows";
import { toDot } from "../../../tools/topology/dot";
import { drawTopology } from "../../../tools/topology/draw";
import { toMermaid } from "../../../tools/topology/mermaid";
import { sampleTopology } from "../../../tools/topology/sample";
import { commonPrefix, topologyOf, topologyOfStack, type Topology } from "../../../tools/topology/topology";
import { testMesh } from "../../modules/mesh/service/given";

const picture = (file: string): string => readFileSync(join(__dirname, "../../../docs/images", file), "utf8");

test("reads services, connections, intentions and load balancers from the mesh", () => {
  const { mesh, service } = testMesh();
  const web = service("web");
  web.connectTo(service("api", { protocol: "http" }), {
    localPort: 5000,
    permissions: [{ methods: ["GET"], paths: ["/a"] }],
  });
  web.connectTo("billing", { peer: "east", localPort: 5001 });
  mesh.graph.expose({ service: "web", port: 443 });
  web.connectTo("near", { datacenter: "dc1", localPort: 5002 });
  expect(topologyOf(mesh, { servers: "on EC2", controller: "controller" })).toEqual({
    name: "dc1",
    servers: "on EC2",
    controller: "controller",
    services: [
      { name: "web", protocol: undefined },
      { name: "api", protocol: "http" },
    ],
    entrances: [{ service: "web", port: 443 }],
    calls: [
      { from: "web", to: "api", via: "localhost:5000", allows: "allow GET /a", elsewhere: undefined },
      { from: "web", to: "billing", via: "localhost:5001", allows: "allow", elsewhere: "east" },
      { from: "web", to: "near", via: "localhost:5002", allows: "allow", elsewhere: undefined },
    ],
  });
});

test.each<[string[], string]>([
  [["mesh-client", "mesh-server"], "mesh-"],
  [["mesh-app", "mesh-apple"], "mesh-"],
  [["web", "api"], ""],
  [["only-one"], ""],
  [[], ""],
])("the common prefix of %j is %j", (names, prefix) => {
  expect(commonPrefix(names)).toBe(prefix);
});

const nasty: Topology = {
  datacenters: [
    {
      name: 'd"c',
      servers: "x",
      services: [{ name: 'a"b\\c' }, { name: "<i>#" }],
      entrances: [],
      calls: [{ from: 'a"b\\c', to: "<i>#", via: "localhost:1", allows: 'allow "x"', elsewhere: undefined }],
    },
  ],
};

test("names cannot break out of the text", async () => {
  expect(toMermaid(nasty)).not.toMatch(/<i>/);
  expect(toDot(nasty)).toContain('a\\"b\\\\c');
  const { svg } = await drawTopology(nasty);
  expect(svg).toContain("a&quot;b\\c");
});

test("every service and every call is in both pictures", async () => {
  const sample = sampleTopology(60);
  const { svg, mmd } = await drawTopology(sample);
  const drawn = svg.replaceAll("&#45;", "-");
  const { services = [], calls = [] } = sample.datacenters[0] ?? {};
  const names = services.map(({ name }) => name);
  expect(names.filter((name) => !mmd.includes(name))).toEqual([]);
  expect(names.filter((name) => !drawn.includes(`>${name.replace("shop-", "")}<`))).toEqual([]);
  expect(svg.match(/class="edge"/g)).toHaveLength(calls.length + 3);
  expect(mmd.match(/ -- "localhost:/g)).toHaveLength(calls.length);
});

describe("several datacenters", () => {
  const datacenter = (name: string, calls: Topology["datacenters"][number]["calls"], gateway = true) => ({
    name,
    servers: "on Fargate",
    controller: "controller",
    gateway: gateway ? { name: `${name}-gateway`, port: 8443 } : undefined,
    // The same name in both, which Consul allows, and one that a part of the control plane has.
    services: [{ name: "web" }, { name: "servers" }],
    entrances: [],
    calls,
  });
  const call = (from: string, to: string, elsewhere?: string) => ({
    from,
    to,
    via: "localhost:1",
    allows: "allow",
    elsewhere,
  });

  test("a call to another one goes from gateway to gateway, and calls share the way between them", () => {
    const topology = {
      datacenters: [
        datacenter("dc1", [call("web", "web", "dc2"), call("servers", "web", "dc2")]),
        datacenter("dc2", []),
      ],
      join: "cluster peering",
    };
    expect(arrows(topology)).toEqual([
      { from: "dc1 web", to: "dc1 dc1-gateway", lines: ["localhost:1", "allow"] },
      { from: "dc1 dc1-gateway", to: "dc2 dc2-gateway", lines: ["cluster peering"] },
      { from: "dc2 dc2-gateway", to: "dc2 web", lines: [] },
      { from: "dc1 servers", to: "dc1 dc1-gateway", lines: ["localhost:1", "allow"] },
    ]);
    expect(outsiders(topology)).toEqual([]);
  });

  test("without gateways it goes straight to the service", () => {
    const datacenters = [datacenter("dc1", [call("web", "web", "dc2")], false), datacenter("dc2", [], false)];
    expect(arrows({ datacenters })).toEqual([{ from: "dc1 web", to: "dc2 web", lines: ["localhost:1", "allow"] }]);
  });

  test("a service of a place that is not in the picture stands outside, once", () => {
    const topology = { datacenters: [datacenter("dc1", [call("web", "pay", "east"), call("servers", "pay", "east")])] };
    expect(outsiders(topology)).toEqual([{ key: "outside east pay", service: "pay", place: "east" }]);
    expect(arrows(topology).map(({ to }) => to)).toEqual(["outside east pay", "outside east pay"]);
  });

  test("each has a box of its own, with its servers, controller and gateway", async () => {
    const { svg, mmd } = await drawTopology({ datacenters: [datacenter("dc1", []), datacenter("dc2", [])] });
    expect(svg.match(/class="cluster"/g)).toHaveLength(4);
    expect(svg.match(/class="node"/g)).toHaveLength(2 * 5);
    expect(mmd.match(/subgraph \w+/g)).toEqual([
      "subgraph dc",
      "subgraph control",
      "subgraph dc2",
      "subgraph control2",
    ]);
    expect(mmd.match(/mesh gateway/g)).toHaveLength(2);
  });
});

test("the pictures in the documentation are those of today's code", async () => {
  for (const environment of ["dev", "two-datacenters"]) {
    expect(await drawTopology(topologyOfStack(describeStack(environment)))).toEqual({
      svg: picture(`${environment}.svg`),
      mmd: picture(`${environment}.mmd`),
    });
  }
  expect(await drawTopology(sampleTopology(60))).toEqual({
    svg: picture("sample-60.svg"),
    mmd: picture("sample-60.mmd"),
  });
});
