import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import type { Construct } from "constructs";

/** Lets what has the security group reach everything: Terraform takes away the rule that AWS would give it for that. */
export function openEgress(scope: Construct, securityGroupId: string): void {
  new SecurityGroupRule(scope, "egress", {
    type: "egress",
    fromPort: 0,
    toPort: 0,
    protocol: "-1",
    cidrBlocks: ["0.0.0.0/0"],
    securityGroupId,
  });
}
