import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { copyList } from "../../aws";
import type { Alarms } from "./props";

export interface ServerAlarmsProps extends Alarms {
  readonly name: string;
  readonly serverCount: number;
  /** The dimensions of the load balancer's metrics. */
  readonly loadBalancer: string;
  readonly targetGroup: string;
}

/**
 * A server is healthy for the load balancer when it answers a question that needs a leader. So one metric, which AWS
 * measures by itself, tells both: no healthy server means no leader, fewer than there should be means a lost server.
 */
export class ServerAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServerAlarmsProps,
  ) {
    super(scope, id);
    this.fewerThan(1, "no-leader", 3, "No Consul server knows a leader: nothing can be changed.");
    this.fewerThan(
      props.serverCount,
      "lost-server",
      15,
      `Fewer than ${props.serverCount} Consul servers are healthy: the group has not replaced a lost one.`,
    );
  }

  private fewerThan(threshold: number, what: string, minutes: number, alarmDescription: string): void {
    const actions = this.props.actions && copyList(this.props.actions);
    new CloudwatchMetricAlarm(this, what, {
      alarmName: `${this.props.name}-${what}`,
      alarmDescription,
      namespace: "AWS/NetworkELB",
      metricName: "HealthyHostCount",
      dimensions: { LoadBalancer: this.props.loadBalancer, TargetGroup: this.props.targetGroup },
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold,
      period: 60,
      evaluationPeriods: minutes,
      treatMissingData: "breaching",
      alarmActions: actions,
      okActions: actions,
    });
  }
}
