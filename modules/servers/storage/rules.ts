import type { Construct } from "constructs";
import {
  absolutePath,
  allProps,
  awsId,
  kmsKey,
  length,
  unlessAttribute,
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

/** The rules for a directory, which is named after a server. */
export function directoryRules(name: string): Rule[] {
  const rule = "must have 1 to 99 letters, digits, dots, hyphens and underscores";
  return mandatory(unlessAttribute(pattern(/^\w[\w.-]{0,98}$/, rule, "Give the name of the server.")))("name", name);
}

/** The rules for the place of a directory in a container. */
export function mountRules(containerPath: string): Rule[] {
  return mandatory(unlessAttribute(absolutePath()))("containerPath", containerPath);
}
