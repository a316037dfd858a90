import { Fn, Op } from "cdktf";
import ipaddr from "ipaddr.js";
import { can, inTurn, isBetween, must, type Check } from "../rules";

/** AWS takes a VPC and a subnet of /16 to /28, nothing larger and nothing smaller. */
const LARGEST_PREFIX = 16;
export const SMALLEST_PREFIX = 28;

/** Ranges (in the words of ipaddr.js) whose addresses no host can have. */
const NOT_FOR_HOSTS: readonly string[] = ["unspecified", "loopback", "linkLocal", "multicast"];

/** What AWS takes as the IPv4 range of a VPC. The rules build on one another, so that one is told of a range. */
export function vpcRange(): Check {
  return inTurn(notation(), size(), network(), forHosts());
}

function notation(): Check {
  return (prop, range) => {
    const isV6 = typeof range === "string" && ipaddr.IPv6.isValidCIDR(range);
    return must<string>(
      isV6 ? "must be an IPv4 range" : "must be an IPv4 range in CIDR notation",
      isV6 ? "A VPC always has an IPv4 range, and an IPv6 range is not made here." : 'Write it as "10.0.0.0/16".',
      (literal) => ipaddr.IPv4.isValidCIDRFourPartDecimal(literal),
      (token) => can(Fn.cidrnetmask(token)),
    )(prop, range);
  };
}

function size(): Check {
  return must<string>(
    `must be a /${LARGEST_PREFIX} to a /${SMALLEST_PREFIX}`,
    "AWS has no larger and no smaller VPC.",
    (literal) => prefixOf(literal) >= LARGEST_PREFIX && prefixOf(literal) <= SMALLEST_PREFIX,
    (token) =>
      isBetween(Fn.try([Fn.tonumber(Fn.element(Fn.split("/", token), 1)), -1]), LARGEST_PREFIX, SMALLEST_PREFIX),
  );
}

/** AWS would quietly make the network of it, and every later plan would want to replace the VPC. */
function network(): Check {
  return (prop, range) =>
    must<string>(
      "must name the network, with no bit set after the prefix",
      typeof range === "string" && ipaddr.IPv4.isValidCIDRFourPartDecimal(range)
        ? `Write it as "${networkOf(range)}".`
        : "Write it as '10.0.0.0/16'.",
      (literal) => literal === networkOf(literal),
      (token) => Op.eq(Fn.try([Fn.cidrsubnet(token, 0, 0), "none"]), token),
    )(prop, range);
}

function forHosts(): Check {
  return must<string>(
    "must not lie in 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/4",
    "Take a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.",
    (literal) => !NOT_FOR_HOSTS.includes(ipaddr.IPv4.parseCIDR(literal)[0].range()),
  );
}

function prefixOf(range: string): number {
  return ipaddr.IPv4.parseCIDR(range)[1];
}

function networkOf(range: string): string {
  return `${ipaddr.IPv4.networkAddressFromCIDR(range).toString()}/${prefixOf(range)}`;
}
