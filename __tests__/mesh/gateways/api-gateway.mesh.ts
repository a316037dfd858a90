import { HttpLoadBalancer } from "../../../modules";
import type { Address } from "../../../tools/local-mesh";
import { callFake } from "../helpers/call";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { fakeService } from "../helpers/ground";
import { inMesh } from "../helpers/mesh-run";
import { secureMesh, serverOf } from "../helpers/secure-mesh";
import type { Build } from "../helpers/stack-folder";

const NAME = "api";
const GATEWAY = `${NAME}-front`;
const LISTENER = "http";
const PORT = 8443;

/** The gateway sends `/` to a client, and `/echo` to two services, half each. */
const build: Build = (stack, authority) => {
  const { ground, mesh } = secureMesh(stack, authority, NAME, "0.10");
  const add = (id: string) =>
    mesh.addService(id, { port: 9090, protocol: "http", containers: [fakeService(`${NAME}-${id}`)] });
  const server = add("server");
  const client = mesh.addService("client", {
    port: 9090,
    protocol: "http",
    containers: ({ connectTo }) => [fakeService(`${NAME}-client`, { UPSTREAM_URIS: connectTo(server).url })],
  });
  const echoes = [add("echo-one"), add("echo-two")];
  for (const service of [client, ...echoes]) service.allowFrom({ service: GATEWAY });

  const parents = [{ Kind: "api-gateway", Name: GATEWAY, SectionName: LISTENER }];
  const route = (name: string, path: object, services: readonly object[]) => ({
    Kind: "http-route" as const,
    Name: name,
    Parents: parents,
    Rules: [{ Matches: [{ Path: path }], Services: services }],
  });
  mesh.addConfigEntries(
    { Kind: "api-gateway", Name: GATEWAY, Listeners: [{ Name: LISTENER, Port: PORT, Protocol: "http" }] },
    route("client", { Match: "prefix", Value: "/" }, [{ Name: client.serviceName }]),
    route(
      "echo",
      { Match: "exact", Value: "/echo" },
      echoes.map(({ serviceName }) => ({ Name: serviceName, Weight: 50 })),
    ),
  );
  const loadBalancer = new HttpLoadBalancer(stack, "public", {
    name: GATEWAY,
    securityGroupName: `${GATEWAY}-lb`,
    description: "API gateway",
    vpcId: ground.network.vpcId,
    subnetIds: ground.network.publicSubnetIds,
    ingressCidrBlocks: ["203.0.113.7/32"],
    port: PORT,
    healthCheck: { path: "/health", timeout: 2, interval: 5 },
  });
  mesh.addGateway("front", {
    kind: "api-gateway",
    lanPort: PORT,
    targetGroups: [
      { targetGroupArn: loadBalancer.targetGroupArn, containerName: "consul-dataplane", containerPort: PORT },
    ],
    dependsOn: [loadBalancer.listener],
  });
};

describe("an API gateway behind a load balancer", () => {
  const run = inMesh(NAME, (started) => started.deploy(build));
  let consul: Consul;
  let address: Address;

  beforeAll(async () => {
    const { family, tokenSecret } = serverOf(NAME);
    consul = await run().consul(family, tokenSecret);
    const [listener] = run()
      .mesh.loadBalancers()
      .flatMap(({ listeners }) => listeners);
    if (listener === undefined) throw new Error("No load balancer listens.");
    address = listener.address;
  }, 60_000);

  test.each([`${NAME}-client`, `${NAME}-server`, GATEWAY])(
    "%s is in the catalog, with passing checks",
    async (name) => {
      await eventually(async () => {
        const statuses = (await consul.checks(name)).map(({ Status }) => Status);
        expect(statuses.length).toBeGreaterThan(0);
        expect(new Set(statuses)).toEqual(new Set(["passing"]));
      }, 90);
    },
  );

  test("the load balancer leads through the gateway to the client, and the client to the server", async () => {
    await eventually(async () => {
      const answer = await callFake(address);
      expect(answer).toMatchObject({ name: `${NAME}-client`, code: 200 });
      const upstreams = Object.values(answer.upstream_calls ?? {});
      expect(upstreams).toMatchObject([{ name: `${NAME}-server`, code: 200 }]);
    }, 90);
  });

  test("of 21 calls to /echo some reach one service and some the other", async () => {
    const names = new Set<string>();
    for (let call = 0; call < 21; call++) {
      const answer = await callFake(address, "/echo");
      expect(answer.code).toBe(200);
      names.add(answer.name);
    }
    expect([...names].sort()).toEqual([`${NAME}-echo-one`, `${NAME}-echo-two`]);
  });
});
