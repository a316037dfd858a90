import type { Release } from "../../../modules";
import { callFake } from "../helpers/call";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import type { FakeAnswer } from "../helpers/ground";
import { inMesh } from "../helpers/mesh-run";
import { secureMesh, serverOf } from "../helpers/secure-mesh";
import { addChain, chainNames, FIRST_STATE, OUTSIDER_UPSTREAM, type ChainState } from "./chain";
import { secondsSince, say, underTraffic } from "./report";

/** Changes of a mesh that runs, by an apply, while a load balancer calls a client and the client a server. */
export function secondDaySuite(release: Release): void {
  const name = `day2-${release.replace(".", "")}`;
  const names = chainNames(name);
  let state = FIRST_STATE;
  const run = inMesh(name, (started) => started.deploy(buildOf(state)));
  let consul: Consul;

  function buildOf(wanted: ChainState) {
    return (stack: Parameters<typeof addChain>[0], authority: Parameters<typeof secureMesh>[1]) =>
      addChain(stack, secureMesh(stack, authority, name, release), wanted);
  }
  /** Writes what is to be. @returns what applies it */
  const prepare = (change: Partial<ChainState>) => {
    state = { ...state, ...change };
    return run().prepare(buildOf(state));
  };
  const entrance = () => run().entrance(names.loadBalancer);
  const url = () => `http://${entrance().host}:${entrance().port}/`;
  const upstreamsOf = (answer: FakeAnswer) => Object.values(answer.upstream_calls ?? {});
  const arns = (...families: string[]) =>
    families.map((family) =>
      run()
        .tasks(family)
        .map((task) => task.view().request.arn),
    );

  beforeAll(async () => {
    const { family, tokenSecret } = serverOf(name);
    consul = await run().consul(family, tokenSecret);
    await eventually(async () => expect(await callFake(entrance())).toMatchObject({ code: 200 }), 120);
  }, 180_000);

  test("a service is rolled behind the load balancer, and no call fails", async () => {
    const before = arns(names.client);
    const figures = await underTraffic(`${release}: client rolled`, url(), prepare({ client: "second client" }));
    expect(figures).toMatchObject({ failed: 0 });
    expect(arns(names.client)).not.toEqual(before);
    expect(await callFake(entrance())).toMatchObject({ body: "second client" });
  });

  test("a service is rolled behind the sidecar, and no call fails", async () => {
    const before = arns(names.server);
    const figures = await underTraffic(`${release}: server rolled`, url(), prepare({ server: "second server" }));
    expect(figures).toMatchObject({ failed: 0 });
    expect(arns(names.server)).not.toEqual(before);
    expect(upstreamsOf(await callFake(entrance()))).toMatchObject([{ body: "second server" }]);
  });

  test("a connection is added: no call fails, and neither a Consul server nor a service that is called is replaced", async () => {
    const kept = [serverOf(name).family, names.server, names.further, names.outsider];
    const before = arns(...kept);
    const figures = await underTraffic(`${release}: connection added`, url(), prepare({ callsFurther: true }));
    expect(figures).toMatchObject({ failed: 0 });
    expect(arns(...kept)).toEqual(before);
    const called = upstreamsOf(await callFake(entrance()));
    expect(called.map(({ code }) => code)).toEqual([200, 200]);
    expect(called.map((answer) => answer.name).sort()).toEqual([names.further, names.server]);
  });

  describe("whom a service lets in", () => {
    const call = async () => (await run().shell(names.outsider, "app", `curl -s -m 5 ${OUTSIDER_UPSTREAM}`)).output;
    const sources = async () => {
      const { Sources = [] } = await consul.get<{ Sources?: { Name: string }[] }>(
        `config/service-intentions/${names.further}`,
      );
      return Sources.map(({ Name }) => Name);
    };

    test("follows the graph: the call gets through, and no task is replaced for it", async () => {
      const kept = [serverOf(name).family, names.client, names.server, names.further, names.outsider];
      const before = arns(...kept);
      expect(await call()).not.toContain(names.further);
      await prepare({ letsOutsiderIn: true })();
      await eventually(async () => expect(await call()).toContain(`"name": "${names.further}"`), 60);
      expect(arns(...kept)).toEqual(before);
    });

    test("ends with it: the source is gone in Consul, the call is denied, and no other call fails", async () => {
      expect(await sources()).toContain(names.outsider);
      const apply = prepare({ letsOutsiderIn: false });
      const begin = Date.now();
      const figures = await underTraffic(`${release}: entry removed`, url(), async () => {
        await apply();
        await eventually(async () => expect(await sources()).toEqual([names.client]), 60);
        await eventually(async () => expect(await call()).not.toContain(names.further), 30);
        say(`${release}: a removed source is denied ${secondsSince(begin)} s after the apply began`);
      });
      expect(figures).toMatchObject({ failed: 0 });
    });

    test("an entry that nobody needs any more is removed as a whole", async () => {
      await prepare({ callsFurther: false })();
      await eventually(
        () => expect(consul.get(`config/service-intentions/${names.further}`)).rejects.toThrow("404"),
        60,
      );
      expect(upstreamsOf(await callFake(entrance()))).toHaveLength(1);
    });
  });
}
