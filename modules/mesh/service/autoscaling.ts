import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import {
  isBetween,
  isKnown,
  mandatory,
  notTogether,
  number,
  object,
  wholeNumber,
  type Check,
  type Rule,
} from "../../aws";

/** Lets the number of tasks follow the load. */
export interface Autoscaling {
  /** @default 1 */
  readonly minTasks?: number;
  readonly maxTasks: number;
  /** Average use of the CPU that is aimed at, in percent. */
  readonly cpuPercent?: number;
  /** Average use of the memory that is aimed at, in percent. */
  readonly memoryPercent?: number;
}

const PERCENT = number(1, 100, "must be from 1 to 100 percent", "Correct it, or leave it out.");

/** How the number of tasks follows the load, field by field. */
export function autoscaling(): Check {
  return object<Autoscaling>({
    minTasks: wholeNumber(0),
    maxTasks: mandatory(wholeNumber(1, Infinity, "Raise it.")),
    cpuPercent: PERCENT,
    memoryPercent: PERCENT,
  });
}

/** The rules about its fields together, and about the number of tasks. */
export function autoscalingRules(given: Autoscaling | undefined, desiredCount: number | undefined): Rule[] {
  if (!given) return [];
  const { minTasks = 1, maxTasks, cpuPercent, memoryPercent } = given;
  return [
    {
      prop: "autoscaling.maxTasks",
      rule: "must not be below minTasks",
      got: { minTasks, maxTasks },
      fix: "Raise maxTasks.",
      holds: isKnown([minTasks, maxTasks]) ? maxTasks >= minTasks : isBetween(maxTasks, minTasks, Infinity),
    },
    {
      prop: "autoscaling",
      rule: "must aim at a use of CPU or memory",
      got: given,
      fix: "Give cpuPercent, memoryPercent, or both.",
      holds: cpuPercent !== undefined || memoryPercent !== undefined,
    },
    ...notTogether({ desiredCount, autoscaling: given }, undefined, "Give autoscaling.minTasks."),
  ];
}

/** Target tracking for an ECS service. */
export class ServiceAutoscaling extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: Autoscaling & { readonly clusterArn: string; readonly serviceName: string },
  ) {
    super(scope, id);
    // The cluster's name is what follows the slash of its ARN.
    const cluster = Fn.element(Fn.split("/", props.clusterArn), 1) as string;
    const target = new AppautoscalingTarget(this, "target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${cluster}/${props.serviceName}`,
      minCapacity: props.minTasks ?? 1,
      maxCapacity: props.maxTasks,
    });
    const aims = {
      ECSServiceAverageCPUUtilization: props.cpuPercent,
      ECSServiceAverageMemoryUtilization: props.memoryPercent,
    };
    for (const [metric, aim] of Object.entries(aims)) {
      if (aim === undefined) continue;
      new AppautoscalingPolicy(this, metric, {
        name: `${props.serviceName}-${metric}`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: aim,
          predefinedMetricSpecification: { predefinedMetricType: metric },
        },
      });
    }
  }
}
