import { Fn, Op, Token, type IResolvable } from "cdktf";
import ipaddr from "ipaddr.js";
import { allOf, anyOf, cidr, inTurn, isKnown, matching, must, negate, type Check } from "../../aws";

/** Ranges that HCP takes an HVN from (RFC 1918). */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** HCP's rule for the range of an HVN. The first that is broken is the only one that says anything true. */
export function hvnCidr(): Check {
  const example = "Write it as '172.25.16.0/20'.";
  const fix = "HCP has no other HVN.";
  const [isOffered, isOfferedForTerraform] = matching(/\/(1[6-9]|2[0-5])$/);
  return inTurn(
    cidr({ fix: example }),
    must<string>(
      `must be a /16 to a /25 of ${PRIVATE_RANGES.join(", ")}`,
      fix,
      (range) => isOffered(range) && PRIVATE_RANGES.some((whole) => !areApart(range, whole)),
      (range) =>
        allOf(isOfferedForTerraform(range), anyOf(...PRIVATE_RANGES.map((whole) => negate(areApart(range, whole))))),
    ),
  );
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
