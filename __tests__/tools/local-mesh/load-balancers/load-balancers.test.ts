import { request as httpsRequest } from "node:https";
import { Agent } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { account, GROUP } from "./fake-account";
import { call, freePort, until, World } from "./world";

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.end());

describe("The listeners", () => {
  test("stand at their ports, follow what changes, and go with their load balancer", async () => {
    const [first, second] = [await freePort(), await freePort()];
    const state = account(first);
    const balancers = await world.start(state);
    const listener = { protocol: "HTTP", address: { host: "127.0.0.1", port: first }, port: first };
    expect(balancers.addresses()).toEqual([{ name: "lb", dnsName: "lb-1.elb.amazonaws.com", listeners: [listener] }]);
    expect((await call(first)).status).toBe(503);

    state.listeners = [{ ...state.listeners[0], Port: second }];
    await balancers.refresh();
    await expect(call(first)).rejects.toThrow("ECONNREFUSED");
    expect((await call(second)).status).toBe(503);

    state.balancers = [];
    await balancers.refresh();
    await expect(call(second)).rejects.toThrow("ECONNREFUSED");
    expect(balancers.addresses()).toEqual([]);
    expect(world.notes).toEqual([]);
  });

  test("take another port when theirs is taken, and say so once", async () => {
    const { port } = await world.target();
    const balancers = await world.start(account(port));
    await balancers.refresh();
    const other = balancers.addresses()[0]?.listeners[0]?.address.port ?? 0;
    expect(other).not.toBe(port);
    expect((await call(other)).status).toBe(503);
    expect(world.notes).toEqual([`lb: port ${port} cannot be had, it listens on 127.0.0.1:${other}.`]);
  });

  test("have a name in the network whose ports follow", async () => {
    const steps: string[] = [];
    const step = (text: string) => Promise.resolve(void steps.push(text));
    const [port, further] = [await freePort(), await freePort()];
    const state = account(port);
    const relay = {
      open: ({ listen }: { listen: number }) => step(`open ${listen}`),
      close: (listen: number) => step(`close ${listen}`),
      stop: () => step("stop"),
    };
    const balancers = await world.start(state, {
      network: {
        bindAddress: "127.0.0.1",
        host: "gateway",
        startRelay: async ({ aliases, forwards = [] }) => {
          await step(`${aliases.join()}: ${forwards.map(({ listen, host }) => `${listen} to ${host}`).join()}`);
          return relay;
        },
      },
    });
    state.listeners.push({ ...state.listeners[0], ListenerArn: "arn:further", Port: further });
    await balancers.refresh();
    state.listeners.shift();
    await balancers.refresh();
    await balancers.stop();
    expect(steps).toEqual([`lb-1.elb.amazonaws.com: ${port} to gateway`, `open ${further}`, `close ${port}`, "stop"]);
  });

  test("stay as they are while the account cannot be read", async () => {
    const port = await freePort();
    const state = account(port);
    const balancers = await world.start(state);
    const { groups } = state;
    Object.defineProperty(state, "groups", {
      get: () => {
        throw new Error("no answer");
      },
      configurable: true,
    });
    await balancers.refresh();
    await balancers.refresh();
    expect(world.notes).toEqual(["Load balancers: Error: no answer"]);
    expect((await call(port)).status).toBe(503);
    Object.defineProperty(state, "groups", { value: groups });
    await balancers.refresh();
  });

  test("speak HTTPS with the certificate that they are given", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port, { Protocol: "HTTPS" }));
    await world.join(
      balancers,
      await world.target(({ headers }, response) => response.end(headers["x-forwarded-proto"])),
    );
    const body = new Promise<string>((resolve, reject) => {
      const request = httpsRequest({ host: "127.0.0.1", port, rejectUnauthorized: false, agent: false });
      request.on("response", (response) => response.on("data", (chunk) => resolve(String(chunk))));
      request.on("error", reject).end();
    });
    expect(await body).toBe("https");
  });
});

describe("Calls", () => {
  test("go to the targets by turn, with what AWS adds to them", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port));
    for (const name of ["one", "two"]) {
      const target = await world.target(({ headers }, response) => {
        const { host, "x-forwarded-for": client, "x-forwarded-port": entrance } = headers;
        response.end([name, host, client, entrance].join(" "));
      });
      await world.join(balancers, target);
    }
    const headers = { host: "example.com", "x-forwarded-for": "1.2.3.4" };
    const bodies = await Promise.all(Array.from({ length: 10 }, () => call(port, "/", { headers })));
    const counts = ["one", "two"].map((name) => {
      const text = `${name} example.com 1.2.3.4, 127.0.0.1 ${port}`;
      return bodies.filter(({ status, body }) => status === 200 && body === text).length;
    });
    expect(counts).toEqual([5, 5]);
  });

  test("never fail while targets come and go at 200 calls a second", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port));
    const start = async () => {
      const target = await world.target((_, response) => void setTimeout(() => response.end("ok"), 20));
      await world.join(balancers, target);
      return target;
    };
    let current = await start();
    const agent = new Agent({ keepAlive: true });
    const answers: Promise<string>[] = [];
    // A busy machine sends fewer.
    const beat = setInterval(() => {
      const answer = answers.length % 2 === 0 ? call(port) : call(port, "/", { agent });
      answers.push(answer.then(({ status }) => String(status), String));
    }, 5);
    for (let roll = 0; roll < 6; roll++) {
      const next = await start();
      await balancers.deregister(GROUP, current);
      // As a task ends: with all that it has open.
      current.close();
      current = next;
      await sleep(150);
    }
    clearInterval(beat);
    const failures = (await Promise.all(answers)).filter((answer) => answer !== "200");
    agent.destroy();
    expect(answers.length).toBeGreaterThan(50);
    expect(failures).toEqual([]);
  }, 30_000);

  test("survive a target that closes its waiting connections", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port));
    const used = new Set<Socket>();
    // The first call of a connection is answered; the second finds it gone.
    const target = await world.target(({ socket }, response) => {
      if (used.has(socket)) return socket.resetAndDestroy();
      used.add(socket);
      return response.end("ok");
    });
    await world.join(balancers, target);
    const statuses: number[] = [];
    for (let count = 0; count < 20; count++) statuses.push((await call(port)).status);
    expect(used.size).toBe(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test("get 502 from a target that breaks off, 504 from one that does not answer", async () => {
    const port = await freePort();
    const state = account(port);
    state.attributes["arn:lb"] = { "idle_timeout.timeout_seconds": "1" };
    const balancers = await world.start(state);
    const target = await world.target(({ url, socket }) => void (url === "/silent" || socket.destroy()));
    await world.join(balancers, target);
    expect((await call(port)).status).toBe(502);
    expect((await call(port, "/silent")).status).toBe(504);
    target.close();
    expect((await call(port)).status).toBe(502);
  });

  test("with a body reach the target with it, whatever its length is said by", async () => {
    const port = await freePort();
    const balancers = await world.start(account(port));
    await world.join(balancers, await world.target((request, response) => void request.pipe(response)));
    for (const body of ["", "x".repeat(200_000)]) {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
      expect(await answer.text()).toBe(body);
    }
    const stream = new Blob(["streamed"]).stream();
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "PUT", body: stream, duplex: "half" });
    expect(await answer.text()).toBe("streamed");
  });

  test("end before their target is let go of", async () => {
    const port = await freePort();
    const state = account(port);
    state.attributes[GROUP] = { "deregistration_delay.timeout_seconds": "60" };
    const balancers = await world.start(state);
    const held: (() => void)[] = [];
    const target = await world.target(({ url }, response) => {
      if (url === "/health") response.end();
      else held.push(() => response.end("late"));
    });
    await world.join(balancers, target);
    const slow = call(port);
    await until(() => held.length > 0);
    let isGone = false;
    const gone = balancers.deregister(GROUP, target).then(() => (isGone = true));
    expect(balancers.health(GROUP, target)).toBe("draining");
    expect(balancers.describe(GROUP)[0]?.TargetHealth?.State).toBe("draining");
    expect((await call(port)).status).toBe(503);
    expect(isGone).toBe(false);
    held.forEach((answer) => answer());
    await gone;
    expect((await slow).body).toBe("late");
    expect(balancers.health(GROUP, target)).toBe("unused");
  });

  test("are answered by the rules, by redirects and by the listener itself", async () => {
    const port = await freePort();
    const state = account(port);
    state.rules = [
      {
        Priority: "20",
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/fixed/*"] } }],
        Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "418", MessageBody: "tea" } }],
      },
      {
        Priority: "10",
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/old"] } }],
        Actions: [{ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_302", Path: "/new" } }],
      },
    ];
    await world.start(state);
    expect(await call(port, "/fixed/x")).toMatchObject({ status: 418, body: "tea" });
    const { status, headers } = await call(port, "/old?a=1");
    expect([status, headers.location]).toEqual([302, `http://127.0.0.1:${port}/new?a=1`]);
  });
});
