import { Token } from "cdktf";
import { enforce, isKnown, judge, onlyKeys, type Rule } from "../rules";
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
    idRule("vpcId", props.vpcId, "vpc"),
    ...(vpcCidr === undefined || !isKnown(vpcCidr) ? [] : cidrRules("vpcCidr", vpcCidr)),
    ...idListRules("publicSubnetIds", props.publicSubnetIds ?? undefined, "subnet"),
    // Required by its type; a caller without types is told as well.
    ...idListRules("privateSubnetIds", props.privateSubnetIds ?? [], "subnet"),
    ...idListRules("publicRouteTableIds", props.publicRouteTableIds ?? undefined, "rtb"),
    ...idListRules("privateRouteTableIds", props.privateRouteTableIds ?? undefined, "rtb"),
  ];
}

function idListRules(prop: string, ids: readonly string[] | undefined, kind: string): Rule[] {
  if (ids === undefined || Token.isUnresolved(ids)) return [];
  if (!Array.isArray(ids) || ids.length === 0) {
    const fix = prop === "privateSubnetIds" ? "Tasks and servers are put there." : "Leave it out where there is none.";
    return [{ prop, rule: "must be a list of one id or more", got: ids, fix, holds: false }];
  }
  return ids.flatMap((id: string, index): Rule[] => [
    idRule(`${prop}[${index}]`, id, kind),
    {
      prop: `${prop}[${index}]`,
      rule: "must not be in the list twice",
      got: id,
      fix: "Remove it.",
      holds: ids.indexOf(id) === index,
    },
  ]);
}

function idRule(prop: string, id: string, kind: string): Rule {
  const format = new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return {
    prop,
    rule: `must be '${kind}-' and 8 or 17 hexadecimal digits`,
    // A missing one is shown as null: the message would otherwise leave out what was given.
    got: id ?? null,
    fix: "Copy the id, not the name or the ARN.",
    holds: id !== undefined && judge(id, (literal) => typeof literal === "string" && format.test(literal)) === true,
  };
}
