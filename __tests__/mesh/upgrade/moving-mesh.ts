import type { TerraformStack } from "cdktf";
import { HttpLoadBalancer, ServerCluster, ServiceMesh, type Release } from "../../../modules";
import type { BroughtAuthority } from "../helpers/certificates";
import { fakeService, Ground } from "../helpers/ground";

/** Where a mesh stands on its way from one release line to the other. */
export interface Way {
  /** Line of the servers: whose version of Consul they run. */
  readonly servers: Release;
  /** Line of the mesh itself: of its controller. */
  readonly mesh: Release;
  readonly server: Release;
  readonly client: Release;
}

/** The steps, each an apply. The services go one at a time, the one that is called before the one that calls. */
export const STEPS: readonly (Way & { readonly step: string })[] = [
  { step: "the servers", servers: "0.10", mesh: "0.6", server: "0.6", client: "0.6" },
  { step: "the mesh, with a controller of each line", servers: "0.10", mesh: "0.10", server: "0.6", client: "0.6" },
  { step: "the server", servers: "0.10", mesh: "0.10", server: "0.10", client: "0.6" },
  { step: "the client, and the controller of line 0.6", servers: "0.10", mesh: "0.10", server: "0.10", client: "0.10" },
];

export const BEFORE: Way = { servers: "0.6", mesh: "0.6", server: "0.6", client: "0.6" };

export const NAME = "moving";
export const FAMILIES = { servers: `${NAME}-consul-1`, server: `${NAME}-server`, client: `${NAME}-client` } as const;
export const TOKEN_SECRET = `${NAME}-consul-bootstrap-token`;
export const SECOND_CONTROLLER = `${NAME}-controller-06`;

/** A client behind a load balancer, and the server that it calls through the mesh; TLS and ACLs. */
export function movingMesh(way: Way) {
  return (stack: TerraformStack, authority: BroughtAuthority): void => {
    const ground = new Ground(stack, NAME, authority);
    const servers = new ServerCluster<Release>(stack, "servers", {
      ...ground.serverPlace,
      release: way.servers,
      serverCount: 1,
      name: `${NAME}-consul`,
      acls: true,
      tls: authority,
      logConfiguration: ground.logs("consul-server"),
    });
    const mesh = new ServiceMesh<Release>(stack, "mesh", {
      ...ground.meshPlace,
      name: NAME,
      release: way.mesh,
      servers,
    });
    // Made once, and only while a service is on it: with the last one its controller goes.
    const others = [way.server, way.client].filter((release) => release !== way.mesh);
    const other = others[0] && mesh.withRelease(others[0]);
    const on = (release: Release) => (release === way.mesh || other === undefined ? mesh : other);
    // Without a health check a task is called as soon as its proxy is there, which is before the program listens.
    const health = { port: 9090, path: "/health", interval: 5, timeout: 2, retries: 3 };
    const service = { port: 9090, protocol: "http", httpHealthCheck: health } as const;
    const server = on(way.server).addService("server", { ...service, containers: [fakeService("server")] });
    const client = on(way.client).addService("client", {
      ...service,
      containers: ({ connectTo }) => [fakeService("client", { UPSTREAM_URIS: connectTo(server).url })],
    });
    const loadBalancer = new HttpLoadBalancer(stack, "lb", {
      name: `${NAME}-lb`,
      securityGroupName: `${NAME}-lb`,
      description: "Entrance of the test",
      vpcId: ground.network.vpcId,
      subnetIds: ground.network.publicSubnetIds,
      ingressCidrBlocks: ["192.0.2.0/24"],
      port: 9090,
      healthCheck: { path: "/health", timeout: 5, interval: 10 },
    });
    client.exposeThrough(loadBalancer);
  };
}
