export { ExistingNetwork, type ExistingNetworkProps, type Network } from "./network";
export { type NatGateways, type VpcProps } from "./props";
export { subnetCidrs, type SubnetCidrs } from "./subnets";
export { Vpc } from "./vpc";
