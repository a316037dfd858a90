import type { Release } from "../../../../modules/consul";
import type { MeshServiceProps } from "../../../../modules/mesh/service";
import { ServiceMesh, type MeshGatewayProps, type ServiceMeshProps } from "../../../../modules/mesh/service-mesh";
import { testStack } from "../../../helpers/template";
import { APP, CLUSTER, NETWORK, servers } from "./given";

/** What does not compile. `npm run typecheck` fails when one of these lines begins to compile. */
const place = { servers: servers(), cluster: CLUSTER, network: NETWORK };
const common = { port: 9090, containers: [APP] };
// Their types are wide: nobody wrote `as const`.
const of06 = { envoyImage: "envoy:1" };
const of010 = { dataplaneImage: "dataplane:1" };

const mesh010 = new ServiceMesh(testStack(), "mesh", { ...place, release: "0.10" });
const mesh06 = new ServiceMesh(testStack(), "mesh", { ...place, release: "0.6" });

/** Never called: the compiler alone reads it. */
export function neverCompiles(): void {
  // @ts-expect-error Envoy is in the dataplane's image on line 0.10.
  mesh010.addService("a", { ...common, envoyImage: "envoy:1" });
  // @ts-expect-error The same by a spread.
  mesh010.addService("b", { ...common, ...of06 });
  // @ts-expect-error Line 0.6 has no dataplane.
  mesh06.addService("c", { ...common, dataplaneImage: "dataplane:1" });
  // @ts-expect-error The same by a spread.
  mesh06.addService("d", { ...common, ...of010 });
  // @ts-expect-error Line 0.6 has no proxy that drains.
  mesh06.addService("e", { ...common, proxyDrainSeconds: 5 });
  // @ts-expect-error Line 0.6 has mesh gateways only.
  mesh06.addGateway("f", { kind: "api-gateway" });
  // @ts-expect-error A gateway of line 0.10 has no client agent.
  mesh010.addGateway("g", { kind: "mesh-gateway", consulImage: "consul:1" });
  // @ts-expect-error The same by a spread.
  mesh010.addGateway("h", { kind: "mesh-gateway", ...of06 });
  // @ts-expect-error What all tasks are told is of the line too.
  new ServiceMesh(testStack(), "i", { ...place, release: "0.10", taskDefaults: { envoyImage: "envoy:1" } });
  // @ts-expect-error The line is said on the mesh, and nowhere else.
  mesh010.addService("j", { ...common, release: "0.10" });
  // @ts-expect-error The delay follows from drainSeconds.
  mesh010.addService("k", { ...common, applicationShutdownDelaySeconds: 5 });
  // @ts-expect-error Upstreams are made by connectTo.
  mesh010.addService("l", { ...common, upstreams: [] });
  // @ts-expect-error There is no such line.
  new ServiceMesh(testStack(), "m", { ...place, release: "0.5" });
  // @ts-expect-error An imported mesh has its controller elsewhere.
  ServiceMesh.fromAttributes(testStack(), "n", mesh010.attributes, { controller: true });
}

/** The compiler's message names the line: these types are the sentence in it. */
type Sentence<T> = T extends `is an option of release line ${infer Line}` ? Line : "no sentence";
const lines: [
  Sentence<NonNullable<MeshServiceProps<"0.10">["envoyImage"]>>,
  Sentence<NonNullable<MeshServiceProps<"0.6">["dataplaneImage"]>>,
  Sentence<NonNullable<MeshGatewayProps<"0.10">["envoyImage"]>>,
] = ["0.6", "0.10", "0.6"];

it("compiles what each line has, and a mesh whose line only an environment says", () => {
  mesh010.addService("web", { ...common, family: "web010", ...of010, proxyDrainSeconds: 8 });
  mesh010.addGateway("api", { kind: "api-gateway", desiredCount: 2 });
  mesh06.addService("web", { ...common, family: "web06", ...of06, checks: [{ name: "up", ttl: "5s" }] });
  const fromAnEnvironment = (release: Release): ServiceMesh => {
    const props: ServiceMeshProps = { ...place, release };
    const mesh = new ServiceMesh(testStack(), "mesh", props);
    mesh.addService("web", common);
    return mesh;
  };
  expect(["0.10", "0.6"]).toContain(fromAnEnvironment("0.6").release);
  expect(lines).toHaveLength(3);
});

const past = (option: object): object => option;

it.each<[Release, object, RegExp]>([
  ["0.10", of06, /envoyImage is an option of release line 0\.6.*Leave it out on release line 0\.10/s],
  ["0.10", { auditLogging: true }, /auditLogging is an option of release line 0\.6/],
  ["0.6", of010, /dataplaneImage is an option of release line 0\.10/],
  ["0.6", { transparentProxy: { enabled: true } }, /transparentProxy is an option of release line 0\.10/],
])("is told at run time as well, on line %s of %j, whoever came past the compiler", (release, option, message) => {
  const mesh = new ServiceMesh<Release>(testStack(), "mesh", { ...place, release });
  expect(() => mesh.addService("web", { ...common, ...past(option) })).toThrow(message);
  expect(() => mesh.addService("late", { ...common, containers: () => [APP], ...past(option) })).toThrow(message);
  const told = () => new ServiceMesh<Release>(testStack(), "mesh", { ...place, release, taskDefaults: past(option) });
  expect(told).toThrow(message);
});
