import type { ListenerAction } from "./configuration";
import type { Group } from "./group";
import { keyOf } from "./group";
import type { Lease } from "./member";

type Forward = Extract<ListenerAction, { kind: "forward" }>;

/** The cookies by which AWS knows to which group, and to which target, a client belongs. */
const GROUP_COOKIE = "AWSALBTG";
const TARGET_COOKIE = "AWSALB";

/** A target for a call, and what the client is to remember of it. */
export interface Choice {
  readonly lease: Lease;
  /** Values of `set-cookie`. */
  readonly cookies: readonly string[];
}

/** Chooses among the groups of an action by their weights, then among the targets of the group by turn. */
export class Sharing {
  /** By action: how far each group is behind its share. */
  readonly #behind = new Map<string, Map<string, number>>();

  constructor(private readonly groupOf: (arn: string) => Group | undefined) {}

  /** @param cookieHeader what the client remembers @returns nothing when no target is registered */
  choose(action: Forward, cookieHeader = ""): Choice | undefined {
    const remembered = cookieValues(cookieHeader);
    const cookies: string[] = [];
    const known = action.shares.find(({ groupArn }) => groupArn === remembered.get(GROUP_COOKIE));
    const stays = action.stickySeconds !== undefined && known !== undefined && known.weight > 0;
    const arn = stays ? known.groupArn : this.next(action);
    const group = arn === undefined ? undefined : this.groupOf(arn);
    const sticky = group?.settings?.stickySeconds;
    const lease = group?.take(sticky === undefined ? undefined : remembered.get(TARGET_COOKIE));
    if (!group || !lease) return undefined;
    if (action.stickySeconds !== undefined) cookies.push(cookie(GROUP_COOKIE, group.arn, action.stickySeconds));
    if (sticky !== undefined) cookies.push(cookie(TARGET_COOKIE, keyOf(lease.member.target), sticky));
    return { lease, cookies };
  }

  /** The group that is furthest behind: over time each gets its weight, evenly spread. */
  private next({ shares }: Forward): string | undefined {
    if (shares.length < 2) return shares[0]?.groupArn;
    const key = JSON.stringify(shares);
    const behind = this.#behind.get(key) ?? new Map<string, number>();
    this.#behind.set(key, behind);
    let total = 0;
    for (const { groupArn, weight } of shares) {
      behind.set(groupArn, (behind.get(groupArn) ?? 0) + weight);
      total += weight;
    }
    const [arn, most] = [...behind].reduce((best, one) => (one[1] > best[1] ? one : best));
    if (total === 0) return undefined;
    behind.set(arn, most - total);
    return arn;
  }
}

function cookie(name: string, value: string, seconds: number): string {
  return `${name}=${encodeURIComponent(value)}; Max-Age=${seconds}; Path=/`;
}

function cookieValues(header: string): Map<string, string> {
  const pairs = header.split(";").map((part) => part.trim().split("=", 2));
  return new Map(pairs.map(([name = "", value = ""]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
