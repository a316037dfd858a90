import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeStack } from "../../scripts/lib/mesh-of";
import { toDot } from "../../scripts/topology/dot";
import { drawTopology } from "../../scripts/topology/draw";
import { toMermaid } from "../../scripts/topology/mermaid";
import { sampleTopology } from "../../scripts/topology/sample";
import { commonPrefix, topologyOf, type Topology } from "../../scripts/topology/topology";
import { testMesh } from "../modules/mesh-service/mesh";

const picture = (file: string): string => readFileSync(join(__dirname, "../../docs/images", file), "utf8");

test("reads services, connections, intentions and load balancers from the mesh", () => {
  const { mesh, service } = testMesh();
  const web = service("web");
  web.connectTo(service("api", { protocol: "http" }), {
    localPort: 5000,
    permissions: [{ methods: ["GET"], paths: ["/a"] }],
  });
  web.connectTo("billing", { peer: "east", localPort: 5001 });
  mesh.expose({ service: "web", port: 443 });
  expect(topologyOf(mesh, { servers: "on EC2", controller: "controller" })).toEqual({
    datacenter: "dc1",
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
  datacenter: 'd"c',
  servers: "x",
  services: [{ name: 'a"b\\c' }, { name: "<i>#" }],
  entrances: [],
  calls: [{ from: 'a"b\\c', to: "<i>#", via: "localhost:1", allows: 'allow "x"', elsewhere: undefined }],
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
  const names = sample.services.map(({ name }) => name);
  expect(names.filter((name) => !mmd.includes(name))).toEqual([]);
  expect(names.filter((name) => !drawn.includes(`>${name.replace("shop-", "")}<`))).toEqual([]);
  expect(svg.match(/class="edge"/g)).toHaveLength(sample.calls.length + 3);
  expect(mmd.match(/ -- "localhost:/g)).toHaveLength(sample.calls.length);
});

test("the pictures in the documentation are those of today's code", async () => {
  const { mesh, ...places } = describeStack("dev");
  expect(await drawTopology(topologyOf(mesh, places))).toEqual({ svg: picture("dev.svg"), mmd: picture("dev.mmd") });
  expect(await drawTopology(sampleTopology(60))).toEqual({
    svg: picture("sample-60.svg"),
    mmd: picture("sample-60.mmd"),
  });
});
