import type { MeshService } from "../../../../modules/mesh/service";
import { testMesh } from "./given";

test.each<[string, (api: MeshService) => void, RegExp]>([
  [
    "shares that do not add up to 100",
    (api) => api.split({ v1: 90, v2: 9 }),
    /split must have shares of 0 to 100 percent that add up to 100 \(got \{"v1":90,"v2":9\}\)/,
  ],
  ["a negative share", (api) => api.split({ v1: 110, v2: -10 }), /split must have shares/],
  ["a share that is a text", (api) => api.split({ v1: "90" as never, v2: 10 }), /split must have shares/],
  ["no shares at all", (api) => api.split(undefined as never), /split is required/],
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
