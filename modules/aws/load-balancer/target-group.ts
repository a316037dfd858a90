import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { Construct } from "constructs";
import { numberText } from "../number-text";
import { enforce, mandatory, wholeNumber, type Precondition } from "../rules";
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
  subject: string,
  group: LbTargetGroup,
  { deregistrationDelay }: Pick<TargetSettings, "deregistrationDelay">,
  seconds: number,
): void {
  const preconditions = enforce(subject, mandatory(wholeNumber(0, 3600))("seconds", seconds));
  if (deregistrationDelay !== undefined) return;
  group.deregistrationDelay = numberText(seconds);
  if (preconditions.length === 0) return;
  group.lifecycle = { precondition: [...(group.lifecycle?.precondition ?? []), ...preconditions] };
}
