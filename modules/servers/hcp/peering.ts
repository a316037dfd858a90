import { Route } from "@cdktf/provider-aws/lib/route";
import { VpcPeeringConnectionAccepterA } from "@cdktf/provider-aws/lib/vpc-peering-connection-accepter";
import { AwsNetworkPeering } from "@cdktf/provider-hcp/lib/aws-network-peering";
import { HvnRoute } from "@cdktf/provider-hcp/lib/hvn-route";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { enforce } from "../../aws";
import { providerFacts } from "../../aws/grants";
import type { Network } from "../../aws/network";
import { areApart } from "./cidr";

/** An HVN, made here or looked up. */
export interface HvnAttributes {
  readonly hvnId: string;
  readonly cidrBlock: string;
  readonly selfLink: string;
}

export interface HvnPeeringProps {
  readonly name: string;
  readonly region: string;
  readonly hvn: HvnAttributes;
  /** The range as it was given, where it was: two literals are compared at synth. */
  readonly hvnCidr?: string;
  readonly network: Network;
}

/** The way between an HVN and a VPC: the peering, its acceptance, and a route in each of them. */
export class HvnPeering extends Construct {
  /** What must be there before anything reaches the other side. */
  readonly routes: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: HvnPeeringProps,
  ) {
    super(scope, id);
    props.network.guardIn?.(this);
    const peering = this.requestPeering();
    const accepter = this.acceptPeering(peering);
    this.routes = [this.routeToVpc(peering, accepter), ...this.routesToHvn(accepter)];
  }

  private requestPeering(): AwsNetworkPeering {
    const { name, region, hvn, network } = this.props;
    const hvnCidr = this.props.hvnCidr ?? hvn.cidrBlock;
    const vpcCidr = network.vpcCidr ?? "";
    const precondition = enforce(`HvnPeering "${this.node.path}"`, [
      {
        prop: "cluster.hvnCidr",
        rule: "must not overlap the range of the VPC, because no route could tell them apart",
        got: `${hvnCidr} and ${vpcCidr}`,
        fix: "Choose another range for the HVN, or for the VPC.",
        holds: areApart(hvnCidr, vpcCidr),
      },
    ]);
    return new AwsNetworkPeering(this, "peering", {
      peeringId: `${name}-peering`,
      hvnId: hvn.hvnId,
      peerVpcId: network.vpcId,
      peerAccountId: providerFacts(this).accountId,
      peerVpcRegion: region,
      lifecycle: precondition.length > 0 ? { precondition } : undefined,
    });
  }

  private acceptPeering(peering: AwsNetworkPeering): VpcPeeringConnectionAccepterA {
    return new VpcPeeringConnectionAccepterA(this, "accepter", {
      vpcPeeringConnectionId: peering.providerPeeringId,
      autoAccept: true,
    });
  }

  /** HCP refuses a route over a peering that nobody has accepted, and nothing in the route refers to the acceptance. */
  private routeToVpc(peering: AwsNetworkPeering, accepter: VpcPeeringConnectionAccepterA): HvnRoute {
    const { name, hvn, network } = this.props;
    return new HvnRoute(this, "hvn-route", {
      hvnLink: hvn.selfLink,
      hvnRouteId: `${name}-route`,
      destinationCidr: network.vpcCidr ?? "",
      targetLink: peering.selfLink,
      dependsOn: [accepter],
    });
  }

  /**
   * Departure: the HCL examples give a route to the first private route table only. With a NAT gateway per zone, the
   * tasks of the other zones would not reach the servers.
   */
  private routesToHvn(accepter: VpcPeeringConnectionAccepterA): Route[] {
    const { hvn, network } = this.props;
    const tables = { public: network.publicRouteTableIds, private: network.privateRouteTableIds };
    return Object.entries(tables).flatMap(([kind, ids]) =>
      ids.map(
        (routeTableId, index) =>
          new Route(this, `${kind}-route-${index + 1}`, {
            routeTableId,
            destinationCidrBlock: hvn.cidrBlock,
            vpcPeeringConnectionId: accepter.vpcPeeringConnectionId,
          }),
      ),
    );
  }
}
