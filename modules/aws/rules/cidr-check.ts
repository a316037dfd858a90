import { Fn, Op } from "cdktf";
import ipaddr from "ipaddr.js";
import { must, type Check } from "./check";
import { allOf, can } from "./truth";

/** A range of addresses that names the network: no bit is set after the prefix. IPv4, and IPv6 where it is asked for. */
export function cidr(options: { readonly ipv6?: boolean; readonly rule?: string; readonly fix?: string } = {}): Check {
  const { ipv6 = false, rule, fix } = options;
  return must<string>(
    rule ?? `must be an IPv4 ${ipv6 ? "or IPv6 " : ""}range in CIDR notation with no bit set after the prefix`,
    fix ?? `Write it like "10.0.0.0/16"${ipv6 ? ' or "2001:db8::/32"' : ""}.`,
    (range) => isNetwork(range) || (ipv6 && isNetworkV6(range)),
    // Only of an IPv4 range there is a mask. Cut at its own prefix, a range gives its network.
    (range) => allOf(ipv6 || can(Fn.cidrnetmask(range)), Op.eq(Fn.try([Fn.cidrsubnet(range, 0, 0), "none"]), range)),
  );
}

/** Whether it is an IPv4 network. */
export function isNetwork(range: string): boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(range)) return false;
  return range === `${ipaddr.IPv4.networkAddressFromCIDR(range).toString()}/${ipaddr.IPv4.parseCIDR(range)[1]}`;
}

function isNetworkV6(range: string): boolean {
  if (!ipaddr.IPv6.isValidCIDR(range)) return false;
  return range === `${ipaddr.IPv6.networkAddressFromCIDR(range).toString()}/${ipaddr.IPv6.parseCIDR(range)[1]}`;
}
