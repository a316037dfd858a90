import type { Construct } from "constructs";
import { guard } from "../guard";
import { copyList } from "../merge";
import {
  allProps,
  awsIds,
  enforce,
  exactAwsId,
  givenProps,
  mandatory,
  type AwsIdKind,
  type Check,
  type Precondition,
  type Rule,
  together,
  typeRules,
} from "../rules";
import { vpcRange } from "./vpc-range";

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
  /**
   * Has Terraform judge, in this scope, the ids that are tokens. Whoever is given the network calls it, because an existing
   * network has no place of its own in a stack.
   */
  guardIn?(scope: Construct): void;
}

/** Each value may be a token: what is written out is checked at once, what is not by Terraform. */
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

/** A network that somebody else made. A plain value: it adds nothing to the stack, not even a data source. */
export class ExistingNetwork implements Network {
  /** @throws InputError with everything that is wrong */
  static fromIds(given: ExistingNetworkProps): ExistingNetwork {
    const props = givenProps("ExistingNetwork", given);
    return new ExistingNetwork(
      props,
      enforce(
        "ExistingNetwork",
        together(typeRules("ExistingNetwork.fromIds", props), () => existingNetworkRules(props)),
      ),
    );
  }

  readonly vpcId: string;
  readonly vpcCidr?: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  readonly publicRouteTableIds: string[];
  readonly privateRouteTableIds: string[];

  readonly #preconditions: readonly Precondition[];

  private constructor(props: ExistingNetworkProps, preconditions: readonly Precondition[]) {
    this.#preconditions = preconditions;
    this.vpcId = props.vpcId;
    this.vpcCidr = props.vpcCidr;
    this.publicSubnetIds = copyList(props.publicSubnetIds ?? []);
    this.privateSubnetIds = copyList(props.privateSubnetIds);
    this.publicRouteTableIds = copyList(props.publicRouteTableIds ?? []);
    this.privateRouteTableIds = copyList(props.privateRouteTableIds ?? []);
  }

  guardIn(scope: Construct): void {
    guard(scope, "existing-network", this.#preconditions);
  }
}

function existingNetworkRules(props: ExistingNetworkProps): Rule[] {
  const none = "Leave it out where there is none.";
  return allProps(props, {
    vpcId: mandatory(exactAwsId("vpc")),
    vpcCidr: vpcRange(),
    publicSubnetIds: ids("subnet", none),
    privateSubnetIds: mandatory(ids("subnet", "Tasks and servers are put there.")),
    publicRouteTableIds: ids("rtb", none),
    privateRouteTableIds: ids("rtb", none),
  });
}

function ids(kind: AwsIdKind, fix: string): Check {
  return awsIds(kind, 1, "must be a list of one id or more", fix, exactAwsId(kind));
}
