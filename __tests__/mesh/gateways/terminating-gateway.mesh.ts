import { serviceDefaults, type ContainerDefinition } from "../../../modules";
import { callFake } from "../helpers/call";
import { type Certificate, selfSigned } from "../helpers/certificates";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { fakeService } from "../helpers/ground";
import { inMesh } from "../helpers/mesh-run";
import { secureMesh, serverOf } from "../helpers/secure-mesh";
import type { Build } from "../helpers/stack-folder";
import { outsideName, OutsideServices } from "./outside-services";

const NAME = "exit";
const GATEWAY = `${NAME}-gateway`;
/**
 * Services outside of the mesh: one that speaks plain HTTP, one that speaks TLS with a certificate of its own, and one
 * that demands a certificate of who calls as well.
 */
const OUTSIDE = { plain: "outside-plain", tls: "outside-tls", mutual: "outside-mutual" } as const;

interface Certificates {
  readonly tls: Certificate;
  readonly mutual: Certificate;
  /** What the gateway shows. */
  readonly gateway: Certificate;
}

/** Where the gateway's proxy finds a certificate or key. */
const file = (name: string) => `/certificates/${name}.pem`;

/** A container that lays files out for the gateway's proxy, and ends. */
function layOut(files: Readonly<Record<string, string>>): ContainerDefinition {
  const writing = Object.keys(files).map((name) => `printf %s "$${name}" > ${file(name)}`);
  return {
    name: "certificates",
    image: "nicholasjackson/fake-service:v0.21.0",
    essential: false,
    entryPoint: ["/bin/sh", "-c", writing.join(" && ")],
    environment: Object.entries(files).map(([name, value]) => ({ name, value })),
    mountPoints: [{ sourceVolume: "certificates", containerPath: "/certificates" }],
  };
}

const build =
  ({ tls, mutual, gateway }: Certificates): Build =>
  (stack, authority) => {
    const { ground, mesh } = secureMesh(stack, authority, NAME, "0.10");
    const outside = new OutsideServices(stack, ground);
    outside.add(OUTSIDE.plain);
    outside.add(OUTSIDE.tls, tls);
    outside.addStrict(OUTSIDE.mutual, mutual, gateway);
    mesh.addConfigEntries(...Object.values(OUTSIDE).map((name) => serviceDefaults(name, "http")), {
      Kind: "terminating-gateway",
      Name: GATEWAY,
      Services: [
        { Name: OUTSIDE.plain },
        { Name: OUTSIDE.tls, CAFile: file("TLS"), SNI: outsideName(OUTSIDE.tls) },
        {
          ...{ Name: OUTSIDE.mutual, CAFile: file("MUTUAL"), SNI: outsideName(OUTSIDE.mutual) },
          ...{ CertFile: file("GATEWAY"), KeyFile: file("GATEWAY_KEY") },
        },
      ],
    });
    mesh.addGateway("gateway", {
      kind: "terminating-gateway",
      volumes: [{ name: "certificates", containerPath: "/certificates" }],
      extraContainers: [
        layOut({
          TLS: tls.certificate,
          MUTUAL: mutual.certificate,
          GATEWAY: gateway.certificate,
          GATEWAY_KEY: gateway.key,
        }),
      ],
    });
    for (const [kind, destination] of Object.entries(OUTSIDE)) {
      mesh.addService(kind, {
        port: 9090,
        protocol: "http",
        containers: ({ connectTo }) => [
          fakeService(
            `${NAME}-${kind}`,
            { UPSTREAM_URIS: connectTo(destination).url },
            { portMappings: [{ containerPort: 9090 }] },
          ),
        ],
      });
    }
  };

describe("a terminating gateway", () => {
  const run = inMesh(NAME, async (started) => {
    const [tls, mutual, gateway] = await Promise.all([
      selfSigned(outsideName(OUTSIDE.tls)),
      selfSigned(outsideName(OUTSIDE.mutual)),
      selfSigned(GATEWAY),
    ]);
    return started.deploy(build({ tls, mutual, gateway }));
  });
  let consul: Consul;

  beforeAll(async () => {
    const { family, tokenSecret } = serverOf(NAME);
    consul = await run().consul(family, tokenSecret);
    for (const name of Object.values(OUTSIDE)) {
      await consul.put("catalog/register", {
        Node: `${name}-node`,
        Address: outsideName(name),
        NodeMeta: { "external-node": "true" },
        Service: { Service: name, Port: 9090 },
      });
    }
  }, 60_000);

  const clients = Object.keys(OUTSIDE).map((kind) => `${NAME}-${kind}`);
  const call = (kind: string) => callFake(run().reach(`${NAME}-${kind}`, 9090));

  test("is in the catalog, and so are the client and the service outside", async () => {
    await eventually(
      async () =>
        expect(await consul.services()).toEqual(
          expect.arrayContaining([GATEWAY, ...clients, ...Object.values(OUTSIDE)]),
        ),
      90,
    );
  });

  test("lets nobody through before its role may act for the service outside", async () => {
    for (const kind of Object.keys(OUTSIDE)) {
      expect(await eventually(() => call(kind), 30)).toMatchObject({ name: `${NAME}-${kind}`, code: 500 });
    }
  });

  test("needs a certificate for one of them: who has none is refused there", async () => {
    const shell = (command: string) => run().shell(`${NAME}-plain`, "app", command);
    const curl = (name: string) => shell(`curl -sSk -m 5 https://${outsideName(name)}:9090/`);
    expect((await curl(OUTSIDE.tls)).output).toContain(`"name": "${OUTSIDE.tls}"`);
    // Whoever is refused may see the end of the connection before its reason.
    await eventually(async () => expect((await curl(OUTSIDE.mutual)).output).toContain("certificate required"), 60);
  });

  describe("whose role may act for the services outside", () => {
    beforeAll(() => allowToActFor(consul, Object.values(OUTSIDE)), 60_000);

    test.each(Object.entries(OUTSIDE))("leads a client to a service that speaks %s", async (kind, destination) => {
      const answer = await eventually(async () => {
        const answered = await call(kind);
        expect(answered.code).toBe(200);
        return answered;
      }, 90);
      expect(Object.values(answer.upstream_calls ?? {})).toMatchObject([{ name: destination, code: 200 }]);
    });
  });
});

/** The policies that HashiCorp's example gives to the role of all terminating gateways. */
async function allowToActFor(consul: Consul, services: readonly string[]): Promise<void> {
  const policies = services.map((service) => ({
    Name: `${service}-write`,
    Rules: `service "${service}" { policy = "write" }`,
  }));
  for (const policy of policies) await consul.put("acl/policy", policy);
  const role = await consul.get<{ ID: string; Policies?: readonly object[] }>(
    "acl/role/name/consul-ecs-terminating-gateway-role",
  );
  await consul.put(`acl/role/${role.ID}`, {
    ...role,
    Policies: [...(role.Policies ?? []), ...policies.map(({ Name }) => ({ Name }))],
  });
}
