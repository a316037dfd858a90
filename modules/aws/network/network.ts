import { distinct, each, enforce, every, isKnown, must, onlyKeys, pattern, type Check, type Rule } from "../rules";
import { cidrRules } from "./subnets";

/**
 * The network that everything else is put into, whoever made it: `Vpc` makes one, `ExistingNetwork` names one.
 *
 * What is not known of a network is `undefined` or an empty list; whoever needs it says so.
 */
export interface Network {
  readonly vpcId: string;
  /** The IPv4 range of the VPC. May be a token for an existing network, and is missing where it was not given. */
  readonly vpcCidr?: string;
  /** Subnets with a route to an internet gateway: for load balancers that are open to the internet. */
  readonly publicSubnetIds: string[];
  /** Subnets for tasks and servers. Never empty. */
  readonly privateSubnetIds: string[];
  /** Where a route goes that the public subnets are to have, such as the one to an HCP virtual network. */
  readonly publicRouteTableIds: string[];
  /** Where a route goes that the private subnets are to have. */
  readonly privateRouteTableIds: string[];
  /** Addresses with which what is in the private subnets calls the internet. Missing for an existing network. */
  readonly natGatewayIps?: string[];
  /** The zone of each private subnet, in their order. Missing for an existing network. */
  readonly availabilityZones?: string[];
}

/** Each value may be a token: only what is written out is checked. */
export interface ExistingNetworkProps {
  /**
   * The id of the VPC. Refused: what is not `vpc-` and 8 or 17 hexadecimal digits.
   *
   * HCL: `vpc_id` of the modules, `module.vpc.vpc_id` of the examples.
   */
  readonly vpcId: string;
  /**
   * The IPv4 range of the VPC, for what opens a port to the whole of it. Refused: what AWS does not take as a VPC's
   * range.
   *
   * HCL: `module.vpc.vpc_cidr_block`.
   *
   * @default - not known
   */
  readonly vpcCidr?: string;
  /**
   * Ids of the subnets for load balancers that are open to the internet. Refused: an empty list, an id twice, what is
   * not `subnet-` and 8 or 17 hexadecimal digits.
   *
   * HCL: `module.vpc.public_subnets`.
   *
   * @default - none
   */
  readonly publicSubnetIds?: readonly string[];
  /**
   * Ids of the subnets for tasks and servers. They must reach the internet, or VPC endpoints, to pull images and to
   * read secrets. Refused: as `publicSubnetIds`. The two lists may name the same subnets, because a default VPC has
   * public ones only; a Fargate task there needs a public address.
   *
   * HCL: `module.vpc.private_subnets`.
   */
  readonly privateSubnetIds: readonly string[];
  /**
   * Ids of the route tables of the public subnets. Refused: an empty list, an id twice, what is not `rtb-` and 8 or 17
   * hexadecimal digits.
   *
   * HCL: `module.vpc.public_route_table_ids`.
   *
   * @default - none
   */
  readonly publicRouteTableIds?: readonly string[];
  /**
   * Ids of the route tables of the private subnets. Refused: as `publicRouteTableIds`.
   *
   * HCL: `module.vpc.private_route_table_ids`.
   *
   * @default - none
   */
  readonly privateRouteTableIds?: readonly string[];
}

const EXISTING_NETWORK_PROPS = [
  "vpcId",
  "vpcCidr",
  "publicSubnetIds",
  "privateSubnetIds",
  "publicRouteTableIds",
  "privateRouteTableIds",
] as const satisfies (keyof ExistingNetworkProps)[];

/** A network that somebody else made. A plain value: it adds nothing to the stack, not even a data source. */
export class ExistingNetwork implements Network {
  /** @throws InputError with everything that is wrong */
  static fromIds(props: ExistingNetworkProps): ExistingNetwork {
    enforce("ExistingNetwork", existingNetworkRules(props));
    return new ExistingNetwork(props);
  }

  readonly vpcId: string;
  readonly vpcCidr?: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  readonly publicRouteTableIds: string[];
  readonly privateRouteTableIds: string[];

  private constructor(props: ExistingNetworkProps) {
    this.vpcId = props.vpcId;
    this.vpcCidr = props.vpcCidr;
    this.publicSubnetIds = [...(props.publicSubnetIds ?? [])];
    this.privateSubnetIds = [...props.privateSubnetIds];
    this.publicRouteTableIds = [...(props.publicRouteTableIds ?? [])];
    this.privateRouteTableIds = [...(props.privateRouteTableIds ?? [])];
  }
}

function existingNetworkRules(props: ExistingNetworkProps): Rule[] {
  const { vpcCidr } = props;
  return [
    ...onlyKeys("props", props, EXISTING_NETWORK_PROPS),
    // Required by their types; a caller without types is told as well.
    ...id("vpc")("vpcId", props.vpcId ?? null),
    ...(vpcCidr === undefined || !isKnown(vpcCidr) ? [] : cidrRules("vpcCidr", vpcCidr)),
    ...ids("subnet")("publicSubnetIds", props.publicSubnetIds ?? undefined),
    ...ids("subnet", "Tasks and servers are put there.")("privateSubnetIds", props.privateSubnetIds ?? []),
    ...ids("rtb")("publicRouteTableIds", props.publicRouteTableIds ?? undefined),
    ...ids("rtb")("privateRouteTableIds", props.privateRouteTableIds ?? undefined),
  ];
}

function ids(kind: string, fix = "Leave it out where there is none."): Check {
  const isList = must("must be a list of one id or more", fix, (list) => Array.isArray(list) && list.length > 0);
  return (prop, value) => {
    const broken = isList(prop, value).filter(({ holds }) => holds === false);
    return broken.length > 0
      ? broken
      : every(
          each(id(kind)),
          distinct((item) => item, ""),
        )(prop, value);
  };
}

function id(kind: string): Check {
  const rule = `must be '${kind}-' and 8 or 17 hexadecimal digits`;
  return pattern(new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`), rule, "Copy the id, not the name or the ARN.");
}
