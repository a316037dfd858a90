import type { StateResource } from "./resource";

/** Types that the modules make, and that say their region since version 6 of the provider; before, none of them did. */
const REGIONAL = new Set([
  "aws_ecs_service",
  "aws_ecs_task_definition",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_secretsmanager_secret",
  "aws_security_group",
  "aws_security_group_rule",
  "aws_service_discovery_private_dns_namespace",
  "aws_service_discovery_service",
]);

/** A resource that version 6 of the AWS provider wrote: 5.100, which this project has, cannot read it. */
export function writtenByProvider6(resources: readonly StateResource[]): StateResource | undefined {
  return resources.find(({ type, values }) => REGIONAL.has(type) && "region" in values);
}

/** Whether a constraint allows no version before 6. */
export function needsProvider6(constraint: string): boolean {
  const parts = constraint.split(",").map((part) => /^\s*(>=|~>|=|>)?\s*v?(\d+)/.exec(part));
  return parts.some((part) => part !== null && Number(part[2]) >= 6);
}
