import { Fn, Op, Token, type IResolvable } from "cdktf";
import ipaddr from "ipaddr.js";
import type { Rule } from "../../aws";
import { isKnown } from "../../aws";

/** Ranges that HCP takes an HVN from (RFC 1918). */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** HCP's rule for the range of an HVN; nothing to say of a token. The first broken one is the only one that says anything true. */
export function hvnCidrRule(prop: string, cidr: string): Rule {
  const refuse = (rule: string, fix: string): Rule => ({ prop, rule, got: cidr, fix, holds: false });
  const example = "Write it as '172.25.16.0/20'.";
  if (!isKnown(cidr)) return { prop, rule: "must be an IPv4 range", fix: example, holds: true };
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return refuse("must be an IPv4 range in CIDR notation", example);

  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const network = `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${prefix}`;
  if (cidr !== network) {
    return refuse("must name the network, with no bit set after the prefix", `Write it as '${network}'.`);
  }
  return {
    prop,
    rule: `must be a /16 to a /25 of ${PRIVATE_RANGES.join(", ")}`,
    got: cidr,
    fix: "HCP has no other HVN.",
    holds: prefix >= 16 && prefix <= 25 && PRIVATE_RANGES.some((range) => address.match(ipaddr.IPv4.parseCIDR(range))),
  };
}

/**
 * Whether two IPv4 ranges have no address in common: known at synth when both are, by Terraform otherwise. What is no
 * range is the business of another rule.
 */
export function areApart(a: string, b: string): boolean | IResolvable {
  if (!isKnown([a, b])) return areApartForTerraform(a, b);
  if (![a, b].every((cidr) => ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr))) return true;
  const [first, second] = [ipaddr.IPv4.parseCIDR(a), ipaddr.IPv4.parseCIDR(b)];
  // One holds the other, or they have nothing in common: compare as many bits as the shorter prefix has.
  return !first[0].match(second[0], Math.min(first[1], second[1]));
}

function areApartForTerraform(a: string, b: string): IResolvable {
  const part = (cidr: string, index: number) => Token.asString(Fn.element(Fn.split("/", cidr), index));
  const prefix = Fn.min([Fn.tonumber(part(a, 1)), Fn.tonumber(part(b, 1))] as number[]);
  const network = (cidr: string) => Fn.cidrhost(Token.asString(Fn.format("%s/%d", [part(cidr, 0), prefix])), 0);
  return Op.neq(network(a), network(b));
}
