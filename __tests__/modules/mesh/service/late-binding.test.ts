import type { TerraformStack } from "cdktf";
import { HttpLoadBalancer } from "../../../../modules/aws/load-balancer";
import type { ContainersContext, MeshService } from "../../../../modules/mesh/service";
import { synthesizeApp, synthesizeUnprepared, type Written } from "../../../helpers/synth-whole";
import { environmentOf, Template } from "../../../helpers/template";
import { APP, containerOf, ecsService, LINES, testMesh, TOKEN_ARN, upstreamsOf } from "./given";

const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3";
const calls =
  (variable: string, destination: () => MeshService) =>
  ({ connectTo }: ContainersContext) => [
    { ...APP, environment: [{ name: variable, value: connectTo(destination()).url }] },
  ];

describe.each(LINES)("containers that a function makes, on line %s", (release) => {
  test("call services that are only made later, and each other", () => {
    const { stack, mesh, service } = testMesh({ release });
    const made: MeshService[] = [];
    const other = (index: number) => (): MeshService => {
      const found = made[index];
      if (!found) throw new Error("It was asked too early.");
      return found;
    };
    made.push(service("ping", { containers: calls("PONG", other(1)) }));
    made.push(service("pong", { containers: calls("PING", other(0)) }));
    const template = Template.of(stack);
    for (const [from, to] of [
      ["ping", "pong"],
      ["pong", "ping"],
    ] as const) {
      const [upstream] = upstreamsOf(template, from);
      expect(upstream).toMatchObject({ destinationName: to });
      expect(environmentOf(containerOf(template, from))).toEqual({
        [to.toUpperCase()]: `http://localhost:${String(upstream?.localBindPort)}`,
      });
    }
    expect(mesh.graph.connections.map(({ source, destination }) => [source.service, destination.service])).toEqual([
      ["ping", "pong"],
      ["pong", "ping"],
    ]);
  });

  test("are asked for once, and not before the stack is written", () => {
    const { stack, service } = testMesh({ release });
    const containers = jest.fn(() => [APP]);
    service("web", { containers });
    expect(containers).not.toHaveBeenCalled();
    Template.of(stack);
    Template.of(stack);
    expect(containers).toHaveBeenCalledTimes(1);
  });

  test("are told the name of their service, and where logs go", () => {
    const { stack, service } = testMesh({ release, logs: { logGroup: "/mesh", region: "us-east-1" } });
    const seen: unknown[] = [];
    service("web", {
      family: "Web",
      containers: ({ serviceName, logs }) => {
        seen.push(serviceName, logs("app")?.options?.["awslogs-stream-prefix"]);
        return [APP];
      },
    });
    Template.of(stack);
    expect(seen).toEqual(["web", "app"]);
  });

  test("keep the task's rules all the same, when they are asked for", () => {
    const { stack, service } = testMesh({ release });
    service("web", { containers: () => [{ ...APP, name: "consul-ecs-mesh-init" }] });
    expect(() => Template.of(stack)).toThrow(/containers\[0\]\.name must not be the name of a sidecar/);
  });

  test("what does not depend on them is refused at once", () => {
    const { service } = testMesh({ release });
    expect(() => service("web", { containers: () => [APP], family: "a b" })).toThrow(/family must have 1 to 255/);
  });
});

describe("the order of calls does not count", () => {
  const lb = (stack: TerraformStack) =>
    new HttpLoadBalancer(stack, "lb", {
      name: "web",
      securityGroupName: "web-lb",
      description: "web",
      vpcId: "vpc-0a1b2c3d",
      subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
      ingressCidrBlocks: ["203.0.113.7/32"],
      port: 80,
      healthCheck: { path: "/", timeout: 5, interval: 30 },
    });

  const steps: Record<
    string,
    (parts: { web: MeshService; api: MeshService; db: MeshService; lb: HttpLoadBalancer }) => void
  > = {
    "web to api": ({ web, api }) => void web.connectTo(api),
    "api to db": ({ api, db }) => void api.connectTo(db),
    expose: (parts) => parts.web.exposeThrough(parts.lb),
    environment: ({ web }) => web.task.addEnvironment("app", { MODE: "on" }),
    allow: ({ db }) => db.allowFrom({ service: "report" }),
    policy: ({ web }) =>
      web.addToTaskRolePolicy({ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/k"] }),
    // Asks for everything before all is said.
    "look at the entries": ({ web }) => void web.mesh.graph.configEntries(),
  };

  const build = (order: readonly string[], late: boolean) => {
    const { stack, service } = testMesh();
    const containers = late ? () => [APP] : [APP];
    const parts = {
      lb: lb(stack),
      web: service("web", { containers }),
      api: service("api", { containers }),
      db: service("db", { containers }),
    };
    for (const step of order) steps[step]?.(parts);
    return Template.of(stack).json;
  };

  const names = Object.keys(steps);
  const orders = names.map((_, shift) => [...names.slice(shift), ...names.slice(0, shift)]);

  test.each([
    ["given", false],
    ["made by a function", true],
  ])("with containers that are %s", (_, late) => {
    const expected = build(names, late);
    for (const order of [...orders, [...names].reverse()]) expect(build(order, late)).toEqual(expected);
  });

  test("given or made, they come to the same", () => {
    expect(build(names, true)).toEqual(build(names, false));
  });
});

describe("Testing.synth, which prepares nothing, gives what app.synth gives", () => {
  const build = (stack: TerraformStack): void => {
    const { service, mesh } = testMesh({
      stack,
      region: undefined,
      servers: { acls: true, bootstrapTokenSecretArn: TOKEN_ARN },
    });
    const api = service("api", { protocol: "http" });
    service("web", {
      containers: ({ connectTo }) => [
        {
          ...APP,
          image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1",
          environment: [{ name: "API", value: connectTo(api).url }],
          secrets: [
            { name: "DB", valueFrom: SECRET },
            { name: "BY_NAME", valueFrom: "/web/parameter" },
          ],
        },
      ],
    });
    mesh.addConfigEntries({ Kind: "mesh" });
  };
  const whole = (): Written => synthesizeApp(["test"], (stack) => stack && build(stack)).get("test") ?? {};

  test("the same resources, with the same attributes", () => {
    expect(synthesizeUnprepared(build)).toEqual(whole());
  });

  test("the region of the provider too, where only the command of the log names it", () => {
    const plain = (stack: TerraformStack): void => void testMesh({ stack, region: undefined }).service("web");
    const { data } = synthesizeUnprepared(plain);
    expect(Object.keys(data ?? {})).toEqual(["aws_caller_identity", "aws_partition", "aws_region"]);
    expect(synthesizeApp(["test"], (stack) => stack && plain(stack)).get("test")?.data).toEqual(data);
  });

  test("among them the grants of containers that a function makes, for which the service waits", () => {
    const { resource = {} } = whole();
    const [id = ""] = Object.keys(resource.aws_iam_role_policy ?? {}).filter((key) =>
      key.includes("web_task_execution-role"),
    );
    expect(resource.aws_iam_role_policy?.[id]?.policy).toContain(SECRET);
    const service = Object.values(resource.aws_ecs_service ?? {}).find(({ name }) => name === "web");
    expect(service?.depends_on).toContain(`aws_iam_role_policy.${id}`);
  });
});

test("what comes after the entries were asked for counts too", () => {
  const { stack, mesh, service } = testMesh();
  const web = service("web", { containers: () => [APP] });
  mesh.configEntries();
  web.connectTo("billing");
  web.exposeThrough({
    targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1",
    cidrBlocks: ["10.0.0.0/16"],
  });
  const template = Template.of(stack);
  expect(upstreamsOf(template, "web")).toMatchObject([{ destinationName: "billing" }]);
  expect(containerOf(template, "web").portMappings).toMatchObject([{ containerPort: 9090 }]);
  expect(ecsService(template, "web").load_balancer).toMatchObject([{ container_name: "app", container_port: 9090 }]);
});
