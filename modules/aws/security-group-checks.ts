import { inTurn, notPattern, pattern, type Check } from "./rules";

const CHARACTERS = "letters, digits, spaces and the characters ._-:/()#,@[]+=&;{}!$*";
const SHORTEN = "Shorten it, or remove other characters.";

/** The name of a security group: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export function securityGroupName(): Check {
  return inTurn(
    pattern(/^[a-zA-Z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/, `must have 1 to 255 ${CHARACTERS}`, SHORTEN),
    notPattern(/^sg-/, "must not begin with 'sg-', which is AWS's own", "Choose another name."),
  );
}

/** What a rule of a security group is for: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html */
export function ruleDescription(): Check {
  return pattern(/^[a-zA-Z0-9 ._:/()#,@[\]+=&;{}!$*-]{0,255}$/, `must have at most 255 ${CHARACTERS}`, SHORTEN);
}
