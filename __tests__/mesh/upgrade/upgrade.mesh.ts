import { callFake } from "../helpers/call";
import { Consul, type AclToken } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { inMesh } from "../helpers/mesh-run";
import { underTraffic } from "../second-day/report";
import { BEFORE, FAMILIES, movingMesh, NAME, SECOND_CONTROLLER, STEPS, TOKEN_SECRET, type Way } from "./moving-mesh";

/** Containers by which a task's line is known. */
const SIDECAR = { "0.10": "consul-dataplane", "0.6": "consul-client" } as const;
/** What the controller of line 0.6 made for client agents, and nobody needs on line 0.10. */
const LEFT = { method: "iam-ecs-client-token", role: "consul-ecs-client-role", policy: "consul-ecs-client-policy" };

describe("a mesh moves from line 0.6 to line 0.10, one service at a time, under traffic", () => {
  const run = inMesh("upgrade", (started) => started.deploy(movingMesh(BEFORE)));
  const entrance = () => run().entrance(`${NAME}-lb`);
  const url = () => `http://${entrance().host}:${entrance().port}/`;
  const consul = async () =>
    new Consul(run().task(FAMILIES.servers).reach(8500) ?? entrance(), await run().secret(TOKEN_SECRET));
  const controllers = () =>
    run()
      .mesh.services()
      .filter(({ name, desiredCount }) => name.includes("controller") && desiredCount > 0)
      .map(({ name }) => name)
      .sort();
  const lineOf = (family: string) => {
    const names = run()
      .task(family)
      .view()
      .containers.map(({ name }) => name);
    return Object.entries(SIDECAR).find(([, sidecar]) => names.includes(sidecar))?.[0];
  };
  /** The call gets through both proxies, and Consul knows one healthy instance of each service. */
  const whole = (way: Way) =>
    eventually(async () => {
      const { code, upstream_calls: calls = {} } = await callFake(entrance());
      expect([code, Object.values(calls).map((call) => call.code)]).toEqual([200, [200]]);
      expect([lineOf(FAMILIES.server), lineOf(FAMILIES.client)]).toEqual([way.server, way.client]);
      for (const service of [FAMILIES.server, FAMILIES.client]) {
        expect(await (await consul()).service(service)).toHaveLength(1);
        const checks = await (await consul()).checks(service);
        // A client agent has none for a service that asks for none.
        expect(checks.filter(({ Status }) => Status !== "passing")).toEqual([]);
      }
    }, 120);

  beforeAll(() => whole(BEFORE), 130_000);

  test.each(STEPS)(
    "$step: no call fails",
    async ({ step, ...way }) => {
      const before =
        way.server === way.client && way.mesh === "0.6" ? run().task(FAMILIES.server).view().request.arn : "";
      const figures = await underTraffic(`moved: ${step}`, url(), async () => {
        await run().deploy(movingMesh(way));
        await whole(way);
      });
      expect(figures).toMatchObject({ failed: 0 });
      const own = way.mesh === "0.10" ? "consul-ecs-controller" : "consul-acl-controller";
      const isMixed = way.server !== way.mesh || way.client !== way.mesh;
      expect(controllers()).toEqual([own, ...(isMixed ? [SECOND_CONTROLLER] : [])].sort());
      // Servers that change leave the services alone.
      if (before !== "") expect(run().task(FAMILIES.server).view().request.arn).toBe(before);
    },
    600_000,
  );

  test("what the controller of line 0.6 left for client agents is removed, and nothing misses it", async () => {
    const api = await consul();
    const named = async (path: string) =>
      (await api.get<{ Name: string; ID?: string }[]>(path)).map(({ Name }) => Name);
    expect(await named("acl/auth-methods")).toContain(LEFT.method);
    const figures = await underTraffic("moved: the clean-up", url(), async () => {
      const { exitCode, output } = await run().shell(
        FAMILIES.servers,
        "consul-server",
        [
          `consul acl auth-method delete -name ${LEFT.method}`,
          `consul acl role delete -name ${LEFT.role}`,
          `consul acl policy delete -name ${LEFT.policy}`,
        ].join(" && "),
      );
      expect([exitCode, output]).toEqual([0, expect.any(String)]);
    });
    expect(figures).toMatchObject({ failed: 0 });
    // A task that starts now needs nothing of it.
    const before = run().task(FAMILIES.server).view().request.arn;
    await run().stopTask(run().task(FAMILIES.server));
    await eventually(() => expect(run().task(FAMILIES.server).view().request.arn).not.toBe(before), 120);
    await whole({ servers: "0.10", mesh: "0.10", server: "0.10", client: "0.10" });
    expect(await named("acl/auth-methods")).toEqual(["iam-ecs-service-token"]);
    expect(await named("acl/roles")).not.toContain(LEFT.role);
    expect(await named("acl/policies")).not.toContain(LEFT.policy);
    const tokens = await eventually(async () => {
      const found: AclToken[] = await api.tokens();
      expect(found.filter(({ AuthMethod }) => AuthMethod === LEFT.method)).toEqual([]);
      return found;
    }, 30);
    expect(tokens.some(({ AuthMethod }) => AuthMethod === "iam-ecs-service-token")).toBe(true);
  }, 400_000);
});
