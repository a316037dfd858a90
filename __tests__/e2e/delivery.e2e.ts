import { allowIntentions, DENY_ALL, serviceDefaults, type ConfigEntry } from "../../modules/consul/config-entries";
import { until } from "./delivery/delivery-process";
import type { FakeConsul } from "./delivery/fake-consul";
import { deliveries, GRAPH, MARK, stop } from "./delivery/given";

/*
 * Which configuration entries are delivered, and whose they are.
 * Runs the program that delivers configuration entries, with the real `sh`, `curl` and `jq`, against a stand-in for
 * Consul's API.
 */
let consul: FakeConsul;
const { start, deliver, check, sources, cycles } = deliveries((fresh) => (consul = fresh));

describe("whose an entry is", () => {
  it("delivers all entries, marked with the mesh, and says so", async () => {
    const process = await deliver("dev");
    expect(consul.entry("service-defaults/api")).toMatchObject({
      Protocol: "http",
      Meta: { "managed-by/dev": MARK("entry") },
    });
    expect(consul.entry("service-intentions/api")).toMatchObject({
      Sources: [{ Name: "web", Action: "allow" }],
      Meta: { "managed-by/dev": MARK("web") },
    });
    expect(sources("*")).toEqual(["*"]);
    await until(() => check("dev")?.Status === "passing");
    expect(check("dev")?.Output).toBe("3 entries of dev.");
    expect(process.output).toContain("PUT service-defaults/api");
  });

  it("writes nothing when nothing has changed, not even after a new start", async () => {
    await stop(await deliver("dev"));
    const { writes } = consul;
    await deliver("dev");
    await cycles();
    expect(consul.writes).toBe(writes);
  });

  it("hears of a change, and takes back what is gone from the graph", async () => {
    await stop(await deliver("dev"));
    await stop(
      await deliver("dev", [
        DENY_ALL,
        serviceDefaults("api", "grpc"),
        allowIntentions({ service: "api" }, [{ service: "shop" }]),
      ]),
    );
    expect(consul.entry("service-defaults/api")?.Protocol).toBe("grpc");
    expect(sources("api")).toEqual(["shop"]);
    await deliver("dev", [DENY_ALL]);
    expect([...consul.entries.keys()]).toEqual(["service-intentions/*"]);
  });

  it("mends what somebody has changed", async () => {
    await deliver("dev");
    consul.put({ ...consul.entry("service-defaults/api"), Kind: "service-defaults", Protocol: "tcp" });
    await until(() => consul.entry("service-defaults/api")?.Protocol === "http");
  });

  it("leaves what somebody else wrote, and reports it", async () => {
    consul.put({ Kind: "service-defaults", Name: "api", Protocol: "grpc" });
    consul.put({ Kind: "service-defaults", Name: "other", Protocol: "grpc" });
    const process = await deliver("dev");
    expect(consul.entry("service-defaults/api")).toMatchObject({ Protocol: "grpc" });
    expect(consul.entry("service-defaults/api")).not.toHaveProperty("Meta");
    expect(consul.entry("service-defaults/other")).not.toHaveProperty("Meta");
    await until(() => check("dev")?.Status === "warning");
    expect(check("dev")?.Output).toContain("service-defaults/api is left as it is: somebody else wrote");
    expect(process.output).toContain("service-defaults/api is left as it is");
    expect(process.output).not.toContain("other");
  });

  it("takes over what is equal or listed, and nothing with more in it", async () => {
    consul.put({ Kind: "service-defaults", Name: "api", Protocol: "http", Expose: {}, MeshGateway: {} });
    consul.put({ Kind: "service-defaults", Name: "more", Protocol: "http", MaxInboundConnections: 5 });
    consul.put({ Kind: "service-defaults", Name: "listed", Protocol: "tcp" });
    consul.put({ ...allowIntentions({ service: "api" }, [{ service: "web" }, { service: "bob" }]) });
    const graph = [...GRAPH, serviceDefaults("more", "http"), serviceDefaults("listed", "http")];
    await stop(await deliver("dev", graph, { takeOver: ["service-defaults/listed"] }));
    expect(consul.entry("service-defaults/api")?.Meta).toHaveProperty("managed-by/dev");
    expect(consul.entry("service-defaults/listed")).toMatchObject({ Protocol: "http" });
    expect(consul.entry("service-defaults/more")).toMatchObject({ MaxInboundConnections: 5 });
    expect(consul.entry("service-defaults/more")).not.toHaveProperty("Meta");
    expect(sources("api")).toEqual(["bob", "web"]);
    // What was taken over is the mesh's own: it goes with the graph, and bob stays.
    await deliver("dev", [DENY_ALL]);
    expect([...consul.entries.keys()].sort()).toEqual([
      "service-defaults/more",
      "service-intentions/*",
      "service-intentions/api",
    ]);
    expect(sources("api")).toEqual(["bob"]);
  });

  it("merges the callers of several meshes that write at once, each taking back its own", async () => {
    const graph = (caller: string, count = 12) => [
      DENY_ALL,
      ...Array.from({ length: count }, (_, at) => allowIntentions({ service: `api-${at}` }, [{ service: caller }])),
    ];
    const [shop, blog] = await Promise.all([deliver("shop", graph("shop")), deliver("blog", graph("blog"))]);
    for (let at = 0; at < 12; at++) expect(sources(`api-${at}`)).toEqual(["blog", "shop"]);
    expect(Object.keys(consul.entry("service-intentions/*")?.Meta ?? {}).sort()).toEqual([
      "managed-by/blog",
      "managed-by/shop",
    ]);
    await stop(shop);
    await deliver("shop", graph("shop", 1));
    expect([sources("api-0"), sources("api-1")]).toEqual([["blog", "shop"], ["blog"]]);
    await stop(blog);
    await deliver("blog", [DENY_ALL]);
    expect([sources("api-0"), sources("api-1")]).toEqual([["shop"], undefined]);
    expect(sources("*")).toEqual(["*"]);
  });

  it("merges what a cluster has once", async () => {
    const peering: ConfigEntry = { Kind: "mesh", Peering: { PeerThroughMeshGateways: true } };
    const tls: ConfigEntry = { Kind: "mesh", TLS: { Incoming: { TLSMinVersion: "TLSv1_2" } } };
    const exported = (Name: string): ConfigEntry => ({
      Kind: "exported-services",
      Name: "default",
      Services: [{ Name, Consumers: [{ Peer: "dc2" }] }],
    });
    const a = await deliver("a", [peering, exported("api")]);
    await deliver("b", [tls, exported("web")]);
    expect(consul.entry("mesh/mesh")).toMatchObject({ Peering: peering.Peering, TLS: tls.TLS });
    expect(consul.entry("exported-services/default")?.Services).toMatchObject([{ Name: "api" }, { Name: "web" }]);
    await stop(a);
    await deliver("a", [DENY_ALL]);
    expect(consul.entry("mesh/mesh")).not.toHaveProperty("Peering");
    expect(consul.entry("exported-services/default")?.Services).toMatchObject([{ Name: "web" }]);
  });

  it("goes on under another name", async () => {
    await stop(await deliver("old"));
    await deliver("new", [DENY_ALL, serviceDefaults("api", "grpc")], { formerOwners: ["old"] });
    expect(Object.keys(consul.entry("service-defaults/api")?.Meta ?? {})).toEqual(["managed-by/new"]);
    expect(consul.entry("service-intentions/api")).toBeUndefined();
  });

  it("does not fight with how Consul spells things", async () => {
    await deliver("dev", [
      { Kind: "proxy-defaults", Name: "global", Mode: "mine" },
      { Kind: "service-resolver", Name: "api", ConnectTimeout: "1m" },
    ]);
    const { writes } = consul;
    await cycles();
    expect(consul.writes).toBe(writes);
  });
});

describe("what cannot be written", () => {
  it("is reported, does not hold up the rest, and is no complete delivery", async () => {
    const process = start("dev", [...GRAPH, { Kind: "service-defaults", Name: "bad", Protocol: "refused" }]);
    await until(() => check("dev")?.Status === "critical");
    expect(check("dev")?.Output).toContain("PUT service-defaults/bad: 400 invalid protocol");
    expect(consul.entry("service-intentions/api")).toBeDefined();
    expect(process.delivered).toBe(false);
  });
});

it("delivers 500 services and 1,000 connections", async () => {
  const services = Array.from({ length: 500 }, (_, at) => `a-service-with-a-longer-name-${at}`);
  const graph = [
    DENY_ALL,
    ...services.map((name) => serviceDefaults(name, "http")),
    ...services.map((name, at) =>
      allowIntentions(
        { service: name },
        [1, 2].map((step) => ({ service: services[(at + step) % 500] ?? "" })),
      ),
    ),
  ];
  const process = start("dev", graph, { cut: 4_000 });
  await until(() => process.delivered, "delivered", 150);
  expect(consul.entries.size).toBe(1001);
}, 180_000);

it("leaves the entries to the newest task, and takes them over again when that one is gone", async () => {
  const old = await deliver("dev");
  const next = await deliver("dev", [DENY_ALL, serviceDefaults("new", "http")]);
  await until(() => old.output.includes("A newer task delivers"));
  expect([...consul.entries.keys()].sort()).toEqual(["service-defaults/new", "service-intentions/*"]);
  await stop(next);
  await until(() => consul.entry("service-defaults/api") !== undefined);
  expect(consul.entry("service-defaults/new")).toBeUndefined();
});

it("asks for each namespace of the partition, and writes into it", async () => {
  const graph: ConfigEntry[] = [
    serviceDefaults("api", "http"),
    { ...serviceDefaults("api", "grpc"), Namespace: "team" },
    {
      ...allowIntentions({ service: "api" }, [{ service: "web" }, { service: "web", namespace: "default" }]),
      Namespace: "team",
    },
  ];
  await stop(await deliver("dev", graph, { partition: "part-1" }));
  const { writes } = consul;
  await stop(await deliver("dev", graph, { partition: "part-1" }));
  expect(consul.writes).toBe(writes);
  expect(consul.entry("team/service-intentions/api")?.Sources).toHaveLength(2);
  expect(consul.entry("service-defaults/api")).toMatchObject({ Protocol: "http" });
  expect(consul.entry("team/service-defaults/api")).toMatchObject({ Protocol: "grpc" });
  await deliver("dev", [DENY_ALL], { partition: "part-1" });
  expect([...consul.entries.keys()]).toEqual(["service-intentions/*"]);
  const unscoped = consul.requests.filter(({ url }) => !url.includes("partition=part-1"));
  expect(new Set(unscoped.map(({ url }) => url))).toEqual(
    new Set(["/v1/status/leader", "/v1/connect/ca/roots", "/v1/catalog/register"]),
  );
});
