import { Fn, forExpression, FOR_EXPRESSION_VALUE, Op, TerraformVariable, Token } from "cdktf";
import type { IResolvable, TerraformStack, TerraformVariableValidationConfig } from "cdktf";

const DESCRIPTION =
  "Ranges that may reach the Consul UI and the example application, IPv4 or IPv6, with commas between them, such as '203.0.113.7/32' for your own address.";

/** The widest ranges that need no second word. */
const WIDEST = { ipv4: 8, ipv6: 16 };

/**
 * Who may reach the load balancers, told by the run. Each range is judged by the first rule that it breaks, so that there
 * is one message for one fault.
 *
 * HCL example: `lb_ingress_ip`, which takes one address.
 */
export function ingressCidrBlocks(stack: TerraformStack): string[] {
  const variable = new TerraformVariable(stack, "ingress_cidr", {
    type: "string",
    nullable: false,
    description: DESCRIPTION,
  });
  const mayBeWide = new TerraformVariable(stack, "allow_wide_ingress", {
    type: "bool",
    nullable: false,
    default: false,
    description: `Whether ingress_cidr may be wider than a /${WIDEST.ipv4} (IPv6: a /${WIDEST.ipv6}), as far as the whole internet. What it opens speaks plain HTTP.`,
  });
  // AWS refuses a rule that names a range twice.
  const ranges = Token.asList(Fn.distinct(Fn.split(",", Fn.replace(variable.stringValue, " ", ""))));
  const range = Token.asString(FOR_EXPRESSION_VALUE);
  for (const fault of faults(range, mayBeWide)) variable.addValidation(validation(ranges, range, fault));
  return ranges;
}

/** What can be wrong with a range that passed the faults before it, in Terraform's words. */
interface Fault {
  readonly isThere: IResolvable;
  readonly rule: string;
  readonly cure: (ofThose: OfThose) => string;
}

/** Something said of each range that has the fault. */
type OfThose = (said: string) => string;

function faults(range: string, mayBeWide: TerraformVariable): Fault[] {
  // Cut at its own prefix, a range gives its network.
  const network = Fn.cidrsubnet(range, 0, 0);
  const isRange = Fn.can(network);
  const namesNetwork = Op.eq(Fn.try([network, "none"]), range);
  return [
    {
      isThere: Op.not(isRange),
      rule: "must be ranges in CIDR notation, IPv4 or IPv6",
      cure: () => "Write '203.0.113.7/32' for one address, and commas between several ranges.",
    },
    {
      isThere: Op.and(isRange, Op.not(namesNetwork)),
      rule: "must name networks, with no bit set after the prefix",
      cure: (ofThose) => `Write ${ofThose(network)}, or the longest prefix for one address.`,
    },
    {
      isThere: Op.and(namesNetwork, Op.and(isWide(range), Op.not(mayBeWide.booleanValue))),
      rule: `must not be wider than a /${WIDEST.ipv4}, or a /${WIDEST.ipv6} of IPv6, because what it opens speaks plain HTTP`,
      cure: () => "Narrow it, or set allow_wide_ingress to true if it is meant.",
    },
  ];
}

function isWide(range: string): IResolvable {
  const prefix: unknown = Fn.try([Fn.tonumber(Fn.element(Fn.split("/", range), 1)), 128]);
  const isWideV6 = Op.and(Fn.strcontains(range, ":"), Op.lt(prefix, WIDEST.ipv6));
  return Op.or(Op.lt(prefix, WIDEST.ipv4), isWideV6);
}

function validation(
  ranges: string[],
  range: string,
  { isThere, rule, cure }: Fault,
): TerraformVariableValidationConfig {
  // In quotes, nothing is left out for being empty.
  const ofThose: OfThose = (said) => {
    const quoted: unknown = Fn.conditional(isThere, Fn.try([Fn.jsonencode(said), ""]), "");
    return Fn.join(" and ", Token.asList(Fn.compact(Token.asList(forExpression(ranges, quoted)))));
  };
  return {
    condition: Op.not(Fn.anytrue(Token.asList(forExpression(ranges, isThere)))),
    errorMessage: `ingress_cidr ${rule} (got ${ofThose(range)}). ${cure(ofThose)}`,
  };
}
