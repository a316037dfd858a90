import { Token } from "cdktf";
import ipaddr from "ipaddr.js";
import { enforce, type Rule } from "../rules";

/** The subnets of a VPC, one of each kind per zone, in the order of the zones. */
export interface SubnetCidrs {
  readonly private: string[];
  readonly public: string[];
}

/** AWS takes a VPC and a subnet of /16 to /28, nothing larger and nothing smaller. */
const LARGEST_PREFIX = 16;
const SMALLEST_PREFIX = 28;

/** The subnet of the HCL examples, 251 usable addresses. Only a VPC that is too small for it gets smaller ones. */
const PREFERRED_SUBNET_PREFIX = 24;

/** No region has more zones than this that every account may use. */
const MOST_ZONES = 6;

/** Ranges (in the words of ipaddr.js) whose addresses no host can have. */
const NOT_FOR_HOSTS: readonly string[] = ["unspecified", "loopback", "linkLocal", "multicast"];

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
  const broken = [...knownCidrRules(cidr), ...zoneCountRules(zones)];
  return broken.length > 0 ? broken : roomRules(cidr, zones);
}

/**
 * What AWS asks of the range of a VPC; a literal is expected. The rules build on one another, so the first broken one is
 * the only one that says anything true, and the only one returned.
 */
export function cidrRules(prop: string, cidr: string): Rule[] {
  const refuse = (rule: string, fix: string): Rule[] => [{ prop, rule, got: cidr, fix, holds: false }];

  if (typeof cidr !== "string" || !ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) {
    return typeof cidr === "string" && ipaddr.IPv6.isValidCIDR(cidr)
      ? refuse("must be an IPv4 range", "A VPC always has an IPv4 range, and an IPv6 range is not made here.")
      : refuse("must be an IPv4 range in CIDR notation", 'Write it as "10.0.0.0/16".');
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  if (prefix < LARGEST_PREFIX || prefix > SMALLEST_PREFIX) {
    return refuse(`must be a /${LARGEST_PREFIX} to a /${SMALLEST_PREFIX}`, "AWS has no larger and no smaller VPC.");
  }
  const network = `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${prefix}`;
  if (cidr !== network) {
    // AWS would quietly make the network of it, and every later plan would want to replace the VPC.
    return refuse("must name the network, with no bit set after the prefix", `Write it as "${network}".`);
  }
  if (NOT_FOR_HOSTS.includes(address.range())) {
    return refuse(
      "must not lie in 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/4",
      "Take a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.",
    );
  }
  return [];
}

function knownCidrRules(cidr: string): Rule[] {
  if (!Token.isUnresolved(cidr)) return cidrRules("cidr", cidr);
  return [
    {
      prop: "cidr",
      rule: "must be known at synth, because the subnets are cut from it then; it is a token",
      fix: "Write the range into the environment's data, or bring the network with ExistingNetwork.fromIds().",
      holds: false,
    },
  ];
}

function zoneCountRules(zones: number): Rule[] {
  const prop = "availabilityZoneCount";
  if (Token.isUnresolved(zones)) {
    const rule = "must be known at synth, because it decides how many subnets there are; it is a token";
    return [{ prop, rule, fix: "Write the number into the environment's data.", holds: false }];
  }
  if (Number.isInteger(zones) && zones >= 1 && zones <= MOST_ZONES) return [];
  const fix = "Two are the least for a load balancer; three let a quorum of Consul servers survive the loss of one.";
  return [{ prop, rule: `must be a whole number from 1 to ${MOST_ZONES}`, got: zones, fix, holds: false }];
}

function roomRules(cidr: string, zones: number): Rule[] {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const smallest = SMALLEST_PREFIX - blockBits(zones);
  return [
    {
      prop: "cidr",
      rule: `must be a /${smallest} or larger to hold the ${2 * zones} subnets of ${zones === 1 ? "1 zone" : `${zones} zones`}`,
      got: cidr,
      fix: `No subnet can be smaller than a /${SMALLEST_PREFIX}: give a larger range, or use fewer zones (availabilityZoneCount).`,
      holds: prefix <= smallest,
    },
  ];
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
