import { evaluateJson } from "../helpers/evaluate-template";
import { service, services, withData } from "./given";

describe("tasks on EC2 instances", () => {
  const template = withData({ tasks: { launchType: "ec2" } });

  it("are those of every service", () => {
    for (const found of services(template)) {
      expect(found.capacity_provider_strategy).toMatchObject([{ weight: 1 }]);
      expect(found).not.toHaveProperty("launch_type");
    }
    for (const task of Object.values(template.resources("aws_ecs_task_definition"))) {
      expect(task).toMatchObject({ requires_compatibilities: ["EC2"] });
    }
  });

  it("wait until the cluster knows the provider", () => {
    const [association] = Object.keys(template.resources("aws_ecs_cluster_capacity_providers"));
    const known = `aws_ecs_cluster_capacity_providers.${association}`;
    expect(service(template, "consul-server-1").depends_on).toContain(known);
    expect(service(template, "controller").depends_on).toContain(known);
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
