import type { TerraformStack } from "cdktf";
import type { BroughtAuthority } from "../helpers/certificates";
import type { RunningTask } from "../../../tools/local-mesh";
import { callFake } from "../helpers/call";
import { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { inMesh } from "../helpers/mesh-run";
import { chainNames } from "./chain";
import { addPersistentMesh, loseServer, persistentServers } from "./persistent-mesh";
import { AFTERWARDS, say, secondsSince, underTraffic } from "./report";
import { startWriter } from "./writer";

const NAME = "day2-three";
const names = chainNames(NAME);
const { families, tokenSecret } = persistentServers(NAME, 3);

/** What Consul's autopilot says of a server. */
interface RaftServer {
  readonly ID: string;
  readonly Name: string;
  /** Of its RPC. */
  readonly Address: string;
  readonly Voter: boolean;
  readonly Healthy: boolean;
}

const arn = (task: RunningTask) => task.view().request.arn;
const addressOf = (task: RunningTask) => `${task.view().ip}:8300`;
const familyOf = (task: RunningTask) => task.view().request.definition.family ?? "";

/**
 * Three servers that keep their data: whatever befalls them, nothing that was written is lost. On one line only, because
 * the lines differ in the version of Consul, and in nothing of how servers are set up.
 */
describe("three servers that keep their data", () => {
  const run = inMesh(NAME, (started) => started.deploy(buildOf(512)));
  let token = "";

  function buildOf(serverMemory: 512 | 1024) {
    return (stack: TerraformStack, authority: BroughtAuthority) =>
      addPersistentMesh(stack, authority, NAME, {
        release: "0.10",
        serverCount: 3,
        serverMemory,
        rollAfterLoss: false,
      });
  }
  const entrance = () => run().entrance(names.loadBalancer);
  const url = () => `http://${entrance().host}:${entrance().port}/`;
  const running = (): Consul[] =>
    families.flatMap((family) =>
      run()
        .tasks(family)
        .flatMap((task) => {
          const address = task.reach(8500);
          return address ? [new Consul(address, token)] : [];
        }),
    );
  const anyServer = (): Consul => {
    const [consul] = running();
    if (consul === undefined) throw new Error("No server runs.");
    return consul;
  };
  /** The task of the server that leads, which at least two of them agree on. */
  const leader = async (): Promise<RunningTask> => {
    const answers = await Promise.all(running().map((one) => one.get<string>("status/leader").catch(() => "")));
    const agreed = answers.find((each, index) => each !== "" && answers.indexOf(each) !== index);
    const task = families.flatMap((family) => run().tasks(family)).find((one) => agreed === addressOf(one));
    if (task === undefined) throw new Error(`Nobody leads: ${JSON.stringify(answers)}`);
    return task;
  };
  /** Three servers that all vote and are alive: those that run now. @returns Raft's ids of them, by family */
  const whole = (seconds: number) =>
    eventually(async () => {
      const { Servers, Healthy } = await anyServer().get<{ Healthy: boolean; Servers: RaftServer[] }>(
        "operator/autopilot/health",
      );
      expect(Healthy).toBe(true);
      const alive = Servers.filter(({ Voter, Healthy }) => Voter && Healthy);
      expect(alive.map(({ Name, Address }) => `${Name} at ${Address}`).sort()).toEqual(
        families.map((family) => `${family} at ${addressOf(run().task(family))}`),
      );
      await leader();
      return new Map(Servers.map(({ Name, ID }) => [Name, ID]));
    }, seconds);
  const kill = (task: RunningTask) => run().kill(task, "consul-server");

  /** Has something happen to the servers while there are calls, and entries are written: none of which may be lost. */
  async function survives(what: string, befall: (begin: number) => Promise<unknown>): Promise<void> {
    const before = [names.client, names.server].map((family) => arn(run().task(family)));
    const writer = startWriter(running, what.replaceAll(/\W+/g, "-"));
    const figures = await underTraffic(what, url(), () => befall(Date.now()), AFTERWARDS.tasksKeptMs);
    const { acknowledged, longestGapMs } = await writer.stop();
    const kept = new Set(await anyServer().get<string[]>("kv/?keys"));
    const lost = acknowledged.filter((key) => !kept.has(key));
    say(`${what}: ${lost.length} of ${acknowledged.length} entries lost; ${longestGapMs} ms without a write at most`);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(lost).toEqual([]);
    expect(figures).toMatchObject({ failed: 0 });
    expect([names.client, names.server].map((family) => arn(run().task(family)))).toEqual(before);
    expect(await anyServer().get(`config/service-intentions/${names.server}`)).toMatchObject({ Name: names.server });
  }

  beforeAll(async () => {
    token = await run().secret(tokenSecret);
    await whole(180);
    await eventually(async () => expect(await callFake(entrance())).toMatchObject({ code: 200 }), 120);
  }, 400_000);

  test("outlive their leader", () =>
    survives("leader killed", async (begin) => {
      const killed = await leader();
      await kill(killed);
      await eventually(async () => expect(arn(await leader())).not.toBe(arn(killed)), 90, 100);
      say(`leader killed: another one after ${secondsSince(begin)} s`);
      await whole(180);
      say(`leader killed: three servers vote after ${secondsSince(begin)} s`);
    }));

  test("come back after two of them were killed", () =>
    survives("two servers killed", async (begin) => {
      const first = await leader();
      const second = families.map((family) => run().task(family)).find((task) => task !== first);
      if (second === undefined) throw new Error("Only one server runs.");
      await Promise.all([kill(first), kill(second)]);
      await eventually(async () => expect([arn(first), arn(second)]).not.toContain(arn(await leader())), 180, 100);
      say(`two servers killed: there is a leader after ${secondsSince(begin)} s`);
      await whole(240);
      say(`two servers killed: three servers vote after ${secondsSince(begin)} s`);
    }));

  test("take one back whose disk is empty", () =>
    survives("disk emptied", async (begin) => {
      const before = await whole(10);
      const family = familyOf(await leader());
      await loseServer(run(), family);
      const after = await whole(300);
      say(`disk emptied: three servers vote after ${secondsSince(begin)} s`);
      // Raft's id of a server is among its data: this one began anew, and the others did not.
      expect(families.filter((one) => after.get(one) !== before.get(one))).toEqual([family]);
    }));

  test("are rolled one after the other by an apply", () => {
    const apply = run().prepare(buildOf(1024));
    return survives("servers rolled", async (begin) => {
      const before = families.map((family) => arn(run().task(family)));
      await apply();
      say(`servers rolled: the apply took ${secondsSince(begin)} s`);
      await whole(180);
      for (const [index, family] of families.entries()) {
        expect(arn(run().task(family))).not.toBe(before[index]);
      }
    });
  });
});
