import ipaddr from "ipaddr.js";
import { enforce, inTurn, known, verdict, wholeNumber, type Check, type Rule } from "../rules";
import { SMALLEST_PREFIX, vpcRange } from "./vpc-range";

/** The subnets of a VPC, one of each kind per zone, in the order of the zones. */
export interface SubnetCidrs {
  readonly private: string[];
  readonly public: string[];
}

/** The subnet of the HCL examples, 251 usable addresses. Only a VPC that is too small for it gets smaller ones. */
const PREFERRED_SUBNET_PREFIX = 24;

/** No region has more zones than this that every account may use. */
const MOST_ZONES = 6;

/**
 * Cuts a VPC into subnets of equal size: block 0 stays free, the private subnets are blocks 1 to n and the public ones
 * n+1 to 2n. With the defaults (10.0.0.0/16, three zones) these are the subnets of the HCL examples: private 10.0.1.0/24
 * to 10.0.3.0/24, public 10.0.4.0/24 to 10.0.6.0/24.
 *
 * A subnet is a /24 where the VPC holds enough of them, otherwise the largest that fits, down to AWS's /28.
 *
 * @param vpcCidr an IPv4 network of /16 to /28, known at synth
 * @param zones 1 to 6
 * @throws InputError when AWS would refuse the VPC, or when it has no room for the subnets
 */
export function subnetCidrs(vpcCidr: string, zones: number): SubnetCidrs {
  enforce(`Subnets of ${vpcCidr}`, subnetRules(vpcCidr, zones));

  const [network, vpcPrefix] = ipaddr.IPv4.parseCIDR(vpcCidr);
  const subnetPrefix = Math.max(PREFERRED_SUBNET_PREFIX, vpcPrefix + blockBits(zones));
  const block = (index: number) => `${addressAt(network, index * 2 ** (32 - subnetPrefix))}/${subnetPrefix}`;
  const blocks = (first: number) => Array.from({ length: zones }, (_, index) => block(first + index));
  return { private: blocks(1), public: blocks(zones + 1) };
}

/** What a VPC that is divided at synth must hold to: a known range, a number of zones, and room for their subnets. */
export function subnetRules(cidr: string, zones: number): Rule[] {
  const own = [...dividedCidr()("cidr", cidr), ...zoneCount()("availabilityZoneCount", zones)];
  return own.length > 0 ? own : roomRules(cidr, zones);
}

/** The range of a VPC that is divided here. */
export function dividedCidr(): Check {
  const fix = "Write the range into the environment's data, or bring the network with ExistingNetwork.fromIds().";
  return inTurn(known("because the subnets are cut from it then", fix), vpcRange());
}

/** The number of zones of a VPC that is divided here. */
export function zoneCount(): Check {
  const fix = "Two are the least for a load balancer; three let a quorum of Consul servers survive the loss of one.";
  return inTurn(
    known("because it decides how many subnets there are", "Write the number into the environment's data."),
    wholeNumber(1, MOST_ZONES, fix),
  );
}

/** A VPC that can be divided must have room for its subnets. */
export function roomRules(cidr: string, zones: number): Rule[] {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const smallest = SMALLEST_PREFIX - blockBits(zones);
  return verdict(
    "cidr",
    cidr,
    `must be a /${smallest} or larger to hold the ${2 * zones} subnets of ${zones === 1 ? "1 zone" : `${zones} zones`}`,
    `No subnet can be smaller than a /${SMALLEST_PREFIX}: give a larger range, or use fewer zones (availabilityZoneCount).`,
    prefix <= smallest,
  );
}

/** How many bits number the blocks: a private and a public one per zone, and block 0. */
function blockBits(zones: number): number {
  return Math.ceil(Math.log2(2 * zones + 1));
}

/** Addresses are counted with plain arithmetic: the bit operators of JavaScript would make 128.0.0.0 negative. */
function addressAt(network: ipaddr.IPv4, offset: number): string {
  const value = network.toByteArray().reduce((sum, octet) => sum * 256 + octet, 0) + offset;
  return new ipaddr.IPv4([24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256)).toString();
}
