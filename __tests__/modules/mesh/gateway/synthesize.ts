import { GatewayTask, type GatewayTaskProps } from "../../../../modules/mesh/gateway";
import type { Release } from "../../../../modules/consul";
import { consulEcsConfigOf, type ConsulEcsConfig } from "../../../helpers/consul-ecs-schema";
import { Template, testStack } from "../../../helpers/template";

export const CA = "arn:aws:secretsmanager:us-east-1:123456789012:secret:consul-ca-cert";
export const HTTPS_CA = "arn:aws:secretsmanager:us-east-1:123456789012:secret:https-ca-cert";
export const GRPC_CA = "arn:aws:secretsmanager:us-east-1:123456789012:secret:grpc-ca-cert";
export const GOSSIP_KEY = "arn:aws:secretsmanager:us-east-1:123456789012:secret:gossip";
const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/mesh";

/** The least that a gateway takes. */
export const line010 = {
  release: "0.10",
  servers: { datacenter: "dc1", hosts: "consul.example.com" },
  family: "gateway",
  kind: "mesh-gateway",
  clusterArn: CLUSTER,
  subnetIds: ["subnet-1", "subnet-2"],
} as const satisfies GatewayTaskProps;

export const line06 = {
  ...line010,
  release: "0.6",
  servers: { datacenter: "dc1", retryJoin: ["consul.example.com"] },
} as const satisfies GatewayTaskProps;

export const minimal = { "0.10": line010, "0.6": line06 } as const satisfies Record<Release, GatewayTaskProps>;

/** What a proxy's container is called on each line. */
export const PROXY = { "0.10": "consul-dataplane", "0.6": "sidecar-proxy" } as const;

export const LOAD_BALANCER = { vpcId: "vpc-1", subnetIds: ["subnet-3", "subnet-4"] } as const;

/** A stack with nothing but a gateway, and the gateway. */
export function gateway(props: GatewayTaskProps): { readonly template: Template; readonly made: GatewayTask } {
  let made: GatewayTask | undefined;
  const stack = testStack((scope) => {
    made = new GatewayTask(scope, "gateway", props);
  });
  return { template: Template.of(stack), made: made as GatewayTask };
}

/** The document that the containers of a gateway get, which consul-ecs would take. */
export function configOf(props: GatewayTaskProps): ConsulEcsConfig {
  const containers = gateway(props).template.containers();
  return consulEcsConfigOf(props.release, containers["consul-ecs-mesh-init"] ?? {});
}

/** What is wrong with the props: one line per broken rule, as the user sees it. */
export function refusals(props: unknown): string[] {
  try {
    gateway(props as GatewayTaskProps);
  } catch (error) {
    return String((error as Error).message)
      .split("\n")
      .slice(1)
      .map((line) => line.replace("  - ", ""));
  }
  return [];
}
