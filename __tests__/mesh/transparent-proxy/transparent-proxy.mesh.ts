import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { fakeService, type FakeAnswer } from "../helpers/ground";
import { inMesh } from "../helpers/mesh-run";
import { secureMesh, serverOf } from "../helpers/secure-mesh";
import type { Build } from "../helpers/stack-folder";

const NAME = "tproxy";
const CLIENT = `${NAME}-client`;
const SERVER = "custom-test-server";

/** Neither service has an upstream, and nobody is allowed anything: the test writes the intention. */
const build: Build = (stack, authority) => {
  const { mesh } = secureMesh(stack, authority, NAME, "0.10", { configEntries: "none" });
  const transparent = {
    launchType: "EC2",
    compatibilities: ["EC2"],
    transparentProxy: { consulDns: true },
  } as const;
  mesh.addService("client", {
    ...transparent,
    outboundOnly: true,
    publicListenerPort: 21000,
    containers: [fakeService(CLIENT)],
  });
  mesh.addService("server", {
    ...transparent,
    serviceName: SERVER,
    port: 9090,
    containers: [fakeService(SERVER)],
  });
};

describe("a transparent proxy, on the EC2 launch type", () => {
  const run = inMesh(NAME, (started) => started.deploy(build));
  let consul: Consul;

  beforeAll(async () => {
    const { family, tokenSecret } = serverOf(NAME);
    consul = await run().consul(family, tokenSecret);
    await eventually(async () => expect(await consul.services()).toEqual(expect.arrayContaining([CLIENT, SERVER])), 60);
  }, 120_000);

  const curl = (host: string) => run().shell(CLIENT, "app", `curl -s -m 10 http://${host}`);
  const names = [`${SERVER}.service.consul`, `${SERVER}.virtual.consul`];

  test("closes a call to the service before there is an intention", async () => {
    // "Empty reply from server": the proxy took the call, and closed the connection.
    await eventually(async () => expect((await curl(`${SERVER}.service.consul`)).exitCode).toBe(52), 60);
  });

  test("gives no answer from the server by its virtual name either", async () => {
    // Nothing in the mesh has that address yet: what is outside of it may answer in its place, but not the server.
    expect((await curl(`${SERVER}.virtual.consul`)).output).not.toContain(SERVER);
  });

  test.each(names)("lets the client call http://%s once it may", async (name) => {
    await consul.allow(CLIENT, SERVER);
    await eventually(async () => {
      const { exitCode, output } = await curl(name);
      expect(exitCode).toBe(0);
      expect(JSON.parse(output) as FakeAnswer).toMatchObject({ name: SERVER, code: 200, body: "Hello World" });
    }, 60);
  });

  test("says at the end of the client's task that the proxy waits for the application", async () => {
    const task = run().task(CLIENT);
    await run().stopTask(task);
    await eventually(() => expect(task.view().status).toBe("STOPPED"), 90);
    const said = run().logs.with(
      task.view().request.arn,
      "consul-dataplane",
      "consul-ecs: waiting for application container(s) to stop",
    );
    expect(said).not.toEqual([]);
  });
});
