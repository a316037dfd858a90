import { HttpLoadBalancer } from "../../../modules";
import type { FurtherTargetProps, HttpLoadBalancerProps } from "../../../modules";
import { entry, type Entry } from "./entry";
import { GROUPS, SUBNETS, TAGS, VPC_ID } from "./given";

const LEAST: HttpLoadBalancerProps = {
  name: "entrance",
  vpcId: VPC_ID,
  subnetIds: SUBNETS,
  securityGroupName: "entrance",
  description: "Entrance",
  ingressCidrBlocks: ["10.0.0.0/8"],
  port: 80,
  healthCheck: { path: "/health", timeout: 5, interval: 30 },
};

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";

const TARGET = {
  containerPort: 9090,
  healthCheck: {
    path: "/health",
    timeout: 5,
    interval: 30,
    matcher: "200-299",
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    port: 9091,
  },
  deregistrationDelay: 20,
  protocolVersion: "HTTP2",
} as const;

export const LOAD_BALANCERS: readonly Entry[] = [
  entry<HttpLoadBalancerProps>({
    name: "HttpLoadBalancer",
    make: (scope, props) => new HttpLoadBalancer(scope, "balancer", props),
    least: () => LEAST,
    rich: [
      () => ({
        ...LEAST,
        ...TARGET,
        ingressSecurityGroupIds: GROUPS,
        port: 443,
        certificateArn: CERTIFICATE,
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        redirectPort: 80,
        internal: true,
        deletionProtection: true,
        accessLogs: { bucket: "access-logs", prefix: "entrance" },
        idleTimeout: 120,
        tags: TAGS,
      }),
    ],
  }),
  entry<FurtherTargetProps>({
    name: "HttpLoadBalancer.addTarget",
    // Targets that speak HTTP/2 are behind a certificate.
    make: (scope, props) =>
      new HttpLoadBalancer(scope, "balancer", { ...LEAST, certificateArn: CERTIFICATE }).addTarget("api", props),
    least: () => ({ port: 8080, healthCheck: LEAST.healthCheck }),
    rich: [
      () => ({ ...TARGET, name: "api", port: 8080 }),
      () => ({ ...TARGET, name: "api", paths: ["/api/*"], hosts: ["api.example.com"], priority: 10 }),
    ],
  }),
  entry<{ readonly seconds: number }>({
    name: "HttpLoadBalancer.drain",
    make: (scope, { seconds }) => new HttpLoadBalancer(scope, "balancer", LEAST).drain(seconds),
    least: () => ({ seconds: 10 }),
    rich: [() => ({ seconds: 10 })],
  }),
];
