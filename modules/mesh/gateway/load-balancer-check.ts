import {
  awsId,
  cidr,
  each,
  every,
  fields,
  flag,
  inTurn,
  known,
  unlessAttribute,
  mandatory,
  must,
  notEmpty,
  shape,
  whole,
  type Check,
} from "../../aws";
import type { GatewayLoadBalancer } from "./props";

/** The load balancer in front of a gateway, field by field. */
export function gatewayLoadBalancer(): Check {
  const ranges = 'Write them like "10.0.0.0/16", or leave it out for anywhere.';
  return every(
    known("because it decides what is made", "Write it out; what it says may be tokens."),
    shape<GatewayLoadBalancer>({
      vpcId: mandatory(unlessAttribute(awsId("vpc"))),
      subnetIds: [
        mandatory(each(unlessAttribute(awsId("subnet")))),
        whole(notEmpty("must name at least one subnet", "Give public subnets for the load balancer.")),
      ],
      securityGroup: securityGroupChoice(),
      ingressCidrBlocks: [each(cidr({ fix: ranges })), whole(notEmpty("must name at least one IPv4 range", ranges))],
      openLanPort: flag(),
      preserveClientIp: flag(),
    }),
  );
}

function securityGroupChoice(): Check {
  return inTurn(
    known("because it decides what is made", "Write the choice out; the id may be a token."),
    must(
      "must be 'create', 'none', or { modify: <id of a security group> }",
      "Leave it out to have a security group made for the gateway.",
      (given: GatewayLoadBalancer["securityGroup"]) =>
        given === "create" ||
        given === "none" ||
        (typeof given === "object" && !!given.modify && Object.keys(given).every((key) => key === "modify")),
    ),
    (prop, given) => (typeof given === "object" ? MODIFIED(prop, given) : []),
  );
}

const MODIFIED = fields<{ readonly modify: string }>({ modify: unlessAttribute(awsId("sg")) });
