import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { enforce, guard, InputError, isKnown, type Precondition } from "../aws";
import type { ConsulServers } from "./consul-servers";
import { consulServersRules } from "./server-rules";

/** Servers that were made from props which were judged, and what follows from them. */
const vouched = new WeakSet<ConsulServers>();

/** What only Terraform can judge of servers, and the stacks in which it does. */
const judged = new WeakMap<
  ConsulServers,
  { readonly preconditions: Precondition[]; readonly in: Set<TerraformStack> }
>();

/** For a construct that makes servers: its own props were judged, so nobody who uses them need do it again. */
export function vouchFor<T extends ConsulServers>(servers: T): T {
  vouched.add(servers);
  return servers;
}

/**
 * Refuses servers that cannot be used, for everything that is told of servers by its prop `servers`. A mesh has hundreds of
 * those, so the same servers are judged once, and what only Terraform can judge of them stands in a stack once.
 *
 * @param scope what uses the servers: beside it stand the conditions
 * @param subject what is being made, for the message
 */
export function checkServers(scope: Construct, subject: string, servers: ConsulServers): void {
  const given: unknown = servers;
  if (vouched.has(servers)) return;
  if (typeof given !== "object" || given === null || !isKnown(given)) {
    const fix = "Give a construct that makes servers, or ExternalConsulServers.fromAttributes({...}).";
    throw new InputError(subject, [{ prop: "servers", rule: "must be Consul servers", got: given, fix, holds: false }]);
  }
  const known = judged.get(servers) ?? {
    preconditions: enforce(subject, consulServersRules(withoutNothing(servers), "servers")),
    in: new Set(),
  };
  judged.set(servers, known);
  const stack = TerraformStack.of(scope);
  if (known.in.has(stack)) return;
  known.in.add(stack);
  guard(scope, "servers-conditions", known.preconditions);
}

/** In what comes from another stack's outputs, what is not known is empty. */
function withoutNothing(servers: ConsulServers): ConsulServers {
  if (Object.getPrototypeOf(servers) !== Object.prototype) return servers;
  const given = Object.entries(servers).filter(([, value]: [string, unknown]) => value !== null && value !== "");
  return Object.fromEntries(given) as unknown as ConsulServers;
}
