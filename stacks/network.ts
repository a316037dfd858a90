import type { Construct } from "constructs";
import type { NetworkData } from "../environments";
import { ExistingNetwork, Vpc, type Network } from "../modules/aws/network";

/** The network that the data describes: made here, under this name, or made by somebody else. */
export function networkOf(scope: Construct, id: string, name: string, network: NetworkData): Network {
  return "vpcId" in network
    ? ExistingNetwork.fromIds(network)
    : new Vpc(scope, id, {
        name,
        cidr: network.cidr,
        availabilityZoneCount: network.availabilityZones,
        natGateways: network.natGateways,
      });
}
