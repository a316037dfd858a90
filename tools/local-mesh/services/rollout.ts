/** A task as the scheduler counts it: one that was not told to stop. */
export interface Counted {
  readonly id: string;
  /** Of a deployment that another has replaced, or one that failed its checks: it is to go. */
  readonly outgoing: boolean;
  readonly healthy: boolean;
}

export interface Rollout {
  readonly desired: number;
  readonly minimumPercent: number;
  readonly maximumPercent: number;
  /** In the order in which they were started. */
  readonly tasks: readonly Counted[];
  /** How many were told to stop and have not yet. They take room: one at a time means that two never run. */
  readonly stopping: number;
  /** Not while starts are held back after failures. */
  readonly mayStart: boolean;
}

export interface Decision {
  readonly start: number;
  readonly stop: readonly string[];
}

/** What brings a service nearer to what it asks for, without leaving its percentages. */
export function decide(rollout: Rollout): Decision {
  const { desired, tasks, stopping, mayStart } = rollout;
  const floor = Math.ceil((desired * rollout.minimumPercent) / 100);
  const ceiling = Math.floor((desired * rollout.maximumPercent) / 100);
  const incoming = tasks.filter(({ outgoing }) => !outgoing);
  const outgoing = tasks.filter((task) => task.outgoing);
  const room = Math.max(0, ceiling - tasks.length - stopping);
  const missing = Math.max(0, desired - incoming.length);

  const spare = tasks.filter(({ healthy }) => healthy).length - floor;
  const replaced = outgoing.length - Math.max(0, desired - healthyOf(incoming));
  // Nothing can start before something goes. What has started comes first: it may be healthy soon.
  const isBlocked = mayStart && missing > 0 && room === 0 && healthyOf(incoming) === incoming.length;
  const inTheWay = isBlocked ? missing - stopping : 0;
  const tooMany = incoming.length - desired;
  const first = leaving(outgoing, Math.max(replaced, inTheWay), spare);
  // Of what is to stay, the youngest goes: it has the least to lose.
  const second = leaving([...incoming].reverse(), tooMany, spare - healthyOf(first));
  return {
    start: mayStart ? Math.min(missing, room) : 0,
    stop: [...first, ...second].map(({ id }) => id),
  };
}

/** @param spare how many healthy ones may go */
function leaving(candidates: readonly Counted[], count: number, spare: number): Counted[] {
  const unhealthy = candidates.filter(({ healthy }) => !healthy);
  const healthy = candidates.filter((task) => task.healthy).slice(0, Math.max(0, spare));
  return [...unhealthy, ...healthy].slice(0, Math.max(0, count));
}

function healthyOf(tasks: readonly Counted[]): number {
  return tasks.filter(({ healthy }) => healthy).length;
}
