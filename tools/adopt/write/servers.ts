import type { ReadBack } from "../read-back";
import { canonical, groupBy, without, type Values } from "../values";

/** Servers that several constructs use, said once. */
export interface SharedServers {
  readonly attributes: Values;
  /** The constructs, by their place in the list. */
  readonly users: readonly number[];
}

/**
 * The servers that the constructs are told of, each once. A controller is told of the bootstrap token and not of ACLs, a
 * task the other way round: where nothing else differs, they are the same servers.
 */
export function sharedServers(backs: readonly ReadBack[]): SharedServers[] {
  const told = backs.flatMap(({ servers }, user) => (servers === undefined ? [] : [{ servers, user }]));
  const groups = [...groupBy(told, ({ servers }) => canonical(servers) ?? "").values()].map((same) => ({
    attributes: same[0]?.servers ?? {},
    users: same.map(({ user }) => user),
  }));
  const controllers = groups.filter(isOfController);
  const joined = new Map<SharedServers, SharedServers>();
  for (const controller of controllers) {
    const fitting = groups.filter((group) => !isOfController(group) && isSameBut(group, controller));
    const [tasks, another] = fitting;
    if (tasks !== undefined && another === undefined && ![...joined.values()].includes(tasks))
      joined.set(controller, tasks);
  }
  return groups.flatMap((group) => {
    const controller = [...joined].find(([, tasks]) => tasks === group)?.[0];
    if (joined.has(group)) return [];
    return controller === undefined ? [group] : [merged(group, controller)];
  });
}

function isOfController({ attributes }: SharedServers): boolean {
  return "bootstrapTokenSecretArn" in attributes;
}

function isSameBut(tasks: SharedServers, controller: SharedServers): boolean {
  return (
    canonical(without(tasks.attributes, "acls")) ===
    canonical(without(controller.attributes, "bootstrapTokenSecretArn"))
  );
}

function merged(one: SharedServers, other: SharedServers): SharedServers {
  return {
    attributes: { ...one.attributes, ...other.attributes },
    users: [...one.users, ...other.users].sort((a, b) => a - b),
  };
}
