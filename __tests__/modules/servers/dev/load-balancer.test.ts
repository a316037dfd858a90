import { LOAD_BALANCER, synthesize } from "./given";

describe("the load balancer", () => {
  it.each([
    ["0.10", { timeout: 29, interval: 90 }, 600],
    ["0.6", { timeout: 30, interval: 60 }, undefined],
  ])("serves the UI and the API, as the HCL module of line %s has it", (release, timing, grace) => {
    const template = synthesize({ release, loadBalancer: LOAD_BALANCER });
    expect(template.resource("aws_lb")).toMatchObject({
      name: "server",
      internal: false,
      load_balancer_type: "application",
      subnets: LOAD_BALANCER.subnetIds,
    });
    expect(template.resource("aws_lb_target_group")).toMatchObject({
      name: "server",
      port: 8500,
      protocol: "HTTP",
      target_type: "ip",
      deregistration_delay: "10",
      health_check: { path: "/v1/status/leader", healthy_threshold: 2, unhealthy_threshold: 10, ...timing },
    });
    expect(template.resource("aws_lb_listener")).toMatchObject({ port: 8500, protocol: "HTTP" });
    const service = template.resource("aws_ecs_service");
    expect(service.load_balancer).toMatchObject([{ container_name: "consul-server", container_port: 8500 }]);
    expect(service.health_check_grace_period_seconds).toBe(grace);
  });

  it("is waited for by its listener, without which ECS refuses the target group", () => {
    const template = synthesize({ loadBalancer: LOAD_BALANCER });
    const [listener] = Object.keys(template.resources("aws_lb_listener"));
    expect(template.resource("aws_ecs_service").depends_on).toContain(`aws_lb_listener.${listener}`);
  });

  it("lets in who may reach it, and reaches the server", () => {
    const template = synthesize({ loadBalancer: { ...LOAD_BALANCER, ingressSecurityGroupIds: ["sg-1"] } });
    const groups = template.resources("aws_security_group");
    const [id, group] = Object.entries(groups).find(([, { name }]) => name === "server-lb-sg") ?? [];
    expect(group?.ingress).toMatchObject([
      { from_port: 8500, to_port: 8500, protocol: "tcp", cidr_blocks: ["203.0.113.7/32"], security_groups: ["sg-1"] },
    ]);
    const rules = Object.values(template.resources("aws_security_group_rule"));
    expect(rules.find(({ type }) => type === "ingress")).toMatchObject({
      protocol: "-1",
      source_security_group_id: `\${aws_security_group.${id}.id}`,
    });
  });

  it("may have another grace period", () => {
    const template = synthesize({ loadBalancer: LOAD_BALANCER, healthCheckGracePeriodSeconds: 0 });
    expect(template.resource("aws_ecs_service").health_check_grace_period_seconds).toBe(0);
  });

  it("does not hold the apply up unless it is asked to", () => {
    expect(synthesize({ loadBalancer: LOAD_BALANCER }).count("terraform_data")).toBe(0);
    expect(synthesize({ loadBalancer: { ...LOAD_BALANCER, waitForLeader: false } }).count("terraform_data")).toBe(0);
  });

  it.each([
    [true, "600"],
    [{ timeoutSeconds: 60 }, "60"],
  ])("has the apply wait for a leader with waitForLeader %j", (waitForLeader, timeout) => {
    const template = synthesize({ acls: true, loadBalancer: { ...LOAD_BALANCER, waitForLeader } });
    const [service] = Object.keys(template.resources("aws_ecs_service"));
    const [balancer] = Object.keys(template.resources("aws_lb"));
    const wait = template.resource<{ provisioner: [{ "local-exec": { command: string } }] }>("terraform_data");
    expect(wait).toMatchObject({
      depends_on: [`aws_ecs_service.${service}`],
      triggers_replace: {
        host: `\${aws_lb.${balancer}.dns_name}`,
        taskDefinition: `\${aws_ecs_service.${service}.task_definition}`,
      },
      provisioner: [
        {
          "local-exec": {
            environment: { CONSUL_SERVER: `http://\${aws_lb.${balancer}.dns_name}:8500`, TIMEOUT_SECONDS: timeout },
          },
        },
      ],
    });
    // Nothing in it is for Terraform, and nothing asks for a token.
    expect(wait.provisioner[0]["local-exec"].command).not.toMatch(/[$%]\{|token/i);
  });
});
