import { notPattern, pattern, roleNameRule, text, type Check } from "../../aws";
import type { AnyServerProps } from "./props";

/** What AWS takes for the names of everything that is named after a server. */
export function nameCheck({ loadBalancer }: Pick<AnyServerProps, "loadBalancer">): readonly Check[] {
  const checks: Check[] = [
    text(),
    (prop, name) => [roleNameRule(prop, name as string, "_execution")],
    pattern(
      /^[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?$/,
      "must be letters, digits, hyphens and underscores, with no hyphen at an end",
      "Choose another name: it is a DNS name, too.",
    ),
    notPattern(/^sg-/, "must not begin with 'sg-', because security groups are named after it", OF_AWS),
  ];
  if (loadBalancer === undefined) return checks;
  const balanced = "with a load balancer, which has the same name";
  return [
    ...checks,
    pattern(
      /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/,
      `must have at most 32 letters, digits and hyphens ${balanced}`,
      "Shorten it.",
    ),
    notPattern(/^internal-/, `must not begin with 'internal-' ${balanced}`, OF_AWS),
  ];
}

const OF_AWS = "AWS keeps that for itself.";
