import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { Construct } from "constructs";
import { numberText } from "../number-text";
import type { Precondition } from "../rules";
import type { TargetSettings } from "./props";

/** A target group for tasks, which have addresses of their own. */
export function makeTargetGroup(
  scope: Construct,
  target: TargetSettings & {
    readonly name: string;
    /** Port of the balancer, which the targets share where they say none. */
    readonly port: number;
    readonly vpcId: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly preconditions?: Precondition[];
  },
): LbTargetGroup {
  const { port: healthPort, ...healthCheck } = target.healthCheck;
  return new LbTargetGroup(scope, "target-group", {
    name: target.name,
    port: target.containerPort ?? target.port,
    protocol: "HTTP",
    protocolVersion: target.protocolVersion,
    vpcId: target.vpcId,
    targetType: "ip",
    deregistrationDelay: numberText(target.deregistrationDelay ?? 10),
    healthCheck: {
      healthyThreshold: 2,
      unhealthyThreshold: 10,
      ...healthCheck,
      port: healthPort === undefined ? undefined : numberText(healthPort),
    },
    tags: target.tags,
    lifecycle: target.preconditions?.length ? { precondition: target.preconditions } : undefined,
  });
}

/** The time of the targets follows from that of the service, unless the balancer was told one. */
export function drainTargets(
  group: LbTargetGroup,
  { deregistrationDelay }: Pick<TargetSettings, "deregistrationDelay">,
  seconds: number,
): void {
  if (deregistrationDelay === undefined) group.deregistrationDelay = numberText(seconds);
}
