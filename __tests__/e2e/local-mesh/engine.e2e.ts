import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { MissingRequirement } from "../../../tools/emulator";
import {
  connectEngine,
  type ContainerEvent,
  type Engine,
  type Network,
  type Relay,
} from "../../../tools/local-mesh/engine";

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

describe("the engine", () => {
  it("is missed with the cure in one line", async () => {
    const { DOCKER_HOST } = process.env;
    try {
      process.env.DOCKER_HOST = "unix:///nowhere/docker.sock";
      await expect(connectEngine({ id: "nowhere" })).rejects.toThrow(MissingRequirement);
      process.env.DOCKER_HOST = "tcp://build.example.com:2375";
      await expect(connectEngine({ id: "nowhere" })).rejects.toThrow(/names build\.example\.com: unset it/);
    } finally {
      if (DOCKER_HOST === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = DOCKER_HOST;
    }
  });

  it("finds the network of the run again", async () => {
    expect(await engine.createNetwork()).toEqual(network);
    expect(await engine.runsLeft()).toContain(engine.id);
  });

  it("knows whether containers reach this process", async () => {
    await expect(engine.checkWayBack(network)).resolves.toBeUndefined();
    await expect(engine.checkWayBack({ ...network, host: "127.0.0.1" })).rejects.toThrow(MissingRequirement);
  });
});

describe("containers", () => {
  it("tell what they write, line by line, until their end", async () => {
    const id = await sleeper("echo one; echo two >&2; echo last");
    const lines: string[] = [];
    await engine.containers.start(id);
    const logs = await engine.containers.followLogs(id, (line, from) => lines.push(`${from}: ${line}`));
    await logs.ended;
    expect(lines.sort()).toEqual(["stderr: two", "stdout: last", "stdout: one"]);
  });

  it("run commands", async () => {
    const id = await sleeper("exec tail -f /dev/null");
    await engine.containers.start(id);
    expect(await engine.containers.exec(id, ["sh", "-c", "echo out; exit 3"])).toEqual({
      exitCode: 3,
      output: "out\n",
    });
    expect(await engine.containers.exec(id, ["sh", "-c", "echo err >&2"])).toEqual({ exitCode: 0, output: "err\n" });
  });

  it("say when they end, and how", async () => {
    const id = await sleeper("trap 'exit 7' TERM; tail -f /dev/null & wait");
    const events: ContainerEvent[] = [];
    engine.events.on(id, (event) => events.push(event));
    await engine.containers.start(id);
    await engine.containers.stop(id, 10);
    expect(await engine.containers.wait(id)).toBe(7);
    await until(() => events.length > 0);
    expect(events).toMatchObject([{ kind: "died", exitCode: 7 }]);
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

describe("images", () => {
  it("that cannot be had are said at once, all of them", async () => {
    const names = ["consul-ecs-local-test/one:1", "consul-ecs-local-test/two:2"];
    await expect(engine.images.ensure([IMAGE, ...names])).rejects.toThrow(/one:1 .*\n.*two:2 /);
    expect(await engine.images.missing([IMAGE, ...names])).toEqual(names);
  });

  it("say what they would run", async () => {
    expect(await engine.images.config(IMAGE)).toMatchObject({ entrypoint: [], hasHealthcheck: false });
  });

  it("of no known program have no version", async () => {
    expect(await engine.versionsOf({ tasks: [IMAGE], instances: [IMAGE] })).toMatchObject([
      { program: "busybox", said: "1.37", found: "unknown" },
      { program: "consul", said: "-", found: "unknown" },
    ]);
  });
});

describe("a relay", () => {
  let server: Server;
  let forward: { listen: number; host: string; port: number };
  let relay: Relay;
  let client: string;

  beforeAll(async () => {
    server = createServer({ allowHalfOpen: true }, answerWithHash);
    await new Promise<void>((resolve) => server.listen(0, network.bindAddress, resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port.");
    forward = { listen: 80, host: network.host, port: address.port };
    relay = await engine.startRelay(network, {
      name: "relay",
      aliases: ["sts.us-east-1.amazonaws.com"],
      forwards: [forward],
      addresses: ["169.254.170.2"],
    });
    client = await sleeper("exec tail -f /dev/null", {
      HostConfig: { NetworkMode: network.name, CapAdd: ["NET_ADMIN"] },
    });
    await engine.containers.start(client);
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function inClient(script: string): Promise<string> {
    return (await engine.containers.exec(client, ["sh", "-c", script])).output.trim();
  }

  it("leads a name of the network to this process", async () => {
    expect(await inClient("printf hello | nc sts.us-east-1.amazonaws.com 80")).toBe(hash("hello"));
  });

  it("has an address that is not of the network, for those who route to it", async () => {
    await inClient(`ip route add 169.254.170.2/32 via ${relay.ip}`);
    expect(await inClient("printf hello | nc 169.254.170.2 80")).toBe(hash("hello"));
  });

  it("loses no call of 200 at once", async () => {
    const call = "(printf $i | nc sts.us-east-1.amazonaws.com 80 >> /tmp/answers) &";
    expect(await inClient(`for i in $(seq 200); do ${call} done; wait; sort -u /tmp/answers | wc -l`)).toBe("200");
  });

  it("loses no call of 200 one after the other", async () => {
    const call = "printf $i | nc sts.us-east-1.amazonaws.com 80 >> /tmp/more";
    expect(await inClient(`for i in $(seq 200); do ${call}; done; sort -u /tmp/more | wc -l`)).toBe("200");
  });

  it("passes on what is large, and that one side has said everything", async () => {
    const sent = await inClient("dd if=/dev/urandom of=/tmp/large bs=1M count=8 2> /dev/null; sha256sum < /tmp/large");
    expect(await inClient("nc sts.us-east-1.amazonaws.com 80 < /tmp/large")).toBe(sent.replace(/ .*/, ""));
  });

  it("closes a port and opens it again", async () => {
    await relay.close(80);
    expect(await inClient("printf hello | nc sts.us-east-1.amazonaws.com 80 2> /dev/null || echo refused")).toBe(
      "refused",
    );
    await relay.open(forward);
    await relay.open({ ...forward, listen: 8443 });
    expect(await inClient("printf hello | nc sts.us-east-1.amazonaws.com 80")).toBe(hash("hello"));
    expect(await inClient("printf hello | nc sts.us-east-1.amazonaws.com 8443")).toBe(hash("hello"));
  });
});

function answerWithHash(socket: Socket): void {
  const sum = createHash("sha256");
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => sum.update(data));
  // Later, so that calls are there at the same time.
  socket.on("end", () => setTimeout(() => socket.end(`${sum.digest("hex")}\n`), 20));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function sleeper(script: string, more: object = {}): Promise<string> {
  return engine.containers.create({ Image: IMAGE, Entrypoint: ["sh", "-c"], Cmd: [script], ...more });
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; !condition() && attempt < 200; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
}
