import { TerraformVariable } from "cdktf";
import {
  allowIntentions,
  ConfigEntryResources,
  exportedServices,
  serviceDefaults,
  serviceResolver,
  serviceRouter,
  serviceSplitter,
  type Consumer,
} from "../../../../modules/consul/config-entries";
import { refusalsOf } from "../../../helpers/refusals";
import { Template, testStack } from "../../../helpers/template";

/** What a caller without types might give. */
type Wild = never;

const resolver = (resolution: object) => () => serviceResolver("api", resolution);
const failover = (...targets: object[]) => resolver({ subsets: { v1: "a" }, failover: targets });
const router = (route: object) => () => serviceRouter("api", [{ match: { pathPrefix: "/" }, ...route }]);
const source = (given: unknown) => () => allowIntentions({ service: "api" }, [given as Wild]);
const consumers = (...given: unknown[]) =>
  exportedServices(new Map([[{ service: "api" }, given as readonly Consumer[]]]));
const resources = (...entries: unknown[]) => new ConfigEntryResources(testStack(), "entries", entries as Wild);

test.each<[string, () => unknown, RegExp]>([
  ["a name in upper case", () => serviceDefaults("Api", "http"), /^name must be lower case/],
  ["no name", () => serviceDefaults(undefined as Wild, "http"), /^name must be lower case .*\(got null\)/],
  ["another protocol", () => serviceDefaults("api", "udp" as Wild), /^protocol must be one of 'tcp', 'http'/],
  ["no protocol", () => serviceDefaults("api", undefined as Wild), /^protocol must be one of/],
  ["a split that is a list", () => serviceSplitter("api", [1] as Wild), /^split must have shares/],
  ["nothing to share", () => serviceSplitter("api", {}), /^split must have shares/],
  ["a share that is no number", () => serviceSplitter("api", { v1: NaN }), /^split must have shares/],
  ["routes that are no list", () => serviceRouter("api", {} as Wild), /^route must be a list/],
  ["a route that is none", () => serviceRouter("api", [null] as Wild), /^route\[0\] must be an object/],
  ["a route without a match", router({ match: undefined }), /^route\[0\]\.match must be an object/],
  ["an unknown part of a route", router({ timeout: "1s" }), /^route\[0\]\.timeout is not known/],
  ["an unknown part of a match", router({ match: { path: "/" } }), /^route\[0\]\.match\.path is not known/],
  ["a path without its slash", router({ match: { pathExact: "a" } }), /^route\[0\]\.match\.pathExact must begin with/],
  ["two paths", router({ match: { pathExact: "/a", pathPrefix: "/" } }), /^route\[0\]\.match must ask for one of/],
  [
    "a method in lower case",
    router({ match: { methods: ["get"] } }),
    /^route\[0\]\.match\.methods\[0\] must be an HTTP/,
  ],
  ["a method twice", router({ match: { methods: ["GET", "GET"] } }), /^route\[0\]\.match\.methods must name each/],
  [
    "a header with a colon",
    router({ match: { headers: { "x:": "1" } } }),
    /^route\[0\]\.match\.headers\.x: must be the/,
  ],
  ["an empty header", router({ match: { headers: { x: "" } } }), /^route\[0\]\.match\.headers\.x must not be empty/],
  ["headers that are none", router({ match: { headers: "x" } }), /^route\[0\]\.match\.headers must be an object/],
  [
    "a time without a unit",
    router({ requestTimeout: "15" }),
    /^route\[0\]\.requestTimeout must be a time with its unit/,
  ],
  ["a time that is a number", router({ requestTimeout: 15 }), /^route\[0\]\.requestTimeout must be a time/],
  ["part of a retry", router({ retries: 1.5 }), /^route\[0\]\.retries must be a whole number/],
  ["an unknown failure", router({ retryOn: ["any"] }), /^route\[0\]\.retryOn\[0\] must be one of '5xx'/],
  [
    "a path of nothing",
    router({ match: {}, prefixRewrite: "/" }),
    /^route\[0\]\.prefixRewrite needs match\.pathPrefix/,
  ],
  ["a subset in upper case", router({ subset: "V1" }), /^route\[0\]\.subset must be 1 to 63 lower case/],
  [
    "a long subset",
    resolver({ subsets: { ["v".repeat(64)]: "a" } }),
    /^resolve\.subsets\.v+ must be 1 to 63 lower case/,
  ],
  ["a filter that is none", resolver({ subsets: { v1: 1 } }), /^resolve\.subsets\.v1 must be a text/],
  ["subsets that are none", resolver({ subsets: [] }), /^resolve\.subsets must be an object/],
  ["another default", resolver({ defaultSubset: "v1" }), /^resolve\.defaultSubset must name a subset that/],
  ["an unknown part", resolver({ timeout: "1s" }), /^resolve\.timeout is not known/],
  ["another time", resolver({ connectTimeout: "fast" }), /^resolve\.connectTimeout must be a time/],
  ["nobody to answer", failover(), /^resolve\.failover must name at least one target/],
  ["an empty target", failover({}), /^resolve\.failover must name at least one target/],
  ["a target that is none", failover("east" as Wild), /^resolve\.failover\[0\] must be an object/],
  ["a subset of a peer", failover({ peer: "east", subset: "v1" }), /^resolve\.failover\[0\]\.peer cannot be given/],
  ["a peer elsewhere", failover({ peer: "east", datacenter: "dc2" }), /^resolve\.failover\[0\]\.peer cannot be given/],
  ["a peer with a dot", failover({ peer: "ea.st" }), /^resolve\.failover\[0\]\.peer must be 1 to 63 letters/],
  ["nobody who calls", () => allowIntentions({ service: "api" }, []), /^sources must name at least one/],
  ["callers that are no list", () => allowIntentions({ service: "api" }, {} as Wild), /^sources must be a list/],
  ["no destination", () => allowIntentions(undefined as Wild, []), /^destination must be an object/],
  ["a caller without a name", source({}), /^sources\[0\]\.service must be lower case/],
  ["part of a caller's name", source({ service: "web*" }), /^sources\[0\]\.service must be lower case/],
  ["an unknown part of a caller", source({ service: "web", paths: [] }), /^sources\[0\]\.paths is not known/],
  ["a peer's partition", source({ service: "web", peer: "a", partition: "b" }), /^sources\[0\]\.peer cannot be given/],
  [
    "a permission that says nothing",
    source({ service: "web", permissions: [{}] }),
    /permissions\[0\] must say paths or methods \(got \{\}\)\. Say what may be asked/,
  ],
  ["a peer without a name", source({ service: "web", peer: "" }), /sources\[0\]\.peer must be 1 to 63 letters/],
  [
    "permissions for no path",
    source({ service: "web", permissions: [{ paths: [] }] }),
    /permissions\[0\]\.paths must name/,
  ],
  [
    "permission for a method",
    source({ service: "web", permissions: [{ method: "GET" }] }),
    /permissions\[0\]\.method is/,
  ],
  [
    "a caller twice",
    () => allowIntentions({ service: "api" }, [{ service: "web" }, { service: "web" }]),
    /^sources\[1\] is in the list twice/,
  ],
  [
    "permissions for everything",
    () => allowIntentions({ service: "*" }, [{ service: "web", permissions: [{ paths: ["/"] }] }]),
    /^sources cannot have permissions where/,
  ],
  ["exports that are no map", () => exportedServices({} as Wild), /^exports must be a Map of services/],
  ["a partition with a dot", () => exportedServices(new Map(), "a.b"), /^partition must be 1 to 63/],
  ["nobody who sees", () => consumers(), /^exports\[0\]\.consumers must be somebody/],
  ["two in one", () => consumers({ Peer: "a", Partition: "b" }), /^exports\[0\]\.consumers\[0\] must be a Peer or/],
  ["a service for nobody", () => consumers(null), /^exports\[0\]\.consumers\[0\] must be a Peer or/],
  ["entries that are no list", () => new ConfigEntryResources(testStack(), "e", {} as Wild), /^entries must be a list/],
  ["no entries", () => new ConfigEntryResources(testStack(), "e", undefined as Wild), /^entries must be a list/],
  ["an entry that is none", () => resources("mesh"), /^entries\[0\] must be an object/],
  ["another kind", () => resources({ Kind: "service-default", Name: "a" }), /^entries\[0\]\.Kind must be one of/],
  ["an entry without a name", () => resources({ Kind: "proxy-defaults" }), /^entries\[0\]\.Name is required/],
  ["a mesh with a name", () => resources({ Kind: "mesh", Name: "m" }), /^entries\[0\]\.Name must be left out/],
  ["a name with a blank", () => resources({ Kind: "http-route", Name: "a b" }), /^entries\[0\]\.Name must be a name/],
  [
    "an entry twice",
    () => resources(serviceDefaults("a", "http"), serviceDefaults("a", "tcp")),
    /^entries\[1\] must be the only one of its kind/,
  ],
])("refuses %s", (_, act, message) => {
  expect(refusalsOf(act)).toContainEqual(expect.stringMatching(message));
});

test.each<[string, () => unknown]>([
  ["the longest subset", resolver({ subsets: { ["v".repeat(63)]: "a" } })],
  ["times of several units", router({ requestTimeout: "1h2m0.5s" })],
  ["no time at all", resolver({ connectTimeout: "0s" })],
  ["a path that is cut", router({ match: { pathExact: "/v1" }, prefixRewrite: "/" })],
  ["every request", router({ match: {} })],
  ["no retry", router({ retries: 0 })],
  ["a peer alone", failover({ peer: "east" })],
  ["a service of another datacenter", failover({ service: "api-2", datacenter: "dc_2" })],
  ["everybody of a namespace", source({ service: "*", namespace: "*" })],
  ["the longest peer", source({ service: "web", peer: "p".repeat(63) })],
  ["everything of everybody", () => allowIntentions({ service: "*" }, [{ service: "*" }])],
  ["two who see", () => consumers({ Peer: "a" }, { Partition: "b" })],
  [
    "one name in two namespaces",
    () => resources(...["a", "b"].map((Namespace) => ({ ...serviceDefaults("s", "tcp"), Namespace }))),
  ],
  ["no entries", () => resources()],
])("takes %s", (_, act) => {
  expect(refusalsOf(act)).toEqual([]);
});

test("entries of one name keep the ids that they have alone, and get longer ones only where they would meet", () => {
  const ids = (...namespaces: (string | undefined)[]) => {
    const stack = testStack();
    const entries = namespaces.map((Namespace) => ({
      ...serviceDefaults("api", "http"),
      ...(Namespace && { Namespace }),
    }));
    return new ConfigEntryResources(stack, "e", entries).all.map(({ node }) => node.id);
  };
  expect(ids("a")).toEqual(["service-defaults-api"]);
  expect(ids("a", "b")).toEqual(["service-defaults-api--a", "service-defaults-api--b"]);
});

test("a name that only Terraform knows is judged by Terraform", () => {
  const stack = testStack((scope) => {
    const name = new TerraformVariable(scope, "name", { type: "string" }).stringValue;
    new ConfigEntryResources(scope, "entries", [serviceDefaults(name, "http")]);
  });
  const template = Template.of(stack);
  expect(template.resource("consul_config_entry")).toMatchObject({ kind: "service-defaults", name: "${var.name}" });
  expect(JSON.stringify(template.resource("terraform_data"))).toContain(
    "entries[0].Name must be a name without blanks",
  );
});
