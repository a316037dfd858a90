import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowIntentions, DENY_ALL, serviceDefaults, type ConfigEntry } from "../../modules/consul/config-entries";
import type { ConfigEntriesDeliveryProps } from "../../modules/mesh/entries";
import { DeliveryProcess, ROLL_COMMAND, TOKEN, until } from "./delivery/delivery-process";
import { FakeConsul } from "./delivery/fake-consul";

/*
 * Runs the program that delivers configuration entries, with the real `sh`, `curl` and `jq`, against a stand-in for
 * Consul's API.
 */
const GRAPH: readonly ConfigEntry[] = [
  DENY_ALL,
  serviceDefaults("api", "http"),
  allowIntentions({ service: "api" }, [{ service: "web" }]),
];

let consul: FakeConsul;
let running: DeliveryProcess[];
beforeEach(async () => {
  consul = new FakeConsul();
  running = [];
  await consul.start();
});
afterEach(async () => {
  for (const process of running) await process.stop();
  await consul.stop();
});

function start(
  owner: string,
  entries: readonly ConfigEntry[] = GRAPH,
  props: ConstructorParameters<typeof DeliveryProcess>[3] = {},
) {
  const process = new DeliveryProcess(consul, owner, entries, props);
  running.push(process);
  return process;
}

async function deliver(
  owner: string,
  entries: readonly ConfigEntry[] = GRAPH,
  props: Partial<ConfigEntriesDeliveryProps> = {},
) {
  const process = start(owner, entries, props);
  await until(() => process.delivered || process.exitCode !== undefined, "delivered").catch((error: unknown) => {
    throw new Error(process.output, { cause: error });
  });
  expect(process.exitCode).toBeUndefined();
  // The check is written after the entries.
  await until(() => consul.checks.has(`config-entries-${owner}`), "check");
  return process;
}

/** What an entry carries: a fingerprint, and what of it is the mesh's. */
const MARK = (key: string): unknown => expect.stringMatching(new RegExp(`^\\d+ ${key}$`));
const stop = async (process: DeliveryProcess) => {
  await process.stop();
};
const check = (owner: string) => consul.checks.get(`config-entries-${owner}`);
const sources = (destination: string) =>
  (consul.entry(`service-intentions/${destination}`)?.Sources as { Name: string; Action?: string }[] | undefined)
    ?.map(({ Name }) => Name)
    .sort();
/** Lets the program compare a few times more. */
async function cycles(count = 3) {
  const lists = () => consul.requests.filter(({ url }) => url.startsWith("/v1/config/mesh")).length;
  const before = lists();
  await until(() => lists() >= before + count, `${count} cycles`);
}

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

describe("the token", () => {
  it("is on no command line and in no output, and is sent with every request", async () => {
    const process = await deliver("dev");
    await cycles();
    expect(process.commandLines).toContain("/v1/status/leader");
    expect(process.commandLines + process.output).not.toContain(TOKEN);
    expect(new Set(consul.requests.map(({ token }) => token))).toEqual(new Set([TOKEN]));
  });
});

it("finds the servers by the output of a command", async () => {
  const servers = { datacenter: "dc1", hosts: "exec=echo 127.0.0.2 127.0.0.1", http: { port: consul.port } };
  await deliver("dev", GRAPH, { servers });
  expect(consul.requests.map(({ token }) => token)).not.toContain(TOKEN);
});

it("speaks TLS, with the CA and the server name that it is told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "delivery-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = ["-subj", "/CN=server.dc1.consul", "-addext", "subjectAltName=DNS:server.dc1.consul"];
  const made = ["-keyout", key, "-out", cert, "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...made, ...names], { stdio: "ignore" });
  const secure = new FakeConsul({ key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") });
  await secure.start();
  const servers = (serverName: string) => ({
    datacenter: "dc1",
    httpAddress: secure.address,
    acls: true,
    bootstrapTokenSecretArn: "arn:token",
    tls: { enabled: true, caCertSecretArn: "arn:ca", serverName },
  });
  const environment = { CONSUL_CACERT_PEM: readFileSync(cert, "utf8") };
  const wrong = start("wrong", GRAPH, { servers: servers("server.dc2.consul"), environment });
  const right = start("right", GRAPH, { servers: servers("server.dc1.consul"), environment });
  await until(() => right.delivered);
  await until(() => wrong.output.includes("No Consul server answers"));
  expect(secure.entry("service-defaults/api")?.Meta).toEqual({ "managed-by/right": MARK("entry") });
  for (const process of [wrong, right]) await process.stop();
  await secure.stop();
  rmSync(folder, { recursive: true });
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

describe("a server that has lost its data", () => {
  const authMethods = ["iam-ecs-client-token", "iam-ecs-service-token"];
  const know = () => authMethods.forEach((method) => consul.authMethods.add(method));

  it("has its entries back", async () => {
    await deliver("dev");
    consul.lose("one.consul");
    await until(() => consul.entries.size === 3);
  });

  it("has the controller start again, with the command that rolls the tasks in the log", async () => {
    know();
    const process = await deliver("dev", GRAPH, { authMethods });
    await cycles();
    consul.lose("two.consul");
    await until(() => process.exitCode !== undefined);
    expect(process.exitCode).toBe(1);
    expect(process.output).toContain("Consul's trust domain was one.consul and is two.consul");
    expect(process.output).toContain(ROLL_COMMAND);
  });

  it("is not one that answers nothing, or errors, or another thing for a moment", async () => {
    know();
    const process = await deliver("dev", GRAPH, { authMethods });
    let answers = 0;
    const EMPTY = { status: 200, body: "" };
    const ERROR = { status: 500, body: "No cluster leader" };
    consul.disturb = (method, path) => {
      if (path === "/v1/status/leader" || path.startsWith("/v1/kv")) return undefined;
      if (method !== "GET") return undefined;
      answers++;
      return path.startsWith("/v1/acl") && answers % 3 === 0 ? { status: 404, body: "" } : answers % 2 ? EMPTY : ERROR;
    };
    await until(() => answers > 100);
    expect(process.exitCode).toBeUndefined();
    expect(process.output).not.toContain("lost its data");
    consul.disturb = () => undefined;
    await cycles();
    expect(process.exitCode).toBeUndefined();
    expect(consul.entries.size).toBe(3);
  });

  it("is waited for when the controller has not written the auth methods yet", async () => {
    const process = await deliver("dev", GRAPH, { authMethods });
    await cycles(6);
    expect(process.exitCode).toBeUndefined();
    process.later(301);
    await until(() => process.exitCode === 1);
  });

  it("has the services rolled one at a time, when that is wanted, by the task that comes after", async () => {
    const rollAfterLoss = {
      clusterArn: "arn:aws:ecs:eu-central-1:111122223333:cluster/dev",
      services: () => ["gateway", "web"],
    };
    const environment = {
      AWS_ENDPOINT_URL: consul.address,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${consul.address}/credentials`,
    };
    know();
    const first = start("dev", GRAPH, { authMethods, rollAfterLoss, environment });
    await until(() => first.delivered);
    await cycles();
    consul.lose("two.consul");
    await until(() => first.exitCode === 1);
    expect(consul.ecs).toEqual([]);
    know();
    const second = start("dev", GRAPH, { authMethods, rollAfterLoss, environment });
    await until(() => second.output.includes("All services are rolled."));
    expect(consul.ecs.map(({ action, body }) => [action, body.service ?? body.services])).toEqual([
      ["UpdateService", "gateway"],
      ["DescribeServices", ["gateway"]],
      ["UpdateService", "web"],
      ["DescribeServices", ["web"]],
    ]);
    expect(consul.ecs.every(({ signed, body }) => signed && body.cluster === rollAfterLoss.clusterArn)).toBe(true);
    expect(second.output).toContain("Rolled web: 2 of 2");
    expect(second.commandLines + second.output).not.toContain("very-secret");
    await cycles();
    expect(consul.ecs).toHaveLength(4);
  });
});

describe("autopilot", () => {
  const servers = (serverCount: number) => ({ datacenter: "dc1", httpAddress: consul.address, serverCount });

  it("follows the number of servers: raised when they vote, lowered at once, the rest left as it is", async () => {
    const process = await deliver("dev", GRAPH, { servers: servers(3) });
    expect(consul.autopilot.MinQuorum).toBe(0);
    expect(process.output).toContain("3 servers are to vote, and 1 healthy ones do");
    consul.voters = 3;
    await until(() => consul.autopilot.MinQuorum === 3);
    expect(consul.autopilot).toMatchObject({ CleanupDeadServers: true, LastContactThreshold: "200ms" });
    await stop(process);
    consul.voters = 1;
    await deliver("dev", GRAPH, { servers: servers(1) });
    expect(consul.autopilot.MinQuorum).toBe(1);
  });
});
