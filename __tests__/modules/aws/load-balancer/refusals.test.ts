import { InputError } from "../../../../modules/aws";
import {
  HttpLoadBalancer,
  type FurtherTargetProps,
  type HttpLoadBalancerProps,
} from "../../../../modules/aws/load-balancer";
import { testStack } from "../../../helpers/template";
import { CERTIFICATE, health, make, makeTarget } from "./given";

const tls = { certificateArn: CERTIFICATE };
const each = (prop: string, ...values: readonly unknown[]) => values.map((value) => ({ [prop]: value }));

/** What breaks the rule, and the edge that keeps it. */
test.each<[string, object[], object[]]>([
  [
    "name must",
    each("name", undefined, "", "a".repeat(33), "-a", "a-", "a_b", "internal-a", 7),
    each("name", "a", "a".repeat(32), "A-1", "internal"),
  ],
  ["vpcId must", each("vpcId", undefined, "", "main", "subnet-1", 7), each("vpcId", "vpc-0a1b2c3d")],
  [
    "securityGroupName must",
    each("securityGroupName", undefined, "", "sg-a", "a".repeat(256), "a%"),
    each("securityGroupName", "a".repeat(255), "a b.(1)"),
  ],
  [
    "description must",
    each("description", undefined, "a".repeat(256), "<b>", "Café", 7),
    each("description", "a".repeat(255), "Access to (1/2): a@b"),
  ],
  [
    "subnetIds must",
    each("subnetIds", undefined, [], ["subnet-a"], ["subnet-a", "subnet-a"], "subnet-a"),
    each("subnetIds", ["subnet-a", "subnet-b", "subnet-c"]),
  ],
  ["subnetIds[1] must", each("subnetIds", ["subnet-a", ""], ["subnet-a", "vpc-b"], ["subnet-a", null]), []],
  [
    "ingressCidrBlocks must let",
    [{ ingressCidrBlocks: undefined }, { ingressCidrBlocks: [], ingressSecurityGroupIds: [] }],
    [{ ingressCidrBlocks: undefined, ingressSecurityGroupIds: ["sg-1"] }],
  ],
  [
    "ingressCidrBlocks[0] must",
    each(
      "ingressCidrBlocks",
      ["203.0.113.7"],
      ["203.0.113.7/24"],
      ["300.0.0.0/8"],
      ["2001:db8::1/32"],
      ["10.0.0.0/33"],
      [7],
    ),
    each("ingressCidrBlocks", ["0.0.0.0/0"], ["203.0.113.7/32"], ["::/0"]),
  ],
  ["ingressCidrBlocks must name each only once", each("ingressCidrBlocks", ["10.0.0.0/8", "10.0.0.0/8"]), []],
  ["ingressCidrBlocks must be a list", each("ingressCidrBlocks", "10.0.0.0/8"), []],
  [
    "ingressSecurityGroupIds[0] must",
    each("ingressSecurityGroupIds", [""], ["lb"], ["vpc-1"]),
    each("ingressSecurityGroupIds", ["sg-0a1b2c3d"]),
  ],
  ["port must be", each("port", undefined, 0, 65536, 80.5, "80", NaN), each("port", 1, 65535)],
  ["containerPort must be", each("containerPort", 0, 65536, "80"), each("containerPort", 1, 65535)],
  [
    "certificateArn must be",
    each("certificateArn", "a", "arn:aws:s3:::a", "arn:aws:acm:eu-west-1::certificate/a"),
    each(
      "certificateArn",
      CERTIFICATE,
      "arn:aws:iam::123456789012:server-certificate/a",
      CERTIFICATE.replace("aws", "aws-cn"),
    ),
  ],
  ["sslPolicy needs certificateArn", each("sslPolicy", "ELBSecurityPolicy-2016-08"), []],
  ["sslPolicy must be", [{ ...tls, sslPolicy: "TLS1.2" }], [{ ...tls, sslPolicy: "ELBSecurityPolicy-2016-08" }]],
  ["redirectPort needs certificateArn", each("redirectPort", 80), [{ ...tls, redirectPort: 80 }]],
  ["redirectPort must be another", [{ ...tls, redirectPort: 8080 }], []],
  ["redirectPort must be a whole", [{ ...tls, redirectPort: 0 }], []],
  ["internal must be", each("internal", "yes", 1, null), each("internal", true, false)],
  ["deletionProtection must be", each("deletionProtection", "yes"), each("deletionProtection", true)],
  ["idleTimeout must be", each("idleTimeout", 0, 4001), each("idleTimeout", 1, 4000)],
  ["accessLogs must be an object", each("accessLogs", "logs", true, []), []],
  [
    "accessLogs.bucket must be",
    each("accessLogs", {}, { bucket: "arn:aws:s3:::logs" }, { bucket: "Ab" }, { bucket: "a" }),
    each("accessLogs", { bucket: "my.logs-1" }),
  ],
  [
    "accessLogs.prefix must",
    ["/a", "a/", "AWSLogs/a"].map((prefix) => ({ accessLogs: { bucket: "logs", prefix } })),
    [{ accessLogs: { bucket: "logs", prefix: "a/b" } }],
  ],
  ["accessLogs.buckt is not known", each("accessLogs", { buckt: "logs" }), []],
  ["deregistrationDelay must be", each("deregistrationDelay", -1, 3601), each("deregistrationDelay", 0, 3600)],
  [
    "protocolVersion must be",
    [...each("protocolVersion", "HTTP3", "GRPC", "HTTP2")],
    [{ protocolVersion: "HTTP1" }, { ...tls, protocolVersion: "HTTP2" }],
  ],
  ["healthCheck must", each("healthCheck", undefined, null, "/health", []), []],
  ["healthCheck.pth is not known", [health({ pth: "/" })], []],
  [
    "healthCheck.path must",
    ["health", "", "/a b", `/${"a".repeat(1024)}`, undefined].map((path) => health({ path })),
    [health({ path: `/${"a".repeat(1023)}` })],
  ],
  [
    "healthCheck.timeout must be a whole",
    [1, 121, "5"].map((timeout) => health({ timeout, interval: 300 })),
    [2, 120].map((timeout) => health({ timeout, interval: 300 })),
  ],
  ["healthCheck.timeout must be less", [health({ timeout: 30 })], [health({ timeout: 29 })]],
  [
    "healthCheck.interval must",
    [4, 301, undefined].map((interval) => health({ interval, timeout: 2 })),
    [5, 300].map((interval) => health({ interval, timeout: 2 })),
  ],
  [
    "healthCheck.matcher must be",
    ["ok", "200-", "200,", 200].map((matcher) => health({ matcher })),
    ["200", "200,301", "200-299", "200-299,401"].map((matcher) => health({ matcher })),
  ],
  [
    "healthCheck.matcher must have",
    [
      health({ matcher: "500" }),
      health({ matcher: "0" }),
      { ...tls, protocolVersion: "GRPC", ...health({ matcher: "200" }) },
    ],
    [health({ matcher: "200-499" }), { ...tls, protocolVersion: "GRPC", ...health({ matcher: "0-99" }) }],
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
  ["tags must be an object", each("tags", "team", 7, []), []],
  ["tags.a must be a text", each("tags", { a: 7 }), each("tags", { a: "" })],
  ["subnetId is not known here. Did you mean 'subnetIds'?", each("subnetId", "subnet-a"), []],
])("%s ...", (message, bad, good) => {
  for (const props of bad) {
    expect(() => make(props)).toThrow(InputError);
    expect(() => make(props)).toThrow(`  - ${message}`);
  }
  for (const props of good) expect(() => make(props)).not.toThrow();
});

test.each([undefined, null, "props", 7, [[]]])("props that are %p are refused as such", (props) => {
  const build = () => new HttpLoadBalancer(testStack(), "lb", props as unknown as HttpLoadBalancerProps);
  expect(build).toThrow(InputError);
  expect(build).toThrow("props must be an object");
});

test("each fault is told once", () => {
  const messageOf = (props: object) => {
    try {
      make(props);
    } catch (error) {
      return (error as Error).message.split("\n").slice(1);
    }
    return [];
  };
  for (const props of [
    { port: "80" },
    { subnetIds: "a" },
    { name: 7 },
    { healthCheck: undefined },
    { ingressCidrBlocks: 7 },
  ]) {
    expect(messageOf(props)).toHaveLength(1);
  }
});

const shared = { paths: ["/b"], priority: 2 };
const many = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);

describe("a further target", () => {
  test.each<[string, object[], object[]]>([
    [
      "name must have 1 to 32",
      [
        { ...shared, name: "a".repeat(33) },
        { ...shared, name: "" },
      ],
      [{ ...shared, name: "a".repeat(32) }],
    ],
    ["port must be that of one target only (got 8080)", [{ port: 8080 }], [{ port: 8081 }]],
    ["port must be a whole number", each("port", 0, "81"), each("port", 65535)],
    [
      "port cannot be given together",
      [
        { port: 81, paths: ["/b"] },
        { port: 81, priority: 2 },
        { port: 81, hosts: ["a.example.com"] },
      ],
      [],
    ],
    ["priority must be that of one target", [{ ...shared, priority: 1 }], [{ ...shared, priority: 2 }]],
    [
      "priority must be a whole number from 1 to 50000",
      [0, 50001, "2"].map((priority) => ({ ...shared, priority })),
      [{ ...shared, priority: 50000 }],
    ],
    ["priority must be given", [{ paths: ["/b"] }], []],
    ["paths must be given, or hosts or a port", [{}, { priority: 2 }], [{ hosts: ["a.example.com"], priority: 2 }]],
    [
      "paths must have 1 to 5 values",
      [[], many(6)].map((paths) => ({ ...shared, paths })),
      [{ ...shared, paths: many(5) }],
    ],
    [
      "paths must have at most 5 values together",
      [{ ...shared, paths: many(3), hosts: ["a", "b", "c"] }],
      [{ ...shared, paths: many(3), hosts: ["a", "b"] }],
    ],
    ["paths must be a list", [{ ...shared, paths: "/b" }], []],
    [
      "paths[0] must begin with",
      ["api", "/a b", `/${"a".repeat(128)}`].map((path) => ({ ...shared, paths: [path] })),
      [{ ...shared, paths: [`/${"a".repeat(127)}`] }],
    ],
    [
      "hosts[0] must be a host name",
      ["https://a", "a:80", ""].map((host) => ({ priority: 2, hosts: [host] })),
      [{ priority: 2, hosts: ["*.example.com"] }],
    ],
    ["healthCheck.path must begin", [{ ...shared, ...health({ path: "x" }) }], []],
    ["protocolVersion must be 'HTTP1' without", [{ ...shared, protocolVersion: "GRPC" }], []],
    ["certificateArn is not known here", [{ ...shared, ...tls }], []],
  ])("%s ...", (message, bad, good) => {
    for (const target of bad) expect(() => makeTarget(target)).toThrow(`  - ${message}`);
    for (const target of good) expect(() => makeTarget(target)).not.toThrow();
  });

  test("speaks gRPC behind a balancer with a certificate", () => {
    expect(() => makeTarget({ ...shared, protocolVersion: "GRPC" }, tls)).not.toThrow();
  });

  test("has an id that is new, and part of its name", () => {
    expect(() => makeTarget(shared, {}, "first")).toThrow(/id must be a text that no other target has \(got "first"\)/);
    expect(() => makeTarget(shared, {}, "x".repeat(30))).toThrow(/name must have 1 to 32/);
    expect(() => makeTarget(shared, {}, 7 as unknown as string)).toThrow(/id must be a text/);
  });

  test.each([undefined, null, "target"])("that is %p is refused as such", (target) => {
    expect(() =>
      make({}, (balancer) => void balancer.addTarget("api", target as unknown as FurtherTargetProps)),
    ).toThrow("props must be an object");
  });
});

test("the time of a service that goes is one that a target group can wait", () => {
  const drain = (seconds: unknown) => () => make({}, (balancer) => balancer.drain(seconds as number));
  for (const wrong of [undefined, null, -1, 3601, "10", NaN])
    expect(drain(wrong)).toThrow(/seconds must be a whole number/);
  for (const right of [0, 3600]) expect(drain(right)).not.toThrow();
});
