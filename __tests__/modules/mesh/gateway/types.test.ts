import type { GatewayLoadBalancer, GatewayTaskProps } from "../../../../modules/mesh/gateway";
import { line010, line06, LOAD_BALANCER } from "./synthesize";

/** `tsc` is the test: each line under a directive must not compile. */
const accepted: GatewayTaskProps[] = [
  { ...line010, kind: "api-gateway", desiredCount: 2, volumes: [], extraContainers: [], targetGroups: [] },
  { ...line010, loadBalancer: LOAD_BALANCER, wanPort: 443 },
  { ...line06, consulImage: "consul:1", auditLogging: true, sidecarsEssential: true },
  { ...line06, wanAddress: "gw.example.com" },
];

const refused: GatewayTaskProps[] = [
  // @ts-expect-error line 0.6 has mesh gateways only
  { ...line06, kind: "terminating-gateway" },
  // @ts-expect-error line 0.6 has one gateway
  { ...line06, desiredCount: 2 },
  // @ts-expect-error line 0.6 has no target groups of one's own
  { ...line06, targetGroups: [] },
  // @ts-expect-error line 0.6 has no more volumes
  { ...line06, volumes: [] },
  // @ts-expect-error line 0.6 has no more containers
  { ...line06, extraContainers: [] },
  // @ts-expect-error line 0.6 has no transparent proxy
  { ...line06, transparentProxy: {} },
  // @ts-expect-error line 0.6 has no dataplane
  { ...line06, dataplaneImage: "dataplane:2" },
  // @ts-expect-error line 0.6 has no readiness port
  { ...line06, envoyReadinessPort: 22000 },
  // @ts-expect-error line 0.10 has no client agent
  { ...line010, consulImage: "consul:1" },
  // @ts-expect-error line 0.10 has no client agent
  { ...line010, agentConfiguration: "" },
  // @ts-expect-error line 0.10 has no image of Envoy
  { ...line010, envoyImage: "envoy:1" },
  // @ts-expect-error a gateway has one WAN address
  { ...line010, loadBalancer: LOAD_BALANCER, wanAddress: "gw.example.com" },
  // @ts-expect-error a gateway has its own load balancer or others
  { ...line010, loadBalancer: LOAD_BALANCER, targetGroups: [] },
  // @ts-expect-error a gateway has no other parts of the document
  { ...line010, consulEcsConfig: { proxy: {} } },
];

const refusedLoadBalancers: GatewayLoadBalancer[] = [
  // @ts-expect-error a load balancer is in a VPC
  { subnetIds: ["subnet-1"] },
  // @ts-expect-error no security group, nothing to open
  { ...LOAD_BALANCER, securityGroup: "none", ingressCidrBlocks: ["10.0.0.0/8"] },
  // @ts-expect-error made or modified
  { ...LOAD_BALANCER, securityGroup: { create: true, modify: "sg-1" } },
];

it("is checked by the compiler", () => {
  expect([accepted, refused, refusedLoadBalancers]).toBeDefined();
});
