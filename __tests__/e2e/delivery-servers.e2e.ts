import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROLL_COMMAND, TOKEN, until } from "./delivery/delivery-process";
import { FakeConsul } from "./delivery/fake-consul";
import { deliveries, GRAPH, MARK, stop } from "./delivery/given";

/*
 * How the delivery of configuration entries speaks to servers, and what it does when these lose their data.
 * Runs the program that delivers configuration entries, with the real `sh`, `curl` and `jq`, against a stand-in for
 * Consul's API.
 */
let consul: FakeConsul;
const { start, deliver, cycles } = deliveries((fresh) => (consul = fresh));

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
