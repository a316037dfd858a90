import { lines, quoteWord } from "../../aws";

/** The ECS services that have logged in to Consul. */
export interface RolledServices {
  /** The controllers, which write the auth methods when they start. @default there are none, without ACLs */
  readonly controllers?: readonly string[];
  /** @default none */
  readonly gateways?: readonly string[];
  readonly services: readonly string[];
}

/** The steps of a roll: those of a step start together, when those of the step before are stable. */
export function rollSteps({ controllers = [], gateways = [], services }: RolledServices): (readonly string[])[] {
  return [controllers, gateways, services].filter((names) => names.length > 0);
}

/**
 * A shell command that starts the tasks of a mesh again after Consul has lost its data: the controllers first, then all
 * gateways, then all services. Those that lost their CA and those that have the new one do not trust each other, so the
 * services of a step start together, and it says how far it is. Names may be tokens.
 */
export function rollCommand(cluster: string, region: string, rolled: RolledServices): string {
  return lines(
    "(",
    "set -e",
    `in_cluster() { aws ecs "$@" --cluster ${quoteWord(cluster)} --region ${quoteWord(region)}; }`,
    "roll() {",
    '  for name in "$@"; do',
    '    echo "Starting the tasks of $name again."',
    '    in_cluster update-service --service "$name" --force-new-deployment --query service.status --output text',
    "  done",
    "  count=0",
    '  for name in "$@"; do',
    '    in_cluster wait services-stable --services "$name"',
    "    count=$((count + 1))",
    '    echo "$count of $# are stable: $name"',
    "  done",
    "}",
    ...rollSteps(rolled).map((names) => `roll ${names.map(quoteWord).join(" ")}`),
    ")",
  );
}
