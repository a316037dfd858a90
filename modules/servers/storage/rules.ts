import type { Construct } from "constructs";
import {
  allProps,
  awsId,
  kmsKey,
  length,
  mandatory,
  notPattern,
  nothingEphemeral,
  pattern,
  together,
  type Rule,
} from "../../aws";
import { mountedSubnets } from "./props";
import type { ServerStorageProps } from "./props";

/** Every rule about a file system for the data of servers. */
export function storageRules(scope: Construct, props: ServerStorageProps): Rule[] {
  const own = allProps(props, {
    name: [
      mandatory(length(1, 64, "must have 1 to 64 characters, as every creation token of EFS", "Shorten it.")),
      pattern(
        /^[a-zA-Z0-9_.-]*$/,
        "must be letters, digits, dots, hyphens and underscores",
        "Give that of the servers.",
      ),
      notPattern(
        /^sg-/,
        "must not begin with 'sg-', because a security group is named after it",
        "Choose another name.",
      ),
    ],
    vpcId: mandatory(awsId("vpc")),
    subnetIds: mandatory(mountedSubnets()),
    clientSecurityGroupId: mandatory(awsId("sg")),
    kmsKeyArn: kmsKey(),
  });
  return together(own, () => nothingEphemeral(scope, props));
}
