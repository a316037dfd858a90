import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import type { Construct } from "constructs";
import type { Environment, NetworkData } from "../environments";
import { ExistingNetwork, Vpc, type Network } from "../modules/aws/network";
import { FlowLogs } from "./logs";

export interface NetworkPlace {
  readonly name: string;
  readonly network: NetworkData;
  readonly logs: Environment["logs"];
}

/** The network that the data describes: made here, under this name, or made by somebody else. */
export function networkOf(scope: Construct, id: string, { name, network, logs }: NetworkPlace): Network {
  if ("vpcId" in network) return ExistingNetwork.fromIds(network);
  const vpc = new Vpc(scope, id, {
    name,
    cidr: network.cidr,
    availabilityZoneCount: network.availabilityZones,
    natGateways: network.natGateways,
    // Only load balancers and NAT gateways are in the public subnets, and they bring their own addresses.
    publicIpOnLaunch: false,
  });
  // AWS makes one that lets its members reach each other. Nothing here is in it: without rules, nothing can be by mistake.
  new DefaultSecurityGroup(scope, `${id}-default-security-group`, { vpcId: vpc.vpcId });
  if (network.flowLogs) new FlowLogs(scope, `${id}-flow-logs`, { name, vpcId: vpc.vpcId, logs });
  return vpc;
}
