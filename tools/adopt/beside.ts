import { moduleSteps, type Left, type StateResource } from "./state";
import { isThere, list, record, text, texts, without, type Values } from "./values";
import { besideConfig, isBesideType, type AdoptedCall, type BesideResource } from "./write";

export interface Beside {
  readonly taken: readonly BesideResource[];
  readonly left: readonly Left[];
}

/**
 * The load balancers, target groups, listeners and security groups that ECS services which are taken over refer to, and
 * what hangs on these. They stand in the modules of the calls; nothing else is dragged in.
 *
 * @param resources all of the state
 * @param others those of them that are in no call
 */
export function besideCalls(
  calls: readonly AdoptedCall[],
  resources: readonly StateResource[],
  others: readonly StateResource[],
  newState: boolean,
): Beside {
  const modules = new Set(calls.flatMap(({ call, services }) => [parentOf(call.address), ...services.map(moduleOf)]));
  const candidates = others.filter(
    ({ type, module }) => type !== "aws_ecs_service" && isBesideType(type) && modules.has(module),
  );
  const wanted = reached(candidates, calls);
  const judged = wanted.map((resource) => ({ resource, why: unreadBecause(resource) }));
  const taken = judged.flatMap(({ resource, why }) => (why === undefined ? [resource] : []));
  const kept = newState ? taken.filter((each) => isWhole(each, taken, resources)) : taken;
  return {
    taken: kept.map((resource) => ({ resource, config: besideConfig(withoutOwnRules(resource, resources)).config })),
    left: [
      ...judged.flatMap(({ resource: { address }, why }) => (why === undefined ? [] : [{ address, why }])),
      ...taken.filter((each) => !kept.includes(each)).map(({ address }) => ({ address, why: NOT_WHOLE })),
    ],
  };
}

const NOT_WHOLE = "another instance of it is left, and a removed block in the old root is about all of them";

function moduleOf({ module }: StateResource): string {
  return module;
}

/** Of `module.mesh["a"].module.client` it is `module.mesh["a"]`. */
function parentOf(module: string): string {
  const steps = moduleSteps(module).slice(0, -1);
  return steps.map(({ name, key = "" }) => `module.${name}${key}`).join(".");
}

/** What the services refer to, what that refers to, and what hangs on any of it. */
function reached(candidates: readonly StateResource[], calls: readonly AdoptedCall[]): StateResource[] {
  const own = calls.flatMap(({ call, services }) => [...call.resources, ...services]);
  const groups = own.filter(({ type }) => type === "aws_security_group").map(({ values }) => text(values.id));
  const ids = new Set([...own.flatMap(refersTo), ...groups].filter(isThere));
  const found = new Set<StateResource>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const resource of candidates.filter((each) => hangsOn(each).some((id) => ids.has(id)))) {
      found.add(resource);
      refersTo(resource).forEach((id) => ids.add(id));
    }
  }
  return candidates.filter((each) => found.has(each));
}

/** Ids and ARNs of what comes with a resource. */
function refersTo({ type, values }: StateResource): string[] {
  switch (type) {
    case "aws_ecs_service":
      return [
        ...list(values.load_balancer).map((each) => text(record(each).target_group_arn)),
        ...list(values.network_configuration).flatMap((each) => texts(record(each).security_groups)),
      ].filter(isThere);
    case "aws_lb":
      return [String(values.arn), ...texts(values.security_groups)];
    case "aws_lb_listener":
      return [text(values.load_balancer_arn), ...targetsOf(values)].filter(isThere);
    default:
      return [];
  }
}

/** By any of these a resource is reached: by its own id, and a listener and a rule by what they are about. */
function hangsOn({ type, values }: StateResource): string[] {
  const { security_group_id: group, source_security_group_id: source, referenced_security_group_id: other } = values;
  const own = type === "aws_lb_listener" ? [text(values.load_balancer_arn), ...targetsOf(values)] : [text(values.id)];
  return [...own, text(group), text(source), text(other)].filter(isThere);
}

function targetsOf(listener: Values): (string | undefined)[] {
  return list(listener.default_action)
    .map(record)
    .flatMap(({ target_group_arn: arn, forward }) => [
      text(arn),
      ...list(record(list(forward)[0]).target_group).map((each) => text(record(each).arn)),
    ]);
}

function unreadBecause(resource: StateResource): string | undefined {
  const { address, sensitive, tainted, deposed } = resource;
  if (sensitive.length > 0) return `it has a sensitive ${sensitive.join(" and ")}, which is not written anywhere`;
  if (deposed !== undefined) return "it has an object that waits to be destroyed: apply, and run this again";
  if (tainted)
    return `it is tainted, so that the next apply would replace it: \`terraform untaint '${address}'\`, or apply, and run this again`;
  const { unread } = besideConfig(resource);
  return unread.length === 0 ? undefined : `it has ${unread.join(" and ")}, which is not read back: write it by hand`;
}

function isWhole(
  { module, type, name }: StateResource,
  taken: readonly StateResource[],
  resources: readonly StateResource[],
): boolean {
  return resources
    .filter((each) => each.module === module && each.type === type && each.name === name)
    .every((each) => taken.includes(each));
}

/** A state has all rules in their group, also those that are resources of their own: only these are then written. */
function withoutOwnRules(resource: StateResource, resources: readonly StateResource[]): StateResource {
  if (resource.type !== "aws_security_group") return resource;
  const directions = ["ingress", "egress"].filter((direction) =>
    resources.some(
      ({ type, values }) =>
        values.security_group_id === resource.values.id &&
        (type === `aws_vpc_security_group_${direction}_rule` ||
          (type === "aws_security_group_rule" && values.type === direction)),
    ),
  );
  return { ...resource, values: without(resource.values, ...directions) };
}
