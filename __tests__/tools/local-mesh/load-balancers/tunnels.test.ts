import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { account, GROUP } from "./fake-account";
import { freePort, until, World } from "./world";

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.end());

const tcp = { HealthCheckProtocol: "TCP", Protocol: "TCP" } as const;

describe("A network load balancer", () => {
  test("joins connections, half-closed ones too", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port, { Protocol: "TCP" }, tcp));
    const target = await world.tcpTarget((socket) => {
      let text = "";
      socket.on("data", (chunk) => (text += String(chunk)));
      // It answers when the client has said all.
      socket.on("end", () => socket.end(`${text.length}`));
    });
    await world.join(balancers, target);
    const client = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    client.end("x".repeat(100_000));
    expect(String(await once(client, "data"))).toBe("100000");
    await once(client, "end");
  });

  test("lets a target go when its connections are closed, or after the delay", async () => {
    const port = await freePort();
    const state = account(port, { Protocol: "TCP" }, tcp);
    state.attributes[GROUP] = {
      "deregistration_delay.timeout_seconds": "1",
      "deregistration_delay.connection_termination.enabled": "true",
    };
    const balancers = await world.start(state);
    const target = await world.tcpTarget((socket) => socket.pipe(socket));
    await world.join(balancers, target);
    const client = connect({ host: "127.0.0.1", port });
    client.write("hello");
    expect(String(await once(client, "data"))).toBe("hello");
    const start = Date.now();
    await balancers.deregister(GROUP, target);
    expect(Date.now() - start).toBeGreaterThan(900);
    await once(client, "close");
  });

  test("is not fooled by a port that accepts and closes", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port, { Protocol: "TCP" }, tcp));
    const target = await world.tcpTarget((socket) => void setTimeout(() => socket.destroy(), 20));
    balancers.register(GROUP, target);
    await until(() => balancers.health(GROUP, target) === "unhealthy");
    expect(balancers.describe(GROUP)[0]?.TargetHealth?.Description).toBe("Health checks failed");
  });
});

describe("A WebSocket", () => {
  async function webSocketTarget() {
    const server = createServer((_, response) => response.end());
    server.on("upgrade", (request, socket) => {
      if (request.url === "/no") return socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
      socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nwelcome ");
      return socket.pipe(socket);
    });
    return world.open(server);
  }

  async function upgrade(port: number, path: string) {
    const client = connect({ host: "127.0.0.1", port });
    let text = "";
    client.on("data", (chunk) => (text += String(chunk)));
    client.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nearly`);
    await once(client, "data");
    return { client, text: () => text };
  }

  test("goes through, with what was sent early", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port));
    await world.join(balancers, await webSocketTarget());
    const { client, text } = await upgrade(port, "/");
    client.write(" late");
    await until(() => text().endsWith("\r\n\r\nwelcome early late"));
    expect(text()).toMatch(/^HTTP\/1.1 101 /);
    client.destroy();
  });

  test("that the target refuses is refused", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port));
    await world.join(balancers, await webSocketTarget());
    const { client, text } = await upgrade(port, "/no");
    await until(() => text().includes("403 Forbidden"));
    client.destroy();
  });
});
