import { APPLICATIONS } from "../../applications";
import type { Release } from "../../modules/consul";
import { ExistingNetwork } from "../../modules/aws/network";
import { ServiceMesh } from "../../modules/mesh/service-mesh";
import { ExternalConsulServers } from "../../modules/servers/external";
import { evaluateJson } from "../helpers/evaluate-template";
import { environmentOf, Template, testStack } from "../helpers/template";

const network = ExistingNetwork.fromIds({
  vpcId: "vpc-0a1b2c3d",
  publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
  privateSubnetIds: ["subnet-2a1b2c3d"],
});

function run(release: Release, application: keyof typeof APPLICATIONS) {
  const stack = testStack();
  const mesh = new ServiceMesh(stack, "mesh", {
    name: "mesh",
    release,
    servers: ExternalConsulServers.fromAttributes({
      datacenter: "dc1",
      hosts: "consul.example.com",
      retryJoin: ["consul.example.com"],
    }),
    cluster: { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/mesh", name: "mesh" },
    network,
    region: "us-east-1",
  });
  const outputs = APPLICATIONS[application]({
    scope: stack,
    mesh,
    name: "mesh",
    network,
    ingressCidrBlocks: ["203.0.113.7/32"],
  });
  return { template: Template.of(stack), mesh, outputs };
}

const containersOf = (template: Template, family: string) => {
  const tasks = Object.entries(template.resources("aws_ecs_task_definition"));
  return template.containers(tasks.find(([, task]) => task.family === family)![0]);
};

describe.each(["0.10", "0.6"] as const)("the example on line %s", (release) => {
  const { template, mesh, outputs } = run(release, "example");
  const client = containersOf(template, "mesh-example-client-app");
  const server = containersOf(template, "mesh-example-server-app");
  const configOf = (containers: typeof client) =>
    evaluateJson(environmentOf(containers["consul-ecs-mesh-init"]!).CONSUL_ECS_CONFIG_JSON!) as {
      proxy: { upstreams?: { destinationName: string; localBindPort: number }[] };
      service: { port: number; checks?: object[] };
      healthSyncContainers: string[];
    };

  test("the client's environment says where its sidecar listens, and the sidecar is told the server's name", () => {
    const [upstream] = configOf(client).proxy.upstreams ?? [];
    expect(upstream?.destinationName).toBe("mesh-example-server-app");
    expect(environmentOf(client["example-client-app"]!)).toEqual({
      NAME: "mesh-example-client-app",
      UPSTREAM_URIS: `http://localhost:${upstream?.localBindPort}`,
    });
    expect(environmentOf(server["example-server-app"]!)).toEqual({ NAME: "mesh-example-server-app" });
    expect(mesh.configEntries()).toContainEqual(
      expect.objectContaining({
        Kind: "service-intentions",
        Name: "mesh-example-server-app",
        Sources: [expect.objectContaining({ Name: "mesh-example-client-app", Action: "allow" })],
      }),
    );
  });

  test("both go on answering for a while when they are stopped: what delays the stop is before the program", () => {
    for (const container of [client["example-client-app"], server["example-server-app"]]) {
      expect(container).toMatchObject({
        entryPoint: ["/consul/consul-ecs", "app-entrypoint", "-shutdown-delay", "10s"],
        command: ["/app/fake-service"],
      });
    }
  });

  test("ECS checks the client in its container, and an answer that says 'ill' is one", () => {
    expect(client["example-client-app"]!.healthCheck).toEqual({
      command: ["CMD-SHELL", "curl -f localhost:9090/health"],
      interval: 30,
      retries: 3,
      timeout: 5,
    });
  });

  test("has the health of the server checked in the way of the line", () => {
    const byEcs = server["example-server-app"]!.healthCheck;
    const { healthSyncContainers, service } = configOf(server);
    expect(service.port).toBe(9090);
    if (release === "0.10") {
      expect(byEcs?.command).toEqual(["CMD", "curl", "-f", "http://localhost:9090/health"]);
      expect(healthSyncContainers).toEqual(["example-server-app"]);
    } else {
      expect(byEcs).toBeUndefined();
      expect(service.checks).toMatchObject([{ http: "http://localhost:9090/health", interval: "5s", timeout: "10s" }]);
    }
  });

  test("the load balancer listens where the application does, for the given range only", () => {
    expect(template.resource("aws_lb")).toMatchObject({ name: "mesh-example-client-app", internal: false });
    expect(template.resource("aws_lb_listener")).toMatchObject({ port: 9090, protocol: "HTTP" });
    const ingress = Object.values(template.resources("aws_security_group")).flatMap((group) => group.ingress ?? []);
    expect(ingress).toMatchObject([{ from_port: 9090, to_port: 9090, cidr_blocks: ["203.0.113.7/32"] }]);
    expect(outputs.example_url?.value).toMatch(/^http:\/\/.*:9090\/ui$/);
  });
});

test("none makes no service, and there is nothing to show", () => {
  const { template, mesh, outputs } = run("0.10", "none");
  expect(outputs).toEqual({});
  expect(mesh.configEntries().map(({ Kind, Name }) => [Kind, Name])).toEqual([["service-intentions", "*"]]);
  expect(Object.values(template.resources("aws_ecs_service")).map(({ name }) => name)).toEqual(["mesh-config-entries"]);
});
