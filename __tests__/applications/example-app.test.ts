import { ExampleApp } from "../../applications";
import { ExistingNetwork } from "../../modules/aws/network";
import { Template } from "../helpers/template";
import { testMesh, type TestMesh } from "../modules/mesh/service/mesh";

const network = ExistingNetwork.fromIds({
  vpcId: "vpc-0a1b2c3d",
  publicSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
  privateSubnetIds: ["subnet-2a1b2c3d"],
});

function example(test: TestMesh, name = "mesh"): ExampleApp {
  return new ExampleApp(test.stack, "example", {
    mesh: test.mesh,
    name,
    network,
    ingressCidrBlocks: ["203.0.113.7/32"],
    logs: { logGroup: "mesh", region: "us-east-1" },
  });
}

const taskOf = (template: Template, family: string): string =>
  Object.entries(template.resources("aws_ecs_task_definition")).find(([, task]) => task.family === family)![0];

describe.each(["0.10", "0.6"] as const)("on line %s", (release) => {
  const setup = testMesh(release);
  example(setup);
  const template = Template.of(setup.stack);
  const client = template.containers(taskOf(template, "mesh-example-client-app"));
  const server = template.containers(taskOf(template, "mesh-example-server-app"));

  test("the client's environment says where its sidecar listens, and the sidecar is told the server's name", () => {
    const { connections } = setup.mesh;
    expect(connections).toMatchObject([
      { source: "mesh-example-client-app", destination: { service: "mesh-example-server-app" } },
    ]);
    expect(client["example-client-app"]!.environment).toContainEqual({
      name: "UPSTREAM_URIS",
      value: connections[0]!.url,
    });
    expect(connections[0]!.url).toMatch(/^http:\/\/localhost:\d+$/);
  });

  test("ECS checks the client in its container", () => {
    expect(client["example-client-app"]!.healthCheck).toEqual({
      command: ["CMD-SHELL", "curl localhost:9090/health"],
      interval: 30,
      retries: 3,
      timeout: 5,
    });
  });

  test("the load balancer listens where the application does, for the given range only", () => {
    expect(template.resource("aws_lb")).toMatchObject({ name: "mesh-example-client-app", internal: false });
    expect(template.resource("aws_lb_listener")).toMatchObject({ port: 9090, protocol: "HTTP" });
    const ingress = Object.values(template.resources("aws_security_group")).flatMap((group) => group.ingress ?? []);
    expect(ingress).toMatchObject([{ from_port: 9090, to_port: 9090, cidr_blocks: ["203.0.113.7/32"] }]);
  });

  test("has the health of the server checked in the way of the line", () => {
    const config = JSON.parse(
      server["consul-ecs-mesh-init"]!.environment!.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON")!.value,
    ) as { service: { checks?: object[] }; healthSyncContainers: string[] };
    const byEcs = server["example-server-app"]!.healthCheck;
    if (byEcs) {
      expect(byEcs.command).toEqual(["CMD-SHELL", "curl -f http://localhost:9090/health"]);
      expect(config.healthSyncContainers).toEqual(["example-server-app"]);
    } else {
      expect(config.service.checks).toMatchObject([
        { http: "http://localhost:9090/health", interval: "5s", timeout: "10s" },
      ]);
      expect(config.healthSyncContainers).toEqual([]);
    }
    expect(byEcs !== undefined).toBe(release === "0.10");
  });
});

test.each(["", "fourteen-chars"])("the name %j is refused: the load balancer's would be too long, or none", (name) => {
  expect(() => example(testMesh(), name)).toThrow(/name must have 1 to 13 characters/);
});

test("a name of 13 characters passes", () => {
  expect(() => example(testMesh(), "thirteen-char")).not.toThrow();
});
