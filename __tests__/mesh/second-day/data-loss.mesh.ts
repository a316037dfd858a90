import type { TerraformStack } from "cdktf";
import type { BroughtAuthority } from "../helpers/certificates";
import { shellWithAws } from "../helpers/aws-command";
import { callFake } from "../helpers/call";
import { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { inMesh } from "../helpers/mesh-run";
import type { TrafficFigures } from "../helpers/traffic";
import { chainNames } from "./chain";
import { addPersistentMesh, loseServer, persistentServers } from "./persistent-mesh";
import { AFTERWARDS, say, secondsSince, underTraffic } from "./report";

const NAME = "day2-loss";
const names = chainNames(NAME);
const servers = persistentServers(NAME, 1);
const [server = ""] = servers.families;
const KEPT = "kv/kept";

/** One server that keeps its data, on line 0.10: what is left when its task goes, and when its data goes with it. */
describe("a server that keeps its data", () => {
  let outputs: Record<string, unknown> = {};
  const run = inMesh(NAME, async (started) => {
    outputs = await started.deploy(buildOf(false));
  });

  function buildOf(rollAfterLoss: boolean) {
    return (stack: TerraformStack, authority: BroughtAuthority) =>
      addPersistentMesh(stack, authority, NAME, { release: "0.10", serverCount: 1, serverMemory: 512, rollAfterLoss });
  }
  const entrance = () => run().entrance(names.loadBalancer);
  const url = () => `http://${entrance().host}:${entrance().port}/`;
  const arn = (family: string) => run().task(family).view().request.arn;
  /** The API of the server that runs now, as soon as it leads. */
  const leading = (seconds: number) =>
    eventually(async () => {
      const consul = new Consul(run().reach(server, 8500), await run().secret(servers.tokenSecret));
      expect(await consul.get("status/leader")).not.toBe("");
      return consul;
    }, seconds);
  /** Both services registered by tasks that run, all of their checks passing, and the call gets through. */
  const whole = (seconds: number) =>
    eventually(async () => {
      const consul = await leading(5);
      for (const service of [names.client, names.server]) {
        const ids = (await consul.service(service)).map(({ ServiceID }) => ServiceID);
        expect(ids).toHaveLength(1);
        expect(ids[0]).toContain(arn(service).split("/").at(-1));
        expect(new Set((await consul.checks(service)).map(({ Status }) => Status))).toEqual(new Set(["passing"]));
      }
      expect(await callFake(entrance())).toMatchObject({ code: 200 });
    }, seconds);
  const replaced = async (lose: () => Promise<unknown>): Promise<number> => {
    const before = arn(server);
    const begin = Date.now();
    await lose();
    await eventually(() => expect(arn(server)).not.toBe(before), 180, 100);
    await leading(180);
    return secondsSince(begin);
  };

  /** Old and new tasks do not know each other's certificates: calls fail while a service is new and the other is not. */
  const mostGotThrough = ({ total, failed }: TrafficFigures) => expect(total - failed).toBeGreaterThan(failed);
  const restore = (file = "") => run().shell(server, "consul-snapshot", `/consul/snapshots/consul-restore ${file}`);
  const snapshots = async (): Promise<string[]> => (await restore()).output.match(/(?<=\s)[0-9]\S*Z\.snap/g) ?? [];
  /** The next snapshot. None is older than an hour, in which there is one: they are made to look it. */
  const savedFromNow = async (): Promise<string> => {
    const before = await snapshots();
    await run().shell(server, "consul-snapshot", "touch -c -t 202001010000 /consul/snapshots/[0-9]*.snap");
    return eventually(async () => {
      const saved = (await snapshots()).find((file) => !before.includes(file));
      if (saved === undefined) throw new Error("No snapshot was saved.");
      return saved;
    }, 150);
  };

  beforeAll(() => whole(180), 200_000);

  test("is replaced, and knows what it knew: no call fails, and no task starts again", async () => {
    const before = [names.client, names.server].map(arn);
    await (await leading(10)).put(KEPT, "kept");
    const figures = await underTraffic(
      "server replaced",
      url(),
      async () => {
        say(`server replaced: leads again after ${await replaced(() => run().stopTask(run().task(server)))} s`);
        await whole(120);
      },
      AFTERWARDS.tasksKeptMs,
    );
    expect(figures).toMatchObject({ failed: 0 });
    expect(await (await leading(10)).get(`${KEPT}?raw=`)).toBe("kept");
    expect([names.client, names.server].map(arn)).toEqual(before);
  });

  test("is restored from a snapshot after it lost everything: tasks and tokens are those of before", async () => {
    const before = [names.client, names.server].map(arn);
    // One that was saved while a check was critical would bring that back, and health-sync writes changes only.
    await whole(60);
    const snapshot = await savedFromNow();
    const figures = await underTraffic(
      "snapshot restored",
      url(),
      async () => {
        say(`all data lost: an empty server leads after ${await replaced(() => loseServer(run(), server))} s`);
        await expect((await leading(10)).get(`catalog/service/${names.server}`)).resolves.toEqual([]);
        const begin = Date.now();
        const { exitCode, output } = await restore(snapshot);
        expect([exitCode, output]).toEqual([0, expect.stringContaining("Restored snapshot")]);
        await whole(180);
        say(`snapshot restored: the mesh is whole ${secondsSince(begin)} s after the restore began`);
      },
      AFTERWARDS.tasksKeptMs,
    );
    expect(figures).toMatchObject({ failed: 0 });
    expect([names.client, names.server].map(arn)).toEqual(before);
  });

  test("lost its data: the entries come back by themselves, the rest by the one command", async () => {
    const before = [names.client, names.server].map(arn);
    const command = String(outputs["roll_command"]);
    const figures = await underTraffic("data lost, rolled by the command", url(), async () => {
      const begin = Date.now();
      await replaced(() => loseServer(run(), server));
      await eventually(async () => {
        const consul = await leading(5);
        expect(await consul.get(`config/service-intentions/${names.server}`)).toMatchObject({ Name: names.server });
      }, 180);
      say(`data lost: the entries are back ${secondsSince(begin)} s after the loss`);
      const rolled = Date.now();
      expect(await shellWithAws(run(), command)).toContain("are stable");
      await whole(120);
      say(`data lost: the mesh is whole ${secondsSince(rolled)} s after the command began`);
    });
    for (const [index, family] of [names.client, names.server].entries()) expect(arn(family)).not.toBe(before[index]);
    mostGotThrough(figures);
  });

  test("lost its data: a mesh that rolls by itself is whole again without a command", async () => {
    await run().deploy(buildOf(true));
    await whole(180);
    const before = [names.client, names.server].map(arn);
    const figures = await underTraffic("data lost, rolled by itself", url(), async () => {
      const begin = Date.now();
      await replaced(() => loseServer(run(), server));
      await eventually(() => {
        for (const [index, family] of [names.client, names.server].entries()) {
          expect(arn(family)).not.toBe(before[index]);
        }
      }, 420);
      await whole(120);
      say(`data lost: the mesh is whole by itself ${secondsSince(begin)} s after the loss`);
    });
    mostGotThrough(figures);
  });
});
