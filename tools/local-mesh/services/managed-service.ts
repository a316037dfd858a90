import { Alarm } from "./alarm";
import type { ServiceContext } from "./context";
import type { Deployment, Revision } from "./deployment";
import { Deployments } from "./deployments";
import { EventLog, say, type ServiceEvent } from "./events";
import { BackOff, failureThreshold } from "./failures";
import { ManagedTask } from "./managed-task";
import { Members } from "./members";
import { Membership } from "./membership";
import { decide } from "./rollout";
import type { ServiceSpec } from "./spec";
import { taskRequest } from "./task-request";

/** A deleted service drains as long as it has tasks. */
export type ServiceStatus = "ACTIVE" | "DRAINING" | "INACTIVE";

/** One service: it compares what there is with what is asked for, after each event, and does what is missing. */
export class ManagedService {
  private readonly members = new Members();
  private readonly rollouts: Deployments;
  private readonly log: EventLog;
  private readonly backOff = new BackOff();
  private readonly alarm: Alarm;
  private state: ServiceStatus = "ACTIVE";
  private endedAt?: number;
  private isSteady = false;
  private isBusy = false;
  private again = false;
  private isClosed = false;

  constructor(
    private asked: ServiceSpec,
    private readonly context: ServiceContext,
  ) {
    const now = () => context.now();
    this.rollouts = new Deployments(now);
    this.log = new EventLog(now);
    this.alarm = new Alarm(now, () => this.reconcile());
  }

  get spec(): ServiceSpec {
    return this.asked;
  }

  get status(): ServiceStatus {
    return this.state;
  }

  /** When the last task of a deleted service had stopped, in milliseconds. */
  get inactiveSince(): number | undefined {
    return this.endedAt;
  }

  get deployments(): readonly Deployment[] {
    return this.rollouts.all();
  }

  /** The newest first. */
  get events(): readonly ServiceEvent[] {
    return this.log.all();
  }

  /** With those that stopped a while ago. */
  get tasks(): readonly { readonly deployment: string; readonly task: ManagedTask }[] {
    return this.members.all();
  }

  /** Tasks of the revision replace those that run. */
  deploy(revision: Revision): void {
    this.asked = revision.spec;
    this.rollouts.begin(revision);
    this.backOff.clear();
    this.reconcile();
  }

  /** What is asked for changes, what the tasks are made of does not. */
  configure(spec: ServiceSpec): void {
    this.asked = spec;
    this.reconcile();
  }

  delete(): void {
    this.state = "DRAINING";
    this.configure({ ...this.asked, desiredCount: 0 });
  }

  /** All its tasks stop at once, and none is started any more. */
  async close(reason: string): Promise<void> {
    this.isClosed = true;
    this.alarm.clear();
    await Promise.all(this.members.working().map(({ task }) => task.stopNow("ServiceSchedulerInitiated", reason)));
  }

  /** Forgets tasks that stopped before the moment, in milliseconds. */
  forget(moment: number): void {
    this.members.forget(moment);
  }

  /** Once at a time: what happens meanwhile is looked at afterwards. */
  reconcile(): void {
    this.again = true;
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      while (this.again && !this.isClosed) {
        this.again = false;
        this.judge();
        this.breakCircuit();
        this.act();
        this.finish();
        this.wakeLater();
      }
    } finally {
      this.isBusy = false;
    }
  }

  /** What the tasks have done since the last look. */
  private judge(): void {
    const now = this.context.now();
    const all = this.members.look(now, this.asked.gracePeriodSeconds, this.context);
    for (const { member, news } of all) {
      if (news === "settled") this.taskSettled(member);
      if (news === "failed") this.taskFailed(member);
      if (news === "unfit") this.taskUnfit(member);
    }
  }

  private taskSettled({ deployment }: Membership): void {
    if (deployment === this.rollouts.primary?.id) this.backOff.clear();
    this.rollouts.forgetFailures(deployment);
  }

  private taskFailed({ deployment }: Membership): void {
    this.rollouts.countFailure(deployment);
    // What an older deployment does says nothing about the tasks to come.
    if (deployment !== this.rollouts.primary?.id) return;
    const failures = this.backOff.count(this.context.now());
    if (failures === failureThreshold(this.asked.desiredCount)) this.say(say.cannotStart());
  }

  private taskUnfit({ deployment, task, standing }: Membership): void {
    const group = standing.kind === "unfit" ? standing.targetGroupArn : undefined;
    this.say(group ? say.unhealthyTarget(task.arn, group) : say.unhealthyContainer(task.arn));
    this.rollouts.countFailure(deployment);
  }

  private breakCircuit(): void {
    const { primary } = this.rollouts;
    const { circuitBreaker, desiredCount } = this.asked;
    if (!primary || !circuitBreaker.enable || primary.rolloutState !== "IN_PROGRESS") return;
    if (primary.failedTasks < failureThreshold(desiredCount) || this.context.now() < this.patienceEnds(primary)) return;
    this.rollouts.fail(primary);
    this.say(say.failed(primary));
    const next = circuitBreaker.rollback ? this.rollouts.rollBack(this.asked) : undefined;
    if (!next) return;
    this.asked = next.revision.spec;
    this.backOff.clear();
    this.say(say.rollingBack(next));
  }

  private act(): void {
    const { primary } = this.rollouts;
    const live = this.members.staying();
    const decision = decide({
      desired: this.asked.desiredCount,
      minimumPercent: this.asked.minimumPercent,
      maximumPercent: this.asked.maximumPercent,
      tasks: live.map((member) => ({
        id: member.task.arn,
        outgoing: member.deployment !== primary?.id || member.standing.kind === "unfit",
        healthy: member.isHealthy(),
      })),
      stopping: this.members.working().length - live.length,
      mayStart: primary?.rolloutState !== "FAILED" && this.context.now() >= this.backOff.until,
    });
    this.stop(live.filter(({ task }) => decision.stop.includes(task.arn)));
    if (primary) this.start(primary, decision.start);
  }

  private stop(leaving: readonly Membership[]): void {
    if (leaving.length === 0) return;
    this.say(say.stopped(leaving.map(({ task }) => task.arn)));
    for (const member of leaving) {
      const reason = member.reasonToStop(this.rollouts.primary?.id ?? member.deployment);
      void member.task.stop("ServiceSchedulerInitiated", reason);
    }
  }

  private start(deployment: Deployment, count: number): void {
    if (count === 0) return;
    const arns = Array.from({ length: count }, () => this.context.newTaskArn(this.asked.clusterArn));
    this.say(say.started(arns));
    for (const arn of arns) {
      const task = this.startTask(deployment, arn);
      this.members.add(new Membership(deployment.id, task));
      task.onChange(() => this.reconcile());
    }
    // A task may have failed before anybody listened.
    this.again = true;
  }

  private startTask(deployment: Deployment, arn: string): ManagedTask {
    const running = this.context.runner.start(taskRequest(deployment, arn));
    return new ManagedTask(running, {
      targets: this.context.targets,
      loadBalancers: deployment.revision.spec.loadBalancers,
      now: () => this.context.now(),
      onTarget: (what, group) => this.say(say[what](group)),
    });
  }

  /** Deployments whose tasks are gone go, and what is left may be complete. */
  private finish(): void {
    const working = this.members.working();
    this.rollouts.retain(new Set(working.map(({ deployment }) => deployment)));
    if (this.state === "DRAINING" && working.length === 0) {
      this.state = "INACTIVE";
      this.endedAt = this.context.now();
      this.rollouts.end();
    }
    const { primary } = this.rollouts;
    const stays = (member: Membership) => member.deployment === primary?.id && member.isSettled();
    const isSteady = working.length === this.asked.desiredCount && working.every(stays);
    if (isSteady && primary?.rolloutState === "IN_PROGRESS") {
      this.rollouts.complete(primary);
      this.say(say.completed(primary));
    }
    if (isSteady && !this.isSteady && primary) this.say(say.steady());
    this.isSteady = isSteady;
  }

  /** Where time alone changes something. */
  private wakeLater(): void {
    const { primary } = this.rollouts;
    const looks = this.members.nextLooks(this.context);
    this.alarm.set([...looks, this.backOff.until, ...(primary ? [this.patienceEnds(primary)] : [])]);
  }

  private patienceEnds({ createdAt }: Deployment): number {
    return createdAt + this.context.patienceSeconds * 1000;
  }

  private say(message: string): void {
    this.log.add(`(service ${this.asked.name}) ${message}`);
  }
}
