import { serviceDefaults } from "../../../modules";
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
/** Services outside of the mesh: one that speaks plain HTTP, and one that speaks TLS with a certificate of its own. */
const OUTSIDE = { plain: "outside-plain", tls: "outside-tls" } as const;
/** Where the gateway's proxy finds the certificate. */
const CA_FILE = "/certificates/ca.pem";

const build =
  (tls: Certificate): Build =>
  (stack, authority) => {
    const { ground, mesh } = secureMesh(stack, authority, NAME, "0.10");
    const outside = new OutsideServices(stack, ground);
    outside.add(OUTSIDE.plain);
    outside.add(OUTSIDE.tls, tls);
    mesh.addConfigEntries(...Object.values(OUTSIDE).map((name) => serviceDefaults(name, "http")), {
      Kind: "terminating-gateway",
      Name: GATEWAY,
      Services: [{ Name: OUTSIDE.plain }, { Name: OUTSIDE.tls, CAFile: CA_FILE, SNI: outsideName(OUTSIDE.tls) }],
    });
    mesh.addGateway("gateway", {
      kind: "terminating-gateway",
      volumes: [{ name: "certificates", containerPath: "/certificates" }],
      extraContainers: [
        {
          name: "certificates",
          image: "nicholasjackson/fake-service:v0.21.0",
          essential: false,
          entryPoint: ["/bin/sh", "-c", `printf %s "$CERTIFICATE" > ${CA_FILE}`],
          environment: [{ name: "CERTIFICATE", value: tls.certificate }],
          mountPoints: [{ sourceVolume: "certificates", containerPath: "/certificates" }],
        },
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
  const run = inMesh(NAME, async (started) => started.deploy(build(await selfSigned(outsideName(OUTSIDE.tls)))));
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

  const call = (kind: string) => callFake(run().reach(`${NAME}-${kind}`, 9090));

  test("is in the catalog, and so are the client and the service outside", async () => {
    await eventually(
      async () =>
        expect(await consul.services()).toEqual(
          expect.arrayContaining([GATEWAY, `${NAME}-plain`, `${NAME}-tls`, ...Object.values(OUTSIDE)]),
        ),
      90,
    );
  });

  test("lets nobody through before its role may act for the service outside", async () => {
    for (const kind of Object.keys(OUTSIDE)) {
      expect(await eventually(() => call(kind), 30)).toMatchObject({ name: `${NAME}-${kind}`, code: 500 });
    }
  });

  test.each(Object.entries(OUTSIDE))(
    "leads a client to a service that speaks %s, once it may",
    async (kind, destination) => {
      await allowToActFor(consul, destination);
      const answer = await eventually(async () => {
        const answered = await call(kind);
        expect(answered.code).toBe(200);
        return answered;
      }, 60);
      expect(Object.values(answer.upstream_calls ?? {})).toMatchObject([{ name: destination, code: 200 }]);
    },
  );
});

/** The policy that HashiCorp's example gives to the role of all terminating gateways. */
async function allowToActFor(consul: Consul, service: string): Promise<void> {
  await consul.put("acl/policy", { Name: `${service}-write`, Rules: `service "${service}" { policy = "write" }` });
  const role = await consul.get<{ ID: string; Policies?: readonly object[] }>(
    "acl/role/name/consul-ecs-terminating-gateway-role",
  );
  await consul.put(`acl/role/${role.ID}`, {
    ...role,
    Policies: [...(role.Policies ?? []), { Name: `${service}-write` }],
  });
}
