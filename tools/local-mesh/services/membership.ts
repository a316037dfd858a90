import type { ServiceContext } from "./context";
import type { ManagedTask } from "./managed-task";
import { standingOf, type Standing } from "./standing";

type Delays = Pick<ServiceContext, "noticeSeconds" | "settleSeconds">;

/** What a look at a task brought up, once for each task. */
export type News = "settled" | "failed" | "unfit";

/** A task as a part of its service, and what was made of it so far. */
export class Membership {
  /** At the last look. */
  standing: Standing = { kind: "starting" };
  private healthySince?: number;
  private wasNoticed = false;
  private hasSettled = false;
  private wasUnfit = false;
  private isAccounted = false;

  constructor(
    readonly deployment: string,
    readonly task: ManagedTask,
  ) {}

  /** @param now in milliseconds */
  look(now: number, gracePeriodSeconds: number, { noticeSeconds, settleSeconds }: Delays): News | undefined {
    this.standing = standingOf(this.task.view(), this.task.reports(), gracePeriodSeconds, now);
    if (this.standing.kind === "leaving") return this.account();
    if (this.standing.kind === "unfit") return this.becomeUnfit();
    if (this.standing.kind !== "healthy") {
      this.healthySince = undefined;
      this.wasNoticed = false;
      return undefined;
    }
    this.healthySince ??= now;
    this.wasNoticed = now - this.healthySince >= noticeSeconds * 1000;
    if (this.hasSettled || now - this.healthySince < settleSeconds * 1000) return undefined;
    this.hasSettled = true;
    return "settled";
  }

  isStopping(): boolean {
    return this.standing.kind === "leaving" && this.task.view().status !== "STOPPED";
  }

  /** Whether it is known to be healthy, so that another may go for it. */
  isHealthy(): boolean {
    return this.wasNoticed && this.standing.kind === "healthy";
  }

  isSettled(): boolean {
    return this.hasSettled && this.standing.kind === "healthy";
  }

  /** The moments at which time alone changes something. */
  nextLook({ noticeSeconds, settleSeconds }: Delays): number[] {
    const { standing, healthySince, wasNoticed, hasSettled } = this;
    if (standing.kind === "starting" && standing.again !== undefined) return [standing.again];
    if (standing.kind === "healthy" && healthySince !== undefined && !hasSettled) {
      return [healthySince + (wasNoticed ? settleSeconds : noticeSeconds) * 1000];
    }
    return [];
  }

  /** @param primary the deployment that has its place */
  reasonToStop(primary: string): string {
    if (this.standing.kind !== "unfit") return `Scaling activity initiated by (deployment ${primary})`;
    const group = this.standing.targetGroupArn;
    return group ? `Task failed ELB health checks in (target-group ${group})` : "Task failed container health checks";
  }

  private account(): News | undefined {
    const { stopCode, status } = this.task.view();
    // Why it stops is known when it has stopped.
    if (this.isAccounted || status !== "STOPPED") return undefined;
    this.isAccounted = true;
    const wasAsked = stopCode === "ServiceSchedulerInitiated" || stopCode === "UserInitiated";
    return wasAsked || this.hasSettled ? undefined : "failed";
  }

  private becomeUnfit(): News | undefined {
    if (this.wasUnfit) return undefined;
    this.wasUnfit = true;
    return "unfit";
  }
}
