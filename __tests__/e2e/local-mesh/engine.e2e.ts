import { createServer, type Server, type Socket } from "node:net";
import { connectEngine, type ContainerEvent, type Engine, type Network } from "../../../tools/local-mesh/engine";

const IMAGE = "busybox:1.37";

let engine: Engine;
let network: Network;

beforeAll(async () => {
  engine = await connectEngine({ id: `engine-test-${process.pid}` });
  network = await engine.createNetwork();
});

afterAll(async () => {
  await engine.cleanUp();
  expect(await engine.runsLeft()).not.toContain(engine.id);
  engine.close();
});

describe("containers", () => {
  it("tell what they write, line by line, until their end", async () => {
    const id = await sleeper("echo one; echo two >&2; printf last");
    const lines: string[] = [];
    await engine.containers.start(id);
    const logs = await engine.containers.followLogs(id, (line, from) => lines.push(`${from}: ${line}`));
    await logs.ended;
    expect(lines.sort()).toEqual(["stderr: two", "stdout: last", "stdout: one"]);
  });

  it("run commands", async () => {
    const id = await sleeper("exec tail -f /dev/null");
    await engine.containers.start(id);
    expect(await engine.containers.exec(id, ["sh", "-c", "echo out; echo err >&2; exit 3"])).toEqual({
      exitCode: 3,
      output: "out\nerr\n",
    });
  });

  it("say when they end, and how", async () => {
    const id = await sleeper("trap 'exit 7' TERM; tail -f /dev/null & wait");
    const events: ContainerEvent[] = [];
    engine.events.on(id, (event) => events.push(event));
    await engine.containers.start(id);
    await engine.containers.stop(id, 10);
    expect(await engine.containers.wait(id)).toBe(7);
    await until(() => events.length > 0);
    expect(events).toEqual([{ kind: "died", exitCode: 7, at: expect.any(Date) }]);
    // Stopping or removing what is over is no error.
    await engine.containers.stop(id, 1);
    await engine.containers.kill(id, "SIGTERM");
    await engine.containers.remove(id);
    await engine.containers.remove(id);
  });

  it("say how healthy they are", async () => {
    const id = await sleeper("exec tail -f /dev/null", {
      Healthcheck: { Test: ["CMD-SHELL", "[ ! -e /tmp/ill ]"], Interval: 5e8, Retries: 1, Timeout: 5e9 },
    });
    const health: string[] = [];
    engine.events.on(id, (event) => health.push(event.kind === "health" ? event.health : event.kind));
    await engine.containers.start(id);
    await until(() => health.includes("healthy"));
    await engine.containers.exec(id, ["touch", "/tmp/ill"]);
    await until(() => health.includes("unhealthy"));
    expect(health).toEqual(["healthy", "unhealthy"]);
  });
});

describe("volumes", () => {
  it("have the owner that they were made with, and outlive the containers", async () => {
    const volume = await engine.volumes.create("data", { uid: 100, gid: 1000, mode: "0750" });
    const inVolume = async (script: string) => {
      const { exitCode, output } = await engine.containers.run({
        Image: IMAGE,
        Entrypoint: ["sh", "-c"],
        Cmd: [script],
        User: "100:1000",
        HostConfig: { Binds: [`${volume}:/data`], NetworkMode: "none" },
      });
      expect(exitCode).toBe(0);
      return output;
    };
    expect(await inVolume("echo kept > /data/file; stat -c '%u:%g %a' /data")).toBe("100:1000 750");
    expect(await engine.volumes.create("data", { uid: 0, gid: 0, mode: "0700" })).toBe(volume);
    expect(await inVolume("cat /data/file; stat -c '%u:%g %a' /data")).toBe("kept\n100:1000 750");
  });
});

describe("a relay", () => {
  let server: Server;
  let port: number;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    // Answers a line with the same line.
    server = createServer({ allowHalfOpen: false }, (socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
      socket.on("data", (data) => socket.end(`you said ${data.toString()}`));
    });
    await new Promise<void>((resolve) => server.listen(0, network.bindAddress, resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    port = address.port;
  });

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it("leads a name of the network to this process, and loses no call", async () => {
    const relay = await engine.startRelay(network, {
      name: "relay-calls",
      aliases: ["sts.us-east-1.amazonaws.com"],
      forwards: [{ listen: 80, host: network.host, port }],
      addresses: ["169.254.170.2"],
    });
    const client = await sleeper("exec tail -f /dev/null", {
      HostConfig: { NetworkMode: network.name, CapAdd: ["NET_ADMIN"] },
    });
    await engine.containers.start(client);
    const inClient = (script: string) => engine.containers.exec(client, ["sh", "-c", script]);

    expect(await inClient("echo hello | nc sts.us-east-1.amazonaws.com 80")).toEqual({
      exitCode: 0,
      output: "you said hello\n",
    });

    await inClient(`ip route add 169.254.170.2/32 via ${relay.ip}`);
    expect((await inClient("echo hello | nc 169.254.170.2 80")).output).toBe("you said hello\n");

    const many = await inClient(
      `for i in $(seq 200); do (echo $i | nc sts.us-east-1.amazonaws.com 80 >> /tmp/answers) & done; wait; sort -u /tmp/answers | wc -l`,
    );
    expect(many.output.trim()).toBe("200");

    await relay.close(80);
    expect((await inClient("echo hello | nc 169.254.170.2 80")).exitCode).not.toBe(0);
    await relay.open({ listen: 80, host: network.host, port });
    expect((await inClient("echo hello | nc 169.254.170.2 80")).output).toBe("you said hello\n");
  });
});

function sleeper(script: string, more: object = {}): Promise<string> {
  return engine.containers.create({ Image: IMAGE, Entrypoint: ["sh", "-c"], Cmd: [script], ...more });
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; !condition() && attempt < 200; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
}
