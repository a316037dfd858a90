import { enforce, InputError, typeRules, type Rule } from "../../../../modules/aws";

const told = (name: string, props: unknown, release?: string): string[] =>
  typeRules(name, props, release).map(({ prop, rule }) => `${prop} ${rule}`);

const BALANCER = { path: "/", timeout: 5, interval: 30 };

test.each<[string, unknown, string]>([
  ["Vpc", { name: 5 }, "name must be a text"],
  ["Vpc", { name: null }, "name must be a text"],
  ["Vpc", {}, "name is required"],
  ["Vpc", [], "props must be an object"],
  ["Vpc", { name: "mesh", availabilityZoneCount: NaN }, "availabilityZoneCount must be a number"],
  ["Vpc", { name: "mesh", availabilityZoneCount: "3" }, "availabilityZoneCount must be a number, not a text"],
  ["Vpc", { name: "mesh", natGateways: "none" }, "natGateways must be one of 'single' and 'one-per-zone'"],
  ["Vpc", { name: "mesh", tags: { team: {} } }, "tags.team must be a text"],
  ["MeshTask", { release: "constructor" }, "release must be one of '0.10' and '0.6'"],
  ["MeshTask", {}, "release must be one of '0.10' and '0.6'"],
])("%s %j: %s", (name, props, expected) => expect(told(name, props)).toContain(expected));

test("what is right passes, tokens and objects of classes among it", () => {
  class Check {
    readonly path = "/";
    readonly timeout = 5;
    readonly interval = 30;
    readonly more = true;
  }
  expect(told("Vpc", { name: "${TfToken[TOKEN.1]}", tags: undefined })).toEqual([]);
  expect(told("HttpLoadBalancer.addTarget", { port: 80, healthCheck: BALANCER })).toEqual([]);
  expect(told("HttpLoadBalancer.addTarget", { port: 80, healthCheck: new Check() })).toEqual([]);
});

test("an unknown prop is told at every depth, and one of the other line too", () => {
  expect(told("HttpLoadBalancer.addTarget", { port: 80, healthCheck: { ...BALANCER, more: 1 } }).join()).toMatch(
    /^healthCheck\.more is not known/,
  );
  expect(told("ServiceMesh.addService", { containers: [], envoyImage: "x" }, "0.10").join()).toMatch(/^envoyImage is/);
  expect(told("ServiceMesh.addService", { containers: [], envoyImage: "x" }, "0.6")).toEqual([]);
});

test("a text of the wrong type is not shown: it may be a secret", () => {
  const [rule] = typeRules("DevServer", { release: "0.10", license: "hunter2" }).filter(
    ({ prop }) => prop === "license",
  );
  expect(rule).toMatchObject({ rule: "must be an object, not a text" });
  expect(JSON.stringify(rule)).not.toContain("hunter2");
});

test("a rule that knows more of a prop is told in its place", () => {
  const own: Rule = { prop: "name", rule: "must be short", fix: "Shorten it.", holds: false };
  const broken = (): unknown => enforce("It", [...typeRules("Vpc", { name: 5, cidr: 7 }), own]);
  expect(broken).toThrow(InputError);
  expect(broken).toThrow(/cidr must be a text/);
  expect(broken).not.toThrow(/name must be a text/);
});
