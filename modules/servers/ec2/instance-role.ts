import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, readSecrets, terraformJson, type PolicyStatement } from "../../aws";
import { providerFacts } from "../../aws/grants";
import { CLUSTER_TAG } from "./server-config";

export interface InstanceRoleProps {
  readonly name: string;
  /** Names of the autoscaling groups. */
  readonly groupNames: readonly string[];
  readonly volumeArns: readonly string[];
  /** Key of the volumes, where it is not AWS's own. */
  readonly volumeKmsKeyArn?: string;
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
    const { partition } = providerFacts(this);
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
  const { name, groupNames, partition, volumeArns, volumeKmsKeyArn, kmsKeyArns, bucketArn, logGroup } = props;
  return [
    { ...readSecrets(...props.secretArns), Sid: "OwnSecrets" },
    ...(kmsKeyArns.length > 0 ? [allow("OwnKeys", ["kms:Decrypt"], kmsKeyArns)] : []),
    // AWS knows no narrower resource for what lists things.
    allow(
      "FindPeersAndVolumes",
      ["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances", "ec2:DescribeVolumes"],
      ["*"],
    ),
    allow("OwnVolumes", ["ec2:AttachVolume"], volumeArns),
    {
      ...allow("OwnInstances", ["ec2:AttachVolume"], [`arn:${partition}:ec2:*:*:instance/*`]),
      Condition: { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: name } },
    },
    ...(volumeKmsKeyArn === undefined ? [] : attachEncrypted(volumeKmsKeyArn)),
    allow(
      "OwnGroups",
      ["autoscaling:CompleteLifecycleAction", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      groupNames.map((group) => `arn:${partition}:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/${group}`),
    ),
    ...(bucketArn === undefined
      ? []
      : [
          allow("Snapshots", ["s3:GetObject", "s3:PutObject"], [`${bucketArn}/*`]),
          // Without it a key that is not there is an access denied, and nobody sees which there are.
          allow("ListSnapshots", ["s3:ListBucket"], [bucketArn]),
        ]),
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

/** EBS uses a customer managed key in the name of whoever attaches the volume. */
function attachEncrypted(keyArn: string): PolicyStatement[] {
  return [
    allow(
      "VolumeKey",
      ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
      [keyArn],
    ),
    {
      ...allow("VolumeKeyForEbs", ["kms:CreateGrant"], [keyArn]),
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}
