import type { Release } from "../../../modules";
import type { RunningTask } from "../../../tools/local-mesh";
import { callFake } from "../helpers/call";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { fakeService } from "../helpers/ground";
import { inMesh } from "../helpers/mesh-run";
import { secureMesh, serverOf } from "../helpers/secure-mesh";
import { callsPerSecond, type TrafficFigures } from "../helpers/traffic";

const SICK = "/tmp/sick";
const RATE = 20;

/** What becomes of calls when a part of a task is not well: two tasks of a service, and a client that calls them. */
export function healthSuite(release: Release, proxy: string): void {
  const name = `health-${release.replace(".", "")}`;
  const client = `${name}-client`;
  const server = `${name}-server`;
  const run = inMesh(name, (started) =>
    started.deploy((stack, authority) => {
      const { mesh } = secureMesh(stack, authority, name, release);
      const called = mesh.addService("server", {
        port: 9090,
        protocol: "http",
        desiredCount: 2,
        containers: [
          fakeService(
            server,
            {},
            {
              healthCheck: {
                command: ["CMD-SHELL", `curl -sf localhost:9090/health && test ! -e ${SICK}`],
                interval: 5,
                retries: 2,
                timeout: 5,
              },
            },
          ),
        ],
      });
      mesh.addService("client", {
        port: 9090,
        protocol: "http",
        containers: ({ connectTo }) => [
          fakeService(client, { UPSTREAM_URIS: connectTo(called).url }, { portMappings: [{ containerPort: 9090 }] }),
        ],
      });
    }),
  );
  let consul: Consul;

  beforeAll(async () => {
    const { family, tokenSecret } = serverOf(name);
    consul = await run().consul(family, tokenSecret);
  }, 60_000);

  /** The address of the server's task that answered a call of the client. */
  const answering = async (): Promise<string | undefined> => {
    const { upstream_calls = {} } = await callFake(run().reach(client, 9090));
    return Object.values(upstream_calls)[0]?.ip_addresses?.[0];
  };
  const checksOf = async (task: RunningTask): Promise<string[]> => {
    const id = task.view().request.arn.split("/").at(-1) ?? "";
    return (await consul.checks(server)).filter(({ ServiceID }) => ServiceID.includes(id)).map(({ Status }) => Status);
  };
  /** Two tasks that pass all of their checks, and both answer. */
  const whole = () =>
    eventually(async () => {
      const tasks = run().tasks(server);
      expect(tasks).toHaveLength(2);
      for (const task of tasks) {
        const statuses = await checksOf(task);
        expect([statuses.length > 0, new Set(statuses)]).toEqual([true, new Set(["passing"])]);
      }
      const seen = new Set<string | undefined>();
      for (let call = 0; call < 8; call++) seen.add(await answering());
      expect(seen).toEqual(new Set(tasks.map((task) => task.view().ip)));
    }, 180);
  const traffic = () => {
    const { host, port } = run().reach(client, 9090);
    return callsPerSecond(`http://${host}:${port}`, RATE);
  };

  test("a task whose application fails its check is critical in Consul, and is not called any more", async () => {
    await whole();
    const [sick] = run().tasks(server);
    if (sick === undefined) throw new Error("No task of the server runs.");
    const calls = traffic();
    const begin = Date.now();
    await sick.execute("app", ["/bin/sh", "-c", `touch ${SICK}`]);
    await eventually(
      async () => {
        const statuses = await checksOf(sick);
        // Its instance may have gone already, because ECS replaces such a task.
        expect(statuses.length === 0 || statuses.includes("critical")).toBe(true);
      },
      60,
      100,
    );
    const critical = seconds(begin);
    // Proxies are told within a fraction of a second.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const until = Date.now() + 5000;
    while (Date.now() < until) expect(await answering()).not.toBe(sick.view().ip);
    await whole();
    report(`${release}: a task that is sick`, await calls.stop(), { critical, healed: seconds(begin) });
  }, 300_000);

  test("a task whose proxy is killed is replaced", async () => {
    await whole();
    const [victim] = run().tasks(server);
    if (victim === undefined) throw new Error("No task of the server runs.");
    const calls = traffic();
    const begin = Date.now();
    await run().kill(victim, proxy);
    await eventually(() => expect(victim.view().status).toBe("STOPPED"), 120, 100);
    const stopped = seconds(begin);
    expect(victim.view()).toMatchObject({ stopCode: "EssentialContainerExited" });
    await whole();
    const figures = await calls.stop();
    report(`${release}: a proxy that is killed`, figures, { stopped, healed: seconds(begin) });
    // Callers know of it as soon as health-sync does, and send a call that did not get through once more.
    expect(figures.total - figures.failed).toBeGreaterThan(figures.failed);
  }, 300_000);
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 100) / 10;
}

function report(
  what: string,
  { total, failed, reasons, p50, p99 }: TrafficFigures,
  times: Record<string, number>,
): void {
  const spent = Object.entries(times).map(([name, time]) => `${name} after ${time} s`);
  process.stdout.write(
    `${what}: ${spent.join(", ")}; ${failed} of ${total} calls failed ${JSON.stringify(reasons)}; p50 ${p50} ms, p99 ${p99} ms\n`,
  );
}
