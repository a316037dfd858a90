import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, Op, Token } from "cdktf";
import { Construct } from "constructs";
import type { Precondition } from "../rules";
import { mergeTags } from "../tags";
import type { Network } from "./network";
import { validateVpcProps, type VpcProps } from "./props";
import { subnetCidrs } from "./subnets";

const ANYWHERE = "0.0.0.0/0";

/** A route table with its default route: whoever is to reach the internet through it must wait for both. */
interface NatAddress {
  readonly publicIp: string;
}

interface InternetPath {
  readonly table: RouteTable;
  readonly route: Route;
}

/**
 * A VPC with a private and a public subnet in each zone, as the HCL examples make it with terraform-aws-modules/vpc.
 *
 * Zones are numbered from 1, in the construct ids and in the Name tags: their names are known to Terraform only.
 */
export class Vpc extends Construct implements Network {
  readonly vpcId: string;
  /** Known at synth, so that it can be compared with the range of another network. */
  readonly vpcCidr: string;
  /** In use only when the internet gateway is: AWS refuses an open load balancer in a VPC that has none yet. */
  readonly publicSubnetIds: string[];
  /** In use only when the NAT gateway is: the first boot of a server installs packages, and does so once. */
  readonly privateSubnetIds: string[];
  readonly publicRouteTableIds: string[];
  readonly privateRouteTableIds: string[];
  readonly natGatewayIps: string[];
  readonly availabilityZones: string[];

  private readonly props: Required<VpcProps>;
  private readonly zones: DataAwsAvailabilityZones;
  private readonly vpc: AwsVpc;

  /** @throws InputError with everything that is wrong in the props */
  constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    const { props: complete, preconditions } = validateVpcProps(id, props);
    this.props = complete;
    const cidrs = subnetCidrs(this.props.cidr, this.props.availabilityZoneCount);

    this.zones = this.addZones();
    this.vpc = this.addVpc(preconditions);
    const gateway = new InternetGateway(this, "internet-gateway", { vpcId: this.vpc.id, tags: this.tags() });
    const publicSubnets = this.addSubnets("public", cidrs.public);
    const privateSubnets = this.addSubnets("private", cidrs.private);
    const toGateway = this.addPath("public", "public", { gatewayId: gateway.id });
    const throughNat = this.addNatPaths(publicSubnets, gateway);

    this.vpcId = this.vpc.id;
    this.vpcCidr = this.props.cidr;
    this.publicRouteTableIds = [toGateway.table.id];
    this.privateRouteTableIds = throughNat.map(({ table }) => table.id);
    this.publicSubnetIds = this.associate("public", publicSubnets, [toGateway]);
    this.privateSubnetIds = this.associate("private", privateSubnets, throughNat);
    this.natGatewayIps = throughNat.map(({ publicIp }) => publicIp);
    this.availabilityZones = privateSubnets.map((subnet) => subnet.availabilityZone);
  }

  /** Local zones and wavelength zones are left out: they are opt-in, and neither NAT gateways nor Fargate are there. */
  private addZones(): DataAwsAvailabilityZones {
    return new DataAwsAvailabilityZones(this, "availability-zones", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
  }

  private addVpc(preconditions: readonly Precondition[]): AwsVpc {
    const wanted = this.props.availabilityZoneCount;
    const offered = Fn.lengthOf(this.zones.names);
    return new AwsVpc(this, "vpc", {
      cidrBlock: this.props.cidr,
      enableDnsSupport: true,
      // Cloud Map's private namespaces and the DNS names of EFS mount targets need it.
      enableDnsHostnames: true,
      tags: this.tags(),
      lifecycle: {
        // `element` starts again at the first zone when there are too few: two subnets would share a zone unnoticed.
        precondition: [
          ...preconditions,
          {
            condition: Op.gte(offered, wanted),
            errorMessage: `availabilityZoneCount must be at most what the region offers: ${wanted} zones are wanted, it has fewer. Lower it, or use another region.`,
          },
        ],
      },
    });
  }

  private addSubnets(kind: "private" | "public", cidrs: readonly string[]): Subnet[] {
    return cidrs.map(
      (cidrBlock, index) =>
        new Subnet(this, `${kind}-${index + 1}`, {
          vpcId: this.vpc.id,
          cidrBlock,
          availabilityZone: Token.asString(Fn.element(this.zones.names, index)),
          mapPublicIpOnLaunch: kind === "public" ? this.props.publicIpOnLaunch : undefined,
          tags: this.tags(`${kind}-${index + 1}`),
          // The list of zones changes when one has an outage or is added. A subnet in use must not move for that.
          lifecycle: { ignoreChanges: ["availability_zone"] },
        }),
    );
  }

  /** One way out for all private subnets, or one for each. */
  private addNatPaths(publicSubnets: readonly Subnet[], gateway: InternetGateway): (InternetPath & NatAddress)[] {
    const single = this.props.natGateways === "single";
    return publicSubnets.slice(0, single ? 1 : undefined).map((subnet, index) => {
      const number = index + 1;
      const tags = this.tags(`nat-${number}`);
      // Neither refers to the internet gateway, and both need it, when they are made and until they are gone.
      const dependsOn = [gateway];
      const address = new Eip(this, `nat-address-${number}`, { domain: "vpc", tags, dependsOn });
      const nat = new NatGateway(this, `nat-gateway-${number}`, {
        allocationId: address.id,
        subnetId: subnet.id,
        tags,
        dependsOn,
      });
      // The id has its number in both cases: whoever goes from one gateway to several keeps the first.
      const path = this.addPath(`private-${number}`, single ? "private" : `private-${number}`, {
        natGatewayId: nat.id,
      });
      return { ...path, publicIp: address.publicIp };
    });
  }

  /** The route is a resource of its own: with routes inside the table, a peering's route would be removed again. */
  private addPath(id: string, tag: string, target: { gatewayId: string } | { natGatewayId: string }): InternetPath {
    const table = new RouteTable(this, `${id}-route-table`, { vpcId: this.vpc.id, tags: this.tags(tag) });
    const route = new Route(this, `${id}-default-route`, {
      routeTableId: table.id,
      destinationCidrBlock: ANYWHERE,
      ...target,
    });
    return { table, route };
  }

  /**
   * Gives each subnet its route table, and returns the ids *of the associations' subnets*. They are the same ids, but
   * whoever uses them waits, without a `depends_on`, until the subnet reaches the internet, and is destroyed before it
   * no longer does.
   */
  private associate(kind: "private" | "public", subnets: readonly Subnet[], paths: readonly InternetPath[]): string[] {
    return subnets.flatMap((subnet, index) => {
      const path = paths[index] ?? paths[0];
      if (!path) return [];
      const association = new RouteTableAssociation(this, `${kind}-${index + 1}-route-table-association`, {
        subnetId: subnet.id,
        routeTableId: path.table.id,
        dependsOn: [path.route],
      });
      return [association.subnetId];
    });
  }

  private tags(suffix?: string): Record<string, string> {
    const { name, tags } = this.props;
    return mergeTags(tags, { Name: suffix === undefined ? name : `${name}-${suffix}` });
  }
}
