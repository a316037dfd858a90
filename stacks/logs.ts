import { CloudwatchLogGroup, type CloudwatchLogGroupConfig } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { Environment } from "../environments";
import { policyDocument, terraformJson } from "../modules/aws";

/** How a log group keeps what is written. */
export function logGroupOptions({
  retentionDays,
  kmsKeyArn,
}: Environment["logs"]): Pick<CloudwatchLogGroupConfig, "retentionInDays" | "kmsKeyId"> {
  return { retentionInDays: retentionDays, kmsKeyId: kmsKeyArn };
}

export interface FlowLogsProps {
  /** Prefix of the names. */
  readonly name: string;
  readonly vpcId: string;
  readonly logs: Environment["logs"];
}

/** Writes down which connections the security groups of a VPC turned away. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { name, vpcId, logs }: FlowLogsProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "group", { name: `${name}-flow-logs`, ...logGroupOptions(logs) });
    const role = new IamRole(this, "role", { name: `${name}-flow-logs`, assumeRolePolicy: terraformJson(MAY_ASSUME) });
    const policy = new IamRolePolicy(this, "policy", {
      name: "write",
      role: role.id,
      policy: policyDocument([
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [`${group.arn}:*`],
        },
        // It looks the group up by its name, and AWS knows no narrower resource for that.
        { Effect: "Allow", Action: ["logs:DescribeLogGroups"], Resource: ["*"] },
      ]),
    });
    new FlowLog(this, "flow-log", {
      vpcId,
      trafficType: "REJECT",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      dependsOn: [policy],
    });
  }
}

const MAY_ASSUME = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "vpc-flow-logs.amazonaws.com" } }],
};
