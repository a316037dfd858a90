import {
  allProps,
  awsId,
  cidr,
  each,
  fields,
  inTurn,
  isListToken,
  itemsOf,
  known,
  unlessAttribute,
  mandatory,
  must,
  notEmpty,
  notPattern,
  pattern,
  portNumber,
  propRules,
  text,
  unique,
  whole,
  type AllChecks,
  type Check,
  type Peer,
  type Rule,
} from "../../aws";
import type { ServiceTarget } from "../../aws/load-balancer";
import type { MeshSecurityGroupProps } from "./props";

const OPENED = known("because the rule of the security group is named after it", "Write the port out.");

/** What a security group is called, by AWS's rules. */
const NAME = inTurn(
  pattern(
    /^[0-9A-Za-z ._:/()#,@[\]+=&;{}!$*-]{1,255}$/,
    "must have 1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
    "Choose another name.",
  ),
  notPattern(/^sg-/, "must not begin with 'sg-', as AWS's own ids do", "Choose another name."),
);

const PROPS: AllChecks<MeshSecurityGroupProps> = {
  // A line that does not exist is refused before.
  release: [],
  name: mandatory(NAME),
  vpcId: mandatory(unlessAttribute(awsId("vpc"))),
  proxyPorts: inTurn(
    OPENED,
    each(portNumber()),
    whole(
      notEmpty("must name at least one port", "Leave it out for 20000."),
      unique("must name each port once", "Remove the one that is there twice."),
    ),
  ),
};

export function meshSecurityGroupRules(props: MeshSecurityGroupProps): Rule[] {
  return allProps(props, PROPS);
}

/** Somebody who calls the tasks, or whom they call: what implements it may have more members. */
export const PEER: Check = fields<Peer>({
  securityGroupId: unlessAttribute(awsId("sg")),
  cidrBlocks: each(unlessAttribute(cidr({ ipv6: true }))),
  peerId: [known("because rules are named after it", "Write it out."), text()],
});

/** One whom nothing names would be let in by no rule. Before a target group may be what others have opened. */
const SOMEBODY = must<Peer & Partial<Pick<ServiceTarget, "targetGroupArn">>>(
  "must have a security group or ranges of addresses",
  "Give securityGroupId or cidrBlocks.",
  ({ securityGroupId, cidrBlocks, targetGroupArn }) =>
    [securityGroupId, targetGroupArn].some((id) => id !== undefined) ||
    itemsOf(cidrBlocks).length > 0 ||
    isListToken(cidrBlocks),
  () => true,
);

const OPENING = {
  peer: mandatory(inTurn(PEER, SOMEBODY)),
  port: [OPENED, mandatory(portNumber())],
  description: pattern(
    /^[0-9A-Za-z ._:/()#,@[\]+=&;{}!$*-]{0,255}$/,
    "must have 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* at most",
    "Write it in ASCII.",
  ),
};

/** The rules for what is let in. */
export function openingRules(peer: Peer, port: number, description: string): Rule[] {
  return propRules({ peer, port, description }, OPENING);
}
