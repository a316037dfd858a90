import { TerraformVariable } from "cdktf";
import { ImportedService, type ImportedServiceProps } from "../../../../modules/mesh/service";
import { Template, testStack } from "../../../helpers/template";
import { intentionsOf, testMesh, upstreamsOf } from "./given";

test.each<[string, ImportedServiceProps, object]>([
  ["of the mesh", {}, {}],
  ["of a namespace", { partition: "p", namespace: "n" }, { destinationPartition: "p", destinationNamespace: "n" }],
  ["of a peer cluster", { peer: "east" }, { destinationPeer: "east" }],
  [
    "of another datacenter",
    { datacenter: "dc2", meshGateway: "local" },
    { datacenter: "dc2", meshGateway: { mode: "local" } },
  ],
])("a service %s is a destination, with the way to it", (_, props, place) => {
  const { stack, mesh, service } = testMesh({ configEntries: "none" });
  const { port } = service("web").connectTo(mesh.importService("billing", props));
  expect(upstreamsOf(Template.of(stack), "web")).toEqual([
    { destinationName: "billing", localBindPort: port, ...place },
  ]);
});

test("is allowed to be called, unless its intentions are elsewhere", () => {
  const { mesh, service } = testMesh();
  const web = service("web");
  web.connectTo(mesh.importService("near"));
  web.connectTo(mesh.importService("far", { peer: "east" }));
  web.connectTo(mesh.importService("further", { datacenter: "dc2" }));
  expect(intentionsOf(mesh)).toEqual(["web -> near"]);
});

test("is an allowed caller", () => {
  const { mesh, service } = testMesh();
  const web = service("web");
  web.allowFrom(mesh.importService("billing"));
  web.allowFrom(mesh.importService("shop", { peer: "east" }));
  expect(intentionsOf(mesh)).toEqual(["billing -> web", "east/shop -> web"]);
});

test("has no entries of its own here: they are of who deploys it", () => {
  const { mesh, service } = testMesh();
  service("web").connectTo(mesh.importService("billing", { protocol: "grpc" }));
  expect(mesh.configEntries().map(({ Kind, Name }) => `${Kind} ${Name}`)).toEqual([
    "service-intentions *",
    "service-intentions billing",
  ]);
});

test("says what it speaks, for the scheme and for permissions", () => {
  const { mesh, service } = testMesh();
  const web = service("web");
  expect(web.connectTo(mesh.importService("billing", { protocol: "grpc" })).url).toMatch(/^grpc:/);
  expect(() =>
    web.connectTo(mesh.importService("db", { protocol: "tcp" }), { permissions: [{ methods: ["GET"] }] }),
  ).toThrow(/options\.permissions are possible only/);
});

test.each<[string, string, ImportedServiceProps, RegExp]>([
  ["a name in capitals", "Billing", {}, /name must be lower case letters/],
  ["a name that ends with a hyphen", "billing-", {}, /name must be lower case letters/],
  ["no name", "", {}, /name must be lower case letters/],
  ["two ways", "billing", { peer: "east", datacenter: "dc2" }, /peer cannot be given together with datacenter/],
])("refuses %s", (_, name, props, message) => {
  expect(() => new ImportedService(name, props)).toThrow(message);
});

test.each(["b", "b-1_c", "9"])("takes the name %s", (name) => {
  expect(new ImportedService(name).serviceName).toBe(name);
});

test("takes a name that only Terraform knows", () => {
  const stack = testStack();
  const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  expect(() => new ImportedService(name)).not.toThrow();
});
