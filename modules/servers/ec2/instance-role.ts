import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, readSecrets, terraformJson, type PolicyStatement } from "../../aws";
import { CLUSTER_TAG } from "./server-config";

export interface InstanceRoleProps {
  readonly name: string;
  /** Name of the autoscaling group. */
  readonly groupName: string;
  readonly volumeArns: readonly string[];
  readonly secretArns: readonly string[];
  readonly kmsKeyArns: readonly string[];
  /** Bucket for the snapshots. */
  readonly bucketArn?: string;
  readonly logGroup?: string;
  readonly permissionsBoundary?: string;
}

/** What the instances may do: read their own secrets, find each other, take their own volumes. */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  /** What the first instance must wait for. */
  readonly permissions: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { partition } = new DataAwsPartition(this, "partition");
    const role = new IamRole(this, "role", {
      name: `${props.name}-instance`,
      assumeRolePolicy: terraformJson(EC2_MAY_ASSUME),
      permissionsBoundary: props.permissionsBoundary,
    });
    this.profileArn = new IamInstanceProfile(this, "profile", { name: `${props.name}-instance`, role: role.name }).arn;
    this.permissions = [
      new IamRolePolicy(this, "policy", {
        name: "consul-server",
        role: role.id,
        policy: policyDocument(instanceStatements({ ...props, partition })),
      }),
      // Session Manager instead of SSH.
      new IamRolePolicyAttachment(this, "session-manager", {
        role: role.name,
        policyArn: `arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
      }),
    ];
  }
}

const EC2_MAY_ASSUME = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ec2.amazonaws.com" } }],
};

/** The policy of the instances. */
export function instanceStatements(
  props: Omit<InstanceRoleProps, "permissionsBoundary"> & { readonly partition: string },
): PolicyStatement[] {
  const { name, groupName, partition, volumeArns, kmsKeyArns, bucketArn, logGroup } = props;
  return [
    { ...readSecrets(...props.secretArns), Sid: "OwnSecrets" },
    ...(kmsKeyArns.length > 0 ? [allow("OwnKeys", ["kms:Decrypt"], kmsKeyArns)] : []),
    // AWS knows no narrower resource for what lists things.
    allow("FindPeersAndVolumes", ["ec2:DescribeInstances", "ec2:DescribeVolumes"], ["*"]),
    allow("OwnVolumes", ["ec2:AttachVolume"], volumeArns),
    {
      ...allow("OwnInstances", ["ec2:AttachVolume"], [`arn:${partition}:ec2:*:*:instance/*`]),
      Condition: { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: name } },
    },
    allow(
      "TellOwnGroup",
      ["autoscaling:CompleteLifecycleAction"],
      [`arn:${partition}:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/${groupName}`],
    ),
    ...(bucketArn === undefined ? [] : [allow("Snapshots", ["s3:PutObject"], [`${bucketArn}/*`])]),
    ...(logGroup === undefined
      ? []
      : [
          allow(
            "Logs",
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            [`arn:${partition}:logs:*:*:log-group:${logGroup}:*`],
          ),
        ]),
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}
