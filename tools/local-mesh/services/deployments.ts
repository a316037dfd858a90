import { begun, completed, failed, rolledBackTo, superseded, type Deployment, type Revision } from "./deployment";
import type { ServiceSpec } from "./spec";

/** The deployments of one service: the one that is to be, those that it replaces, and the last that was complete. */
export class Deployments {
  private current: readonly Deployment[] = [];
  private lastCompleted?: { readonly id: string; readonly revision: Revision };

  /** @param now in milliseconds */
  constructor(private readonly now: () => number) {}

  /** The newest first. */
  all(): readonly Deployment[] {
    return this.current;
  }

  get primary(): Deployment | undefined {
    return this.current.find(({ status }) => status === "PRIMARY");
  }

  begin(revision: Revision): void {
    this.putFirst(begun(revision, this.now()));
  }

  /** Keeps those that still have tasks, and the primary one. */
  retain(withTasks: ReadonlySet<string>): void {
    this.current = this.current.filter(({ id, status }) => status === "PRIMARY" || withTasks.has(id));
  }

  end(): void {
    this.current = [];
  }

  complete(deployment: Deployment): void {
    this.lastCompleted = { id: deployment.id, revision: deployment.revision };
    this.change(deployment.id, (one) => completed(one, this.now()));
  }

  /** Counts only while a deployment is on its way. */
  countFailure(id: string): void {
    this.change(id, (one) => (one.rolloutState === "IN_PROGRESS" ? { ...one, failedTasks: one.failedTasks + 1 } : one));
  }

  /** Failures count in a row. */
  forgetFailures(id: string): void {
    this.change(id, (one) => ({ ...one, failedTasks: 0 }));
  }

  fail(deployment: Deployment): void {
    this.change(deployment.id, (one) => failed(one, this.now()));
  }

  /**
   * Makes the last complete one the primary again.
   * @param spec how many tasks, and by which percentages: that stays as it is
   * @returns nothing when there was none before this one
   */
  rollBack(spec: ServiceSpec): Deployment | undefined {
    const { lastCompleted } = this;
    if (!lastCompleted || lastCompleted.id === this.primary?.id) return undefined;
    const kept = this.current.find(({ id }) => id === lastCompleted.id);
    const revision = { ...lastCompleted.revision, spec: withTasksOf(spec, lastCompleted.revision.spec) };
    const next = rolledBackTo(kept ? { ...kept, revision } : begun(revision, this.now()), this.now());
    // It is complete already, as far as going back is concerned: there is nothing before it to go back to.
    this.lastCompleted = { id: next.id, revision };
    this.putFirst(next);
    return next;
  }

  private putFirst(first: Deployment): void {
    const others = this.current.filter(({ id }) => id !== first.id);
    this.current = [first, ...others.map((one) => superseded(one, this.now()))];
  }

  private change(id: string, change: (deployment: Deployment) => Deployment): void {
    this.current = this.current.map((one) => (one.id === id ? change(one) : one));
  }
}

function withTasksOf(spec: ServiceSpec, before: ServiceSpec): ServiceSpec {
  const { desiredCount, minimumPercent, maximumPercent, circuitBreaker } = spec;
  const { deploymentConfiguration } = spec.said;
  return {
    ...before,
    desiredCount,
    minimumPercent,
    maximumPercent,
    circuitBreaker,
    said: { ...before.said, deploymentConfiguration },
  };
}
