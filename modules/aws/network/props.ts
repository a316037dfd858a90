import { Fn, Token } from "cdktf";
import { isMapToken } from "../merge";
import {
  allProps,
  asArgument,
  contains,
  enforce,
  givenProps,
  hasLength,
  inTurn,
  known,
  mandatory,
  must,
  negate,
  oneOf,
  trueOrFalse,
  verdict,
  type Check,
  type Precondition,
  type Rule,
  together,
  typeRules,
} from "../rules";
import { tagCharacters, tagMap } from "../tag-rules";
import { dividedCidr, roomRules, zoneCount } from "./subnets";

const NAT_GATEWAYS = ["single", "one-per-zone"] as const;

/** `single`: one that all zones share; `one-per-zone`: none depends on another zone. */
export type NatGateways = (typeof NAT_GATEWAYS)[number];

/** What a VPC of our own can be told. "HCL" names the input of terraform-aws-modules/vpc, which the examples call. */
export interface VpcProps {
  /**
   * The Name tag of the VPC and the first part of all others: `consul-private-1`, `consul-nat-1`. May be a token.
   * Refused: an empty one, one of more than 246 characters (a tag's value has at most 256), and characters that tags do
   * not have: there are letters, digits, spaces and `_ . : / = + - @`.
   *
   * HCL: `name`.
   */
  readonly name: string;
  /**
   * The IPv4 range of the VPC, a /16 to a /28, from which the subnets are cut; see `subnetCidrs`. It cannot be changed
   * later without a new VPC. Refused: what AWS does not take, a range with bits after its prefix, one too small for the
   * zones, and a token.
   *
   * HCL: `cidr`; the subnets are `private_subnets` and `public_subnets` there.
   *
   * @default "10.0.0.0/16"
   */
  readonly cidr?: string;
  /**
   * In how many zones there is a private and a public subnet, 1 to 6. Load balancers ask for 2. Choose it at the start:
   * the public subnets are numbered after the private ones, so another number replaces them. Refused: anything else, and
   * a token; at plan, more than the region has.
   *
   * HCL: the length of `private_subnets` and `public_subnets`; the zones are the first of `azs`.
   *
   * @default 3
   */
  readonly availabilityZoneCount?: number;
  /**
   * How the private subnets reach the internet. With `single` they all lose it together with the first zone; each
   * gateway is paid for by the hour.
   *
   * HCL: `single_nat_gateway` or `one_nat_gateway_per_az`, with `enable_nat_gateway`.
   *
   * @default "single"
   */
  readonly natGateways?: NatGateways;
  /**
   * Gives a public address to what is started in a public subnet and does not say whether it wants one. Load balancers and
   * NAT gateways bring their own, and tasks on Fargate always say it.
   *
   * HCL: `map_public_ip_on_launch`.
   *
   * @default true
   */
  readonly publicIpOnLaunch?: boolean;
  /**
   * Tags of everything that has tags. Refused: `Name`, which `name` sets; a key that starts with `aws:`, is empty or has
   * more than 128 characters; a value of more than 256.
   *
   * HCL: `tags`.
   *
   * @default - none but Name
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** AWS allows 256 characters; `-private-6` is the longest that is added to the name. */
const LONGEST_NAME = 256 - "-private-6".length;

/** The props with their defaults, and what Terraform has to judge. */
export interface ValidVpcProps {
  readonly props: Required<VpcProps>;
  readonly preconditions: readonly Precondition[];
}

/** Fills in the defaults and refuses what cannot work. */
export function validateVpcProps(id: string, given: VpcProps): ValidVpcProps {
  const subject = `Vpc "${id}"`;
  const props: Required<VpcProps> = {
    ...{ cidr: "10.0.0.0/16", availabilityZoneCount: 3, natGateways: "single", publicIpOnLaunch: true, tags: {} },
    ...givenProps(subject, given),
  };
  return {
    props,
    preconditions: enforce(
      subject,
      together(typeRules("Vpc", props), () => vpcRules(props)),
    ),
  };
}

function vpcRules(props: Required<VpcProps>): Rule[] {
  const nat = "'single' costs less; with 'one-per-zone' the private subnets of a zone do not depend on another zone.";
  const own = allProps(props, {
    name: mandatory(inTurn(name(), tagCharacters())),
    cidr: dividedCidr(),
    availabilityZoneCount: zoneCount(),
    natGateways: inTurn(known("because it decides what is made", nat), oneOf(NAT_GATEWAYS, nat)),
    publicIpOnLaunch: trueOrFalse(),
    tags: [notName(), tagMap(["Name"])],
  });
  const { cidr, availabilityZoneCount: zones } = props;
  const isDivided = ![...dividedCidr()("cidr", cidr), ...zoneCount()("availabilityZoneCount", zones)].length;
  return isDivided ? [...own, ...roomRules(cidr, zones)] : own;
}

function name(): Check {
  return must<string>(
    `must have 1 to ${LONGEST_NAME} characters`,
    "It is the first part of every Name tag, and a tag's value has at most 256 characters.",
    (literal) => literal.trim() !== "" && literal.length <= LONGEST_NAME,
    (token) => hasLength(token, 1, LONGEST_NAME),
  );
}

function notName(): Check {
  const own = "The Name tags are made from the prop `name`.";
  return (prop, tags) => {
    if (isMapToken(tags)) {
      const named: unknown = Fn.keys(asArgument(tags));
      return verdict(prop, tags, "must have no tag 'Name'", own, negate(contains(Token.asList(named), "Name")));
    }
    const isThere = typeof tags === "object" && tags !== null && Object.hasOwn(tags, "Name");
    return verdict(`${prop}.Name`, tags, "must not be given", own, !isThere);
  };
}
