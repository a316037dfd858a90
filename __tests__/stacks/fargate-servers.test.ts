import { environmentOf } from "../helpers/template";
import { load, service, services, synthesize, taskId, withData } from "./given";

const SERVERS = (change: object = {}) => ({ servers: { hosting: "fargate", ...change } });

describe("servers as tasks", () => {
  it.each<[object, string[], number]>([
    [{}, ["mesh-consul-server-1"], 2],
    [{ snapshots: false }, ["mesh-consul-server-1"], 1],
    [{ count: 3 }, ["mesh-consul-server-1", "mesh-consul-server-2", "mesh-consul-server-3"], 4],
    [{ persistent: false }, ["mesh-consul-server"], 0],
  ])("with %j are %j", (servers, names, directories) => {
    const template = withData(SERVERS(servers));
    expect(
      services(template)
        .map(({ name }) => name)
        .filter((name) => name.includes("consul-server")),
    ).toEqual(names);
    // One for the data of each, and one for the snapshots of all.
    expect(template.count("aws_efs_access_point")).toBe(directories);
  });

  it("are all there before the controller", () => {
    const template = withData(SERVERS({ count: 3 }));
    const servers = [1, 2, 3].map((number) => `aws_ecs_service.${service(template, `consul-server-${number}`).id}`);
    expect(service(template, "controller").depends_on).toEqual(expect.arrayContaining(servers));
  });

  it.each([
    [{ count: 2 }, /servers\.count/],
    [{ persistent: "yes" }, /servers\.persistent/],
    [{ persistent: false, snapshots: true }, /servers\.snapshots must be false with persistent false/],
  ])("with %j are refused", (servers, message) => {
    expect(() => load(SERVERS(servers))).toThrow(message);
  });

  it("wait as the run says, one server after the other", () => {
    for (const { name, wait_for_steady_state } of services(withData(SERVERS({ count: 3 })))) {
      expect([name, wait_for_steady_state]).toEqual([name, "${var.wait_for_steady_state}"]);
    }
  });
});

describe("servers that keep their data", () => {
  const { template, warnings } = synthesize(load());

  it("take snapshots, and nothing is warned of", () => {
    expect(template.containers(taskId(template, "consul-server-1"))).toHaveProperty("consul-snapshot");
    expect(warnings).toEqual([]);
  });

  it("are not what tasks are rolled after: they come back with what they know", () => {
    for (const { triggers } of services(template)) expect(triggers).toBeUndefined();
  });

  it("warn of 'bootstrap', which they hear once, and hear it", () => {
    const { template, warnings } = synthesize(load({ configEntries: "bootstrap" }));
    expect(warnings).toEqual([expect.stringContaining("these servers keep their data")]);
    const [script = ""] = template.containers(taskId(template, "consul-server-1"))["consul-server"]?.command ?? [];
    expect(script).toContain('"bootstrap":');
    expect(template.containers(taskId(template, "controller"))).not.toHaveProperty("consul-ecs-config-entries");
  });
});

describe("a server that keeps nothing", () => {
  const { template, warnings } = synthesize(load(SERVERS({ persistent: false })));

  it("says at synth what that means, and which command heals it", () => {
    expect(warnings).toEqual([expect.stringMatching(/persistent: false.*are gone.*roll_command/)]);
    expect(String(template.outputs.roll_command?.value)).toContain("roll consul-ecs-controller");
  });

  it("is never there twice: one is stopped before the next starts", () => {
    expect(service(template, "consul-server")).toMatchObject({
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 100,
    });
  });

  it("has all tasks that logged in to it rolled when Terraform replaces it", () => {
    const definition = `aws_ecs_task_definition.${taskId(template, "consul-server")}`;
    const others = services(template).filter(({ name }) => !name.endsWith("consul-server"));
    expect(others.map(({ name }) => name).sort()).toEqual([
      "consul-ecs-controller",
      "mesh-example-client-app",
      "mesh-example-server-app",
    ]);
    for (const { name, triggers } of others) {
      expect([name, Object.values(triggers ?? {}).join()]).toEqual([name, expect.stringContaining(definition)]);
    }
    // In order: the controller writes the auth methods with which the others log in.
    for (const name of ["client-app", "server-app"]) {
      expect(service(template, name).depends_on).toContain(`aws_ecs_service.${service(template, "controller").id}`);
    }
  });

  it("needs no warning of 'bootstrap': it hears it at every start", () => {
    const { warnings } = synthesize(load({ ...SERVERS({ persistent: false }), configEntries: "bootstrap" }));
    expect(warnings).toHaveLength(1);
  });
});

test("gateways of two datacenters are rolled after servers that keep nothing, each after its own", () => {
  const template = withData({ ...SERVERS({ persistent: false, tls: "brought" }), secondDatacenter: {} });
  for (const [gateway, own, other] of [
    ["mesh-mesh-gateway", "dc1_", "dc2_"],
    ["mesh-dc2-mesh-gateway", "dc2_", "dc1_"],
  ] as const) {
    const text = JSON.stringify(service(template, gateway).triggers);
    expect(text).toContain(`aws_ecs_task_definition.${own}`);
    expect(text).not.toContain(`aws_ecs_task_definition.${other}`);
  }
});

test("rolling without being asked is a word: the delivery is told the cluster, and may start the services again", () => {
  const container = (change: object) => {
    const template = withData(change);
    return environmentOf(template.container("consul-ecs-config-entries", taskId(template, "controller")));
  };
  expect(container({ rollAfterLoss: true })).toHaveProperty("CONSUL_ROLL_CLUSTER");
  expect(container({})).not.toHaveProperty("CONSUL_ROLL_CLUSTER");
});
