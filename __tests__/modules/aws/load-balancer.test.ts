import { TerraformVariable } from "cdktf";
import { SecurityGroupConnections } from "../../../modules/aws";
import {
  HttpLoadBalancer,
  type FurtherTargetProps,
  type HttpLoadBalancerProps,
} from "../../../modules/aws/load-balancer";
import { Template, testStack } from "../../helpers/template";

const CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d";
const BASE: HttpLoadBalancerProps = {
  name: "shop",
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupName: "shop-lb",
  description: "The shop",
  ingressCidrBlocks: ["203.0.113.0/24"],
  port: 8080,
  healthCheck: { path: "/health", timeout: 5, interval: 30 },
};
const TARGET = { healthCheck: BASE.healthCheck };

function make(props: Partial<HttpLoadBalancerProps> = {}, then: (lb: HttpLoadBalancer) => void = () => undefined) {
  return Template.of(testStack((stack) => then(new HttpLoadBalancer(stack, "lb", { ...BASE, ...props }))));
}

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

test("says more where it is asked to", () => {
  const template = make({
    internal: true,
    deletionProtection: true,
    accessLogs: { bucket: "logs-bucket", prefix: "shop" },
    idleTimeout: 300,
    deregistrationDelay: 0,
    protocolVersion: "GRPC",
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

  test.each<[string, Partial<FurtherTargetProps>, RegExp]>([
    ["name", { name: "a".repeat(33) }, /name must have 1 to 32/],
    ["the id in the name", { name: undefined }, /name must have 1 to 32/],
    ["a port that is taken", { port: 8080 }, /port must be that of one target only \(got 8080\)/],
    ["a port", { port: 0 }, /port must be a whole number from 1 to 65535/],
    [
      "a priority that is taken",
      { port: undefined, paths: ["/b"], priority: 1 },
      /priority must be that of one target/,
    ],
    [
      "a priority",
      { port: undefined, paths: ["/b"], priority: 50001 },
      /priority must be a whole number from 1 to 50000/,
    ],
    ["neither path nor host", { port: undefined, paths: [], priority: 2 }, /paths must be given, or hosts or a port/],
    ["a path", { port: undefined, paths: ["api"], priority: 2 }, /paths\[0\] must begin with/],
    ["a host", { port: undefined, hosts: ["https://a"], priority: 2 }, /hosts\[0\] must be a host name/],
    ["a health check", { healthCheck: { path: "x", timeout: 5, interval: 30 } }, /healthCheck\.path must begin/],
  ])("refuses %s", (_, target, message) => {
    const props = { ...TARGET, name: "other", port: 81, ...target } as FurtherTargetProps;
    expect(() =>
      make({}, (lb) => {
        lb.addTarget("first", { ...TARGET, paths: ["/a"], priority: 1 });
        lb.addTarget("x".repeat(30), props);
      }),
    ).toThrow(message);
  });
});

const health = (change: object) => ({ healthCheck: { ...BASE.healthCheck, ...change } });

test.each<[string, Partial<HttpLoadBalancerProps>[], Partial<HttpLoadBalancerProps>[]]>([
  [
    "name must",
    ["", "a".repeat(33), "-a", "a-", "a_b", "internal-a"].map((name) => ({ name })),
    ["a", "a".repeat(32), "A-1", "internal"].map((name) => ({ name })),
  ],
  [
    "securityGroupName must",
    ["", "sg-a", "a".repeat(256)].map((securityGroupName) => ({ securityGroupName })),
    [{ securityGroupName: "a".repeat(255) }],
  ],
  [
    "subnetIds must",
    [{ subnetIds: [] }, { subnetIds: ["a"] }, { subnetIds: ["a", "a"] }],
    [{ subnetIds: ["a", "b", "c"] }],
  ],
  [
    "ingressCidrBlocks must let",
    [{ ingressCidrBlocks: undefined }, { ingressCidrBlocks: [], ingressSecurityGroupIds: [] }],
    [{ ingressCidrBlocks: undefined, ingressSecurityGroupIds: ["sg-1"] }],
  ],
  [
    "ingressCidrBlocks[0] must",
    ["203.0.113.7", "203.0.113.7/24", "300.0.0.0/8", "::/0", "10.0.0.0/33"].map((b) => ({ ingressCidrBlocks: [b] })),
    ["0.0.0.0/0", "203.0.113.7/32"].map((block) => ({ ingressCidrBlocks: [block] })),
  ],
  ["port must be", [0, 65536, 80.5].map((port) => ({ port })), [1, 65535].map((port) => ({ port }))],
  [
    "containerPort must be",
    [0, 65536].map((containerPort) => ({ containerPort })),
    [1, 65535].map((containerPort) => ({ containerPort })),
  ],
  [
    "certificateArn must be",
    ["a", "arn:aws:s3:::a", "arn:aws:acm:eu-west-1::certificate/a"].map((certificateArn) => ({ certificateArn })),
    [CERTIFICATE, "arn:aws:iam::123456789012:server-certificate/a"].map((certificateArn) => ({ certificateArn })),
  ],
  ["sslPolicy needs certificateArn", [{ sslPolicy: "ELBSecurityPolicy-2016-08" }], []],
  [
    "sslPolicy must be",
    [{ certificateArn: CERTIFICATE, sslPolicy: "TLS1.2" }],
    [{ certificateArn: CERTIFICATE, sslPolicy: "ELBSecurityPolicy-2016-08" }],
  ],
  ["redirectPort needs certificateArn", [{ redirectPort: 80 }], [{ certificateArn: CERTIFICATE, redirectPort: 80 }]],
  ["redirectPort must be another", [{ certificateArn: CERTIFICATE, redirectPort: 8080 }], []],
  ["redirectPort must be a whole", [{ certificateArn: CERTIFICATE, redirectPort: 0 }], []],
  [
    "idleTimeout must be",
    [0, 4001].map((idleTimeout) => ({ idleTimeout })),
    [1, 4000].map((idleTimeout) => ({ idleTimeout })),
  ],
  [
    "accessLogs.bucket must be",
    ["arn:aws:s3:::logs", "Ab", "a"].map((bucket) => ({ accessLogs: { bucket } })),
    [{ accessLogs: { bucket: "my.logs-1" } }],
  ],
  [
    "deregistrationDelay must be",
    [-1, 3601].map((deregistrationDelay) => ({ deregistrationDelay })),
    [0, 3600].map((deregistrationDelay) => ({ deregistrationDelay })),
  ],
  [
    "healthCheck.path must",
    ["health", "", `/${"a".repeat(1024)}`].map((path) => health({ path })),
    [health({ path: `/${"a".repeat(1023)}` })],
  ],
  [
    "healthCheck.timeout must be a whole",
    [1, 121].map((timeout) => health({ timeout, interval: 300 })),
    [2, 120].map((timeout) => health({ timeout, interval: 300 })),
  ],
  ["healthCheck.timeout must be less", [health({ timeout: 30 })], [health({ timeout: 29 })]],
  [
    "healthCheck.interval must",
    [4, 301].map((interval) => health({ interval, timeout: 2 })),
    [5, 300].map((interval) => health({ interval, timeout: 2 })),
  ],
  [
    "healthCheck.matcher must",
    ["ok", "200-", "200,"].map((matcher) => health({ matcher })),
    ["200", "200,301", "200-299"].map((matcher) => health({ matcher })),
  ],
  [
    "healthCheck.healthyThreshold must",
    [1, 11].map((n) => health({ healthyThreshold: n })),
    [2, 10].map((n) => health({ healthyThreshold: n })),
  ],
  [
    "healthCheck.unhealthyThreshold must",
    [1, 11].map((n) => health({ unhealthyThreshold: n })),
    [2, 10].map((n) => health({ unhealthyThreshold: n })),
  ],
  ["healthCheck.port must", [0, 65536].map((port) => health({ port })), [health({ port: 1 })]],
])("%s ...", (message, bad, good) => {
  for (const props of bad) expect(() => make(props)).toThrow(message);
  for (const props of good) expect(() => make(props)).not.toThrow();
});

test("leaves to Terraform what only Terraform knows", () => {
  const stack = testStack((scope) => {
    const text = (id: string) => new TerraformVariable(scope, id, { type: "string" }).stringValue;
    const props = { name: text("name"), certificateArn: text("certificate"), subnetIds: [text("a"), text("b")] };
    const port = new TerraformVariable(scope, "port", { type: "number" }).numberValue;
    new HttpLoadBalancer(scope, "lb", { ...BASE, ...props, port, ingressCidrBlocks: [text("cidr")] });
  });
  const { lifecycle } = Template.of(stack).resource<{ lifecycle: { precondition: { error_message: string }[] } }>(
    "aws_lb",
  );
  expect(lifecycle.precondition.map(({ error_message: message }) => message.split(" ")[0])).toEqual([
    "name",
    "name",
    "subnetIds",
    "ingressCidrBlocks[0]",
    "port",
    "certificateArn",
  ]);
});

test("leaves a further target's name to Terraform too", () => {
  const stack = testStack((scope) => {
    const name = new TerraformVariable(scope, "name", { type: "string" }).stringValue;
    new HttpLoadBalancer(scope, "lb", BASE).addTarget("api", { ...TARGET, name, paths: ["/api"], priority: 1 });
  });
  const groups = Object.values(Template.of(stack).resources("aws_lb_target_group"));
  expect(groups.map(({ lifecycle }) => lifecycle)).toEqual([
    undefined,
    {
      precondition: [
        expect.objectContaining({ error_message: expect.stringMatching(/^name must/) as string }),
        expect.anything(),
      ],
    },
  ]);
});
