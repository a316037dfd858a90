import { HttpLoadBalancer } from "../modules/aws/load-balancer";
import type { ContainerDefinition } from "../modules/aws";
import type { ContainersContext } from "../modules/mesh/service";
import type { Application } from "./application";

/** Port on which fake-service listens, in both tasks: each has an address of its own. */
const PORT = 9090;

/**
 * A public load balancer, a client behind it, and a server that the client calls through the mesh, in the second
 * datacenter where there is one. Client and server are the same program, fake-service. HCL: the example
 * dev-server-fargate.
 */
export const example: Application = ({ scope, mesh, name, network, ingressCidrBlocks, second }) => {
  const server = (second?.mesh ?? mesh).addService("server", {
    family: `${name}-example-server-app`,
    port: PORT,
    protocol: "http",
    httpHealthCheck: { port: PORT, path: "/health", interval: 5, timeout: 10, retries: 3 },
    containers: ({ logs }) => [fakeService("example-server-app", name, logs("app"))],
  });
  // Consul knows the server by its name. The client's sidecar listens on localhost and forwards there.
  const client = mesh.addService("client", {
    family: `${name}-example-client-app`,
    port: PORT,
    protocol: "http",
    containers: ({ connectTo, logs }) => [
      {
        ...fakeService("example-client-app", name, logs("client"), {
          UPSTREAM_URIS: connectTo(server, second?.connection).url,
        }),
        healthCheck: {
          command: ["CMD-SHELL", `curl -f localhost:${PORT}/health`],
          interval: 30,
          retries: 3,
          timeout: 5,
        },
      },
    ],
  });
  if (second) server.allowFrom({ service: client.serviceName, ...second.source });
  const loadBalancer = new HttpLoadBalancer(scope, "example-lb", {
    name: `${name}-example-client-app`,
    securityGroupName: `${name}-example-client-app-alb`,
    description: "Access to example client application.",
    vpcId: network.vpcId,
    subnetIds: network.publicSubnetIds,
    ingressCidrBlocks,
    port: PORT,
    healthCheck: { path: "/health", timeout: 30, interval: 60 },
  });
  client.exposeThrough(loadBalancer);
  return {
    example_url: { value: `${loadBalancer.url}/ui`, description: "The example: what the client got from the server." },
  };
};

function fakeService(
  app: string,
  prefix: string,
  logConfiguration: ReturnType<ContainersContext["logs"]>,
  environment: Readonly<Record<string, string>> = {},
): ContainerDefinition {
  const variables = { NAME: `${prefix}-${app}`, ...environment };
  return {
    name: app,
    image: "nicholasjackson/fake-service:v0.21.0",
    essential: true,
    // The program of the image, said again: what delays its stop is put before it.
    command: ["/app/fake-service"],
    environment: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
    logConfiguration,
  };
}
