import { Testing } from "cdktf";
import { loadEnvironments, type EnvironmentData } from "../../environments";
import { addStack } from "../../stacks";
import { evaluateJson } from "../helpers/evaluate-template";
import { Template } from "../helpers/template";

const DATA: EnvironmentData = {
  name: "mesh",
  region: "eu-central-1",
  release: "0.10",
  application: "example",
  servers: { hosting: "fargate" },
  backend: { type: "local" },
};
const withData = (change: Partial<EnvironmentData>): Template => {
  const [environment] = loadEnvironments({ test: { ...DATA, ...change } });
  return Template.of(addStack(Testing.app(), environment!));
};

interface Service {
  readonly name: string;
  readonly launch_type?: string;
  readonly capacity_provider_strategy?: readonly object[];
  readonly depends_on?: readonly string[];
}

const services = (template: Template): Record<string, Service & { readonly id: string }> =>
  Object.fromEntries(
    Object.entries(template.resources("aws_ecs_service")).map(([id, service]) => [
      service.name as string,
      { ...(service as unknown as Service), id },
    ]),
  );

describe("servers as tasks", () => {
  it.each<[object, string[], number]>([
    [{ persistent: false }, ["mesh-consul-server"], 0],
    [{}, ["mesh-consul-server-1"], 1],
    [{ count: 3, persistent: false }, ["mesh-consul-server-1", "mesh-consul-server-2", "mesh-consul-server-3"], 0],
    [{ count: 3 }, ["mesh-consul-server-1", "mesh-consul-server-2", "mesh-consul-server-3"], 3],
  ])("with %j are %j", (servers, names, directories) => {
    const template = withData({ servers: { hosting: "fargate", ...servers } });
    expect(Object.keys(services(template)).filter((name) => name.includes("consul-server"))).toEqual(names);
    expect(template.count("aws_efs_access_point")).toBe(directories);
  });

  it("are all there before the controller", () => {
    const all = services(withData({ servers: { hosting: "fargate", count: 3 } }));
    const servers = [1, 2, 3].map((number) => `aws_ecs_service.${all[`mesh-consul-server-${number}`]!.id}`);
    expect(all["consul-ecs-controller"]?.depends_on).toEqual(expect.arrayContaining(servers));
  });

  it.each([
    [{ count: 2 }, /servers\.count/],
    [{ persistent: "yes" }, /servers\.persistent/],
  ])("with %j are refused", (servers, message) => {
    const data = { servers: { hosting: "fargate", ...servers } } as unknown as Partial<EnvironmentData>;
    expect(() => withData(data)).toThrow(message);
  });
});

describe("tasks on EC2 instances", () => {
  const template = withData({ tasks: { launchType: "ec2" } });
  const all = services(template);

  it("are those of every service", () => {
    for (const service of Object.values(all)) {
      expect(service.capacity_provider_strategy).toMatchObject([{ weight: 1 }]);
      expect(service).not.toHaveProperty("launch_type");
    }
    for (const task of Object.values(template.resources("aws_ecs_task_definition"))) {
      expect(task).toMatchObject({ requires_compatibilities: ["EC2"] });
    }
  });

  it("wait until the cluster knows the provider", () => {
    const [association] = Object.keys(template.resources("aws_ecs_cluster_capacity_providers"));
    const known = `aws_ecs_cluster_capacity_providers.${association}`;
    expect(all["mesh-consul-server-1"]?.depends_on).toContain(known);
    expect(all["consul-ecs-controller"]?.depends_on).toContain(known);
  });

  it("redirect their traffic on line 0.10, but for what the load balancer calls", () => {
    const proxies = Object.entries(template.resources("aws_ecs_task_definition")).flatMap(([id, { family }]) => {
      const { environment = [] } = template.containers(id)["consul-ecs-mesh-init"] ?? {};
      const config = environment.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON")?.value;
      return config === undefined
        ? []
        : [[family, (evaluateJson(config) as { transparentProxy: object }).transparentProxy] as const];
    });
    expect(Object.fromEntries(proxies)).toMatchObject({
      "mesh-example-server-app": { enabled: true, excludeInboundPorts: [] },
      "mesh-example-client-app": { enabled: true, excludeInboundPorts: [9090] },
    });
  });

  it("are possible on line 0.6, which has no transparent proxy", () => {
    const other = withData({ release: "0.6", tasks: { launchType: "ec2", architecture: "arm64" } });
    expect(other.resource("aws_launch_template").instance_type).toBe("t4g.medium");
    for (const task of Object.values(other.resources("aws_ecs_task_definition"))) {
      expect(task).toMatchObject({ runtime_platform: { cpu_architecture: "ARM64" } });
    }
  });

  it("are on Fargate when nothing is said, and then there are no instances", () => {
    const fargate = withData({});
    expect(fargate.count("aws_autoscaling_group")).toBe(0);
    expect(fargate.resource("aws_ecs_cluster_capacity_providers").capacity_providers).toEqual(["FARGATE"]);
  });
});
