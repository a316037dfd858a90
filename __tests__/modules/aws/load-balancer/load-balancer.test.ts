import { SecurityGroupConnections } from "../../../../modules/aws";
import { HttpLoadBalancer } from "../../../../modules/aws/load-balancer";
import { Template, testStack } from "../../../helpers/template";
import { BASE, CERTIFICATE, make, TARGET } from "./given";

describe("by default", () => {
  const template = make();

  it("listens with HTTP on one port", () => {
    expect(template.resource("aws_lb_listener")).toMatchObject({ port: 8080, protocol: "HTTP" });
    expect(template.resource("aws_lb")).toMatchObject({ internal: false, load_balancer_type: "application" });
    expect(template.resource("aws_lb")).not.toHaveProperty("enable_deletion_protection");
  });

  it("has the targets of the HCL module", () => {
    const targetGroup = template.resource("aws_lb_target_group");
    expect(targetGroup).toMatchObject({
      port: 8080,
      protocol: "HTTP",
      target_type: "ip",
      deregistration_delay: "10",
      health_check: { healthy_threshold: 2, unhealthy_threshold: 10, path: "/health", timeout: 5, interval: 30 },
    });
    expect(targetGroup).not.toHaveProperty("protocol_version");
    expect(template.resource("aws_security_group").ingress).toMatchObject([{ from_port: 8080, to_port: 8080 }]);
  });
});

test("listens with HTTPS, sends plain HTTP on, and calls the tasks on a port of their own", () => {
  let url = "";
  const template = make({ port: 443, certificateArn: CERTIFICATE, redirectPort: 80, containerPort: 9090 }, (lb) => {
    url = lb.url;
    expect(lb).toMatchObject({ containerPort: 9090, entrancePort: 443, port: 443 });
  });
  expect(Object.values(template.resources("aws_lb_listener"))).toMatchObject([
    { port: 443, protocol: "HTTPS", certificate_arn: CERTIFICATE, ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
    {
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } }],
    },
  ]);
  expect(template.resource("aws_security_group").ingress).toMatchObject([{ from_port: 443 }, { from_port: 80 }]);
  expect(template.resource("aws_lb_target_group")).toMatchObject({ port: 9090 });
  expect(url).toMatch(/^https:\/\/.*[^0-9:]$/);
});

test("lets ranges of both families in, each by its attribute", () => {
  const template = make({ ingressCidrBlocks: ["2001:db8::/32", "203.0.113.0/24"] });
  expect(template.resource("aws_security_group").ingress).toMatchObject([
    { cidr_blocks: ["203.0.113.0/24"], ipv6_cidr_blocks: ["2001:db8::/32"] },
  ]);
});

test("says more where it is asked to", () => {
  const template = make({
    internal: true,
    deletionProtection: true,
    accessLogs: { bucket: "logs-bucket", prefix: "shop" },
    idleTimeout: 300,
    deregistrationDelay: 0,
    protocolVersion: "GRPC",
    certificateArn: CERTIFICATE,
    healthCheck: { ...BASE.healthCheck, matcher: "0-99", port: 8081, healthyThreshold: 3, unhealthyThreshold: 3 },
  });
  expect(template.resource("aws_lb")).toMatchObject({
    internal: true,
    enable_deletion_protection: true,
    access_logs: { bucket: "logs-bucket", prefix: "shop", enabled: true },
    idle_timeout: 300,
  });
  expect(template.resource("aws_lb_target_group")).toMatchObject({
    deregistration_delay: "0",
    protocol_version: "GRPC",
    health_check: { matcher: "0-99", port: "8081", healthy_threshold: 3, unhealthy_threshold: 3 },
  });
});

describe("addTarget", () => {
  it("brings a service behind the balancer's port by path and host", () => {
    const template = make({ certificateArn: CERTIFICATE }, (lb) => {
      const target = lb.addTarget("api", {
        ...TARGET,
        paths: ["/api/*"],
        hosts: ["a.example.com"],
        priority: 10,
        containerPort: 1,
      });
      expect(target).toMatchObject({ containerPort: 1, entrancePort: 8080, securityGroupId: lb.securityGroupId });
      expect(target.dependsOn).toHaveLength(1);
      expect(target.targetGroupArn).not.toBe(lb.targetGroupArn);
    });
    expect(template.resource("aws_lb_listener_rule")).toMatchObject({
      priority: 10,
      condition: [{ path_pattern: { values: ["/api/*"] } }, { host_header: { values: ["a.example.com"] } }],
    });
    const groups = Object.values(template.resources("aws_lb_target_group"));
    expect(groups.map(({ name, port }) => [name, port])).toEqual([
      ["shop", 8080],
      ["shop-api", 1],
    ]);
    expect(template.count("aws_lb_listener")).toBe(1);
  });

  it("brings a service to a port of its own, with the same certificate, and opens it", () => {
    const template = make({ certificateArn: CERTIFICATE, sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" }, (lb) => {
      expect(lb.addTarget("admin", { ...TARGET, name: "other", port: 9443 }).entrancePort).toBe(9443);
    });
    const listeners = Object.values(template.resources("aws_lb_listener"));
    expect(listeners.map(({ port, protocol }) => [port, protocol])).toEqual([
      [8080, "HTTPS"],
      [9443, "HTTPS"],
    ]);
    expect(new Set(listeners.map(({ ssl_policy: policy }) => policy))).toEqual(
      new Set(["ELBSecurityPolicy-TLS13-1-3-2021-06"]),
    );
    expect(template.resource("aws_security_group").ingress).toMatchObject([{ from_port: 8080 }, { from_port: 9443 }]);
  });

  it("is called from the balancer, for which one rule is enough", () => {
    const stack = testStack((scope) => {
      const lb = new HttpLoadBalancer(scope, "lb", BASE);
      const connections = new SecurityGroupConnections(scope, "sg-mesh");
      for (const target of [lb, lb.addTarget("api", { ...TARGET, paths: ["/api"], priority: 1 })]) {
        connections.allowFrom(target, { port: 9090, protocol: "tcp" }, "Callers");
      }
    });
    expect(Object.keys(Template.of(stack).resources("aws_security_group_rule"))).toEqual(["from-lb-tcp-9090"]);
  });
});
