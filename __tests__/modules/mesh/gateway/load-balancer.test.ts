import { gateway, configOf, LOAD_BALANCER, minimal, PROXY } from "./synthesize";
import type { GatewayLoadBalancer } from "../../../../modules/mesh/gateway";

describe.each(["0.10", "0.6"] as const)("a load balancer on line %s", (release) => {
  const withLoadBalancer = (loadBalancer: GatewayLoadBalancer, ports: { lanPort?: number; wanPort?: number } = {}) => ({
    ...minimal[release],
    ...ports,
    loadBalancer,
  });
  const made = (...given: Parameters<typeof withLoadBalancer>) => gateway(withLoadBalancer(...given)).template;

  it("is a network load balancer for everybody, named after the service", () => {
    const template = made(LOAD_BALANCER);
    expect(template.resource("aws_lb")).toMatchObject({
      name: "gateway",
      internal: false,
      load_balancer_type: "network",
      subnets: ["subnet-3", "subnet-4"],
    });
    expect(template.resource("aws_lb_target_group")).toMatchObject({
      name: "gateway",
      port: 8443,
      protocol: "TCP",
      target_type: "ip",
      vpc_id: "vpc-1",
      deregistration_delay: "120",
      health_check: { protocol: "TCP" },
    });
    expect(template.resource("aws_lb_listener")).toMatchObject({ port: 8443, protocol: "TCP" });
  });

  it("forwards to the proxy's LAN port", () => {
    const [target] = made(LOAD_BALANCER, { lanPort: 9443, wanPort: 443 }).resource<{ load_balancer: object[] }>(
      "aws_ecs_service",
    ).load_balancer;
    expect(target).toMatchObject({ container_name: PROXY[release], container_port: 9443 });
  });

  it("listens on the WAN port", () => {
    const template = made(LOAD_BALANCER, { lanPort: 9443, wanPort: 443 });
    expect(template.resource("aws_lb_listener").port).toBe(443);
    expect(template.resource("aws_lb_target_group").port).toBe(443);
  });

  it("is the WAN address", () => {
    const { template, made: task } = gateway(withLoadBalancer(LOAD_BALANCER));
    const [id] = Object.keys(template.resources("aws_lb"));
    expect(configOf(withLoadBalancer(LOAD_BALANCER)).gateway?.wanAddress).toEqual({
      address: `\${aws_lb.${id}.dns_name}`,
      port: 8443,
    });
    expect(task.wanAddress).toMatch(/TOKEN/);
    expect(task.wanPort).toBe(8443);
  });

  it("is there with its listener before the service", () => {
    const template = made(LOAD_BALANCER);
    const [listener] = Object.keys(template.resources("aws_lb_listener"));
    expect(template.resource("aws_ecs_service").depends_on).toContain(`aws_lb_listener.${listener}`);
  });

  it("comes with a security group that the gateway has beside its own", () => {
    const { template, made: task } = gateway({ ...withLoadBalancer(LOAD_BALANCER), securityGroupIds: ["sg-own"] });
    const [id] = Object.keys(template.resources("aws_security_group"));
    const reference = `\${aws_security_group.${id}.id}`;
    expect(template.resource("aws_security_group")).toMatchObject({
      name: "gateway",
      description: "Security group for gateway",
      vpc_id: "vpc-1",
    });
    expect(template.resource("aws_ecs_service").network_configuration).toMatchObject({
      security_groups: ["sg-own", reference],
    });
    expect(rules(template)).toEqual([
      ["egress", 0, "-1", ["0.0.0.0/0"], reference],
      ["ingress", 8443, "tcp", ["0.0.0.0/0"], reference],
    ]);
    expect(task.lbSecurityGroupId).toMatch(/TOKEN/);
  });

  it("opens the LAN port too where it is another", () => {
    const template = made({ ...LOAD_BALANCER, ingressCidrBlocks: ["10.0.0.0/8"] }, { lanPort: 9443, wanPort: 443 });
    expect(rules(template).map((rule) => rule.slice(0, 4))).toEqual([
      ["egress", 0, "-1", ["0.0.0.0/0"]],
      ["ingress", 443, "tcp", ["10.0.0.0/8"]],
      ["ingress", 9443, "tcp", ["10.0.0.0/8"]],
    ]);
  });

  it("leaves the LAN port closed if told to, as the HCL module does", () => {
    const template = made({ ...LOAD_BALANCER, openLanPort: false }, { lanPort: 9443, wanPort: 443 });
    expect(rules(template).map(([, port]) => port)).toEqual([0, 443]);
  });

  it("can open a security group that exists", () => {
    const { template, made: task } = gateway(
      withLoadBalancer({ ...LOAD_BALANCER, securityGroup: { modify: "sg-other" }, ingressCidrBlocks: ["10.0.0.0/8"] }),
    );
    expect(rules(template)).toEqual([["ingress", 8443, "tcp", ["10.0.0.0/8"], "sg-other"]]);
    expect(template.count("aws_security_group")).toBe(0);
    expect(template.resource("aws_ecs_service").network_configuration).not.toHaveProperty("security_groups");
    expect(task.lbSecurityGroupId).toBeUndefined();
  });

  it("can leave security groups alone", () => {
    const template = made({ ...LOAD_BALANCER, securityGroup: "none" });
    expect(template.types.filter((type) => type.startsWith("aws_security_group"))).toEqual([]);
  });

  it("has ids that stay", () => {
    const template = made(LOAD_BALANCER, { wanPort: 443 });
    const types = ["aws_lb", "aws_lb_listener", "aws_lb_target_group", "aws_security_group", "aws_security_group_rule"];
    const ids = types.flatMap((type) => Object.keys(template.resources(type)));
    expect(ids.map((id) => id.replace(/_[0-9A-F]{8}$/, "")).sort()).toEqual([
      "gateway_load-balancer",
      "gateway_load-balancer_egress",
      "gateway_load-balancer_ingress",
      "gateway_load-balancer_ingress-lan",
      "gateway_load-balancer_listener",
      "gateway_load-balancer_security-group",
      "gateway_load-balancer_target-group",
    ]);
  });
});

function rules(template: ReturnType<typeof gateway>["template"]): unknown[][] {
  return Object.values(template.resources("aws_security_group_rule"))
    .map((rule) => [rule.type, rule.from_port, rule.protocol, rule.cidr_blocks, rule.security_group_id])
    .sort((a, b) => String(a).localeCompare(String(b)));
}
