import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { terraformJson } from "..";
import { providerFacts } from "../grants";

/** AWS's own policies: what the ECS agent needs, and a shell by Session Manager instead of SSH. */
const POLICIES = {
  ecs: "service-role/AmazonEC2ContainerServiceforEC2Role",
  "session-manager": "AmazonSSMManagedInstanceCore",
};

/** The role of the instances. The tasks on them have their own, and cannot get this one. */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  /** What the instances must wait for: an agent that starts without its permissions does not join the cluster. */
  readonly attachments: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, props: { readonly name: string; readonly permissionsBoundary?: string }) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: props.name,
      assumeRolePolicy: terraformJson({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ec2.amazonaws.com" } }],
      }),
      permissionsBoundary: props.permissionsBoundary,
    });
    const { partition } = providerFacts(this);
    this.attachments = Object.entries(POLICIES).map(([policy, path]) => {
      const policyArn = `arn:${partition}:iam::aws:policy/${path}`;
      return new IamRolePolicyAttachment(this, policy, { role: role.id, policyArn });
    });
    this.profileArn = new IamInstanceProfile(this, "profile", { name: props.name, role: role.name }).arn;
  }
}
