import { TerraformVariable, type TerraformStack } from "cdktf";
import type { ConsulServers } from "../../../modules/consul";
import { MeshTask } from "../../../modules/mesh/task";
import { evaluateHcl } from "../../helpers/evaluate-hcl";
import { Template, testStack } from "../../helpers/template";
import { APP, LINES, resourceWith, servers, testMesh, type TestMesh } from "./service/given";

const variable = (stack: TerraformStack, name: string, type: string): TerraformVariable =>
  new TerraformVariable(stack, name, { type });
const number = (stack: TerraformStack): number => variable(stack, "number", "number").numberValue;

describe.each(LINES)("on line %s", (release) => {
  const made = (build: (given: TestMesh) => void): Template => {
    const given = testMesh({ release });
    build(given);
    return Template.of(given.stack);
  };

  test("numbers of autoscaling arrive as numbers, and what is checked of them is a condition", () => {
    const template = made(({ stack, service }) => {
      const value = number(stack);
      service("api", { autoscaling: { minTasks: value, maxTasks: value, cpuPercent: value } });
    });
    expect(template.resource("aws_appautoscaling_target")).toMatchObject({
      min_capacity: "${var.number}",
      max_capacity: "${var.number}",
    });
    expect(template.resource("aws_appautoscaling_policy")).toMatchObject({
      target_tracking_scaling_policy_configuration: { target_value: "${var.number}" },
    });
    const text = JSON.stringify(template.json);
    expect(text).toContain("autoscaling.maxTasks must");
    expect(text).toContain("autoscaling.cpuPercent must");
    expect(text).not.toMatch(/e\+298|TfToken/);
  });

  test("a share of traffic that is a token is refused with the cure", () => {
    const { stack, service } = testMesh({ release });
    const api = service("api", { protocol: "http" });
    api.resolve({ subsets: { v1: "a", v2: "b" } });
    expect(() => api.split({ v1: number(stack), v2: 10 })).toThrow(
      "split.v1 must be known at synth, because the shares are added up; it is a token. Write it out.",
    );
  });

  test("a delay of the stop that is a token delays the stop", () => {
    const stack = testStack((scope) => {
      const applicationShutdownDelaySeconds = number(scope);
      const props = {
        servers: servers(),
        family: "api",
        port: 9090,
        containers: [APP],
        applicationShutdownDelaySeconds,
      };
      if (release === "0.10") new MeshTask(scope, "api", { release, ...props });
      else new MeshTask(scope, "api", { release, ...props });
    });
    const template = Template.of(stack);
    const { entryPoint = [] } = template.container("app");
    const delay = (entryPoint ?? []).map((word) => evaluateHcl(word, { "var.number": 7 }));
    expect(delay).toEqual(["/consul/consul-ecs", "app-entrypoint", "-shutdown-delay", "7s"]);
  });

  test("a local port follows from a name alone: one more variable changes none", () => {
    const port = (variables: number): number => {
      const { stack, service } = testMesh({ release });
      for (let index = 0; index < variables; index++) String(variable(stack, `more${index}`, "string").stringValue);
      return service("web").connectTo(service("api")).port;
    };
    expect(port(1)).toBe(port(0));
    expect(port(7)).toBe(port(0));
  });

  test("of a name that only Terraform knows no port follows: it is asked for", () => {
    const { stack, service } = testMesh({ release });
    const api = service("api", { family: `${variable(stack, "region", "string").stringValue}-api` });
    const web = service("web");
    expect(() => web.connectTo(api)).toThrow(
      "options.localPort is required for a service whose name only Terraform knows: the port follows from the name " +
        "(got a value known to Terraform only). Give options.localPort, such as 23456.",
    );
    expect(web.connectTo(api, { localPort: 23456 }).url).toBe("http://localhost:23456");
  });

  test("acls that are a token are refused with the cure, and never taken for true", () => {
    const acls: Partial<ConsulServers> = {};
    const { stack } = testMesh();
    Object.assign(acls, { acls: variable(stack, "acls", "bool").booleanValue });
    expect(() => testMesh({ release, servers: acls })).toThrow(
      "acls must be known at synth, because it decides what is made; it is a token.",
    );
  });

  test("a list of a container that is a token arrives whole, and one that was spread is refused", () => {
    const { stack, service } = testMesh({ release });
    const list = variable(stack, "list", "list(string)").listValue;
    service("api", { containers: [{ ...APP, command: list }] });
    const [, { container_definitions: text }] = resourceWith(
      Template.of(stack),
      "aws_ecs_task_definition",
      "family",
      "api",
    );
    expect(text).toContain("-shutdown-delay");
    expect(text).toContain('"command":${jsonencode(var.list)}');
    expect(() => service("spread", { containers: [{ ...APP, command: ["first", ...list] }] })).toThrow(
      'must not have a list among its items that only Terraform knows (got ["first",a value known to Terraform only]).',
    );
  });
});
