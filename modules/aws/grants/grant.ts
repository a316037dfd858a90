import type { PolicyStatement } from "../iam";

/** One thing that a role needs, and why. */
export interface Grant {
  readonly statement: PolicyStatement;
  /** What is granted and who needs it, for people. */
  readonly sentence: string;
}

/** What a task visibly needs. */
export interface VisibleGrants {
  /** For ECS, which starts the task. */
  readonly execution: readonly Grant[];
  /** For the containers themselves. */
  readonly task: readonly Grant[];
  /** What cannot be decided, each with the grant to give by hand. */
  readonly warnings: readonly string[];
}

/** What a policy names, and how people read it. */
export interface Resource {
  readonly arn: string;
  /** The same for the same thing. */
  readonly identity: string;
  /** Says nothing of the run, so that resources are sorted by it. */
  readonly shown: string;
}

/** Collects grants: one statement for each kind, its resources once each and in a fixed order. */
export class GrantCollector {
  private readonly kinds = new Map<string, { actions: readonly string[]; resources: Map<string, Needed> }>();

  add(actions: readonly string[], resources: readonly Resource[], who: string): void {
    const key = actions.join();
    const kind = this.kinds.get(key) ?? { actions, resources: new Map<string, Needed>() };
    this.kinds.set(key, kind);
    for (const resource of resources) {
      const needed = kind.resources.get(resource.identity) ?? { ...resource, by: [] };
      kind.resources.set(resource.identity, needed);
      if (!needed.by.includes(who)) needed.by.push(who);
    }
  }

  get grants(): Grant[] {
    return [...this.kinds]
      .sort(([a], [b]) => compare(a, b))
      .map(([, { actions, resources }]) => {
        const sorted = [...resources.values()].sort((a, b) => compare(a.shown, b.shown));
        return {
          statement: { Effect: "Allow", Action: actions, Resource: sorted.map(({ arn }) => arn) },
          sentence: `${actions.join(", ")} on ${sorted.map(({ shown, by }) => `${shown} (${by.join(", ")})`).join(", ")}`,
        };
      });
  }
}

interface Needed extends Resource {
  readonly by: string[];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
