import { setMaxListeners } from "node:events";
import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { Address, Target, TargetHealth } from "../parts";
import type { GroupSettings } from "./configuration";
import { judge, type Probe, type Standing } from "./health-check";

/** What a member asks of those around it. */
export interface Surroundings {
  readonly probe: Probe;
  /** Where another port of a target is reached than the one that takes its traffic. */
  readonly reach: (target: Target, port: number) => Address | undefined;
  readonly changed: () => void;
}

/** One call, or one connection, that a target answers. */
export interface Lease {
  readonly member: Member;
  /** Goes off when the target must be let go of. */
  readonly signal: AbortSignal;
  /** Once more than once is no harm. */
  end(): void;
}

/** A new target is asked this often, however rarely its group asks: nobody likes to wait on a laptop. */
const FIRST_CHECKS_MS = 1000;

/** A target in its group: its health, and the calls that it answers. */
export class Member {
  /** Connections that wait for the next call. */
  readonly agent: Agent;

  #settings: GroupSettings;
  #standing: Standing = { state: "initial", against: 0 };
  #reason: string | undefined;
  #draining: Promise<void> | undefined;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;
  readonly #leases = new Set<Lease>();
  readonly #release = new AbortController();
  readonly #since = Date.now();

  constructor(
    readonly target: Target,
    settings: GroupSettings,
    private readonly around: Surroundings,
  ) {
    this.#settings = settings;
    const options = { keepAlive: true, maxFreeSockets: 64 };
    // AWS takes any certificate of a target.
    this.agent = this.isSecure ? new SecureAgent({ ...options, rejectUnauthorized: false }) : new Agent(options);
    // One for each call: many at once are no leak.
    setMaxListeners(Infinity, this.#release.signal);
    this.schedule(0);
  }

  get isSecure(): boolean {
    return this.#settings.protocol === "HTTPS" || this.#settings.protocol === "TLS";
  }

  get health(): TargetHealth {
    return this.#draining ? "draining" : this.#standing.state;
  }

  /** Why the target is not healthy. */
  get reason(): string | undefined {
    return this.#reason;
  }

  update(settings: GroupSettings): void {
    const isSame = JSON.stringify(settings.check) === JSON.stringify(this.#settings.check);
    this.#settings = settings;
    if (!isSame) this.schedule(0);
  }

  lease(): Lease {
    const lease: Lease = {
      member: this,
      signal: this.#release.signal,
      end: () => {
        this.#leases.delete(lease);
        if (this.#leases.size === 0) this.#idle?.();
      },
    };
    this.#leases.add(lease);
    return lease;
  }

  /** Resolves when the last call is over, at the latest after the group's delay. */
  drain(): Promise<void> {
    this.#draining ??= this.untilIdle().then(() => {
      this.close();
      if (this.#settings.protocol.startsWith("HTTP") || this.#settings.terminates) this.#release.abort();
    });
    return this.#draining;
  }

  /** The end of all, now: of calls too, and of who waits for theirs. */
  end(): void {
    this.close();
    this.#release.abort();
    this.#idle?.();
  }

  /** The end of the checks, and of the connections that wait. */
  private close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.agent.destroy();
  }

  private async untilIdle(): Promise<void> {
    if (this.#leases.size === 0) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, this.#settings.delaySeconds * 1000);
      this.#idle = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }

  private schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.check(), ms);
    this.#timer.unref();
  }

  private async check(): Promise<void> {
    const { check } = this.#settings;
    const reason = await this.ask();
    if (this.#isClosed || this.#draining) return;
    const before = this.#standing.state;
    this.#standing = judge(this.#standing, reason === undefined, check, (Date.now() - this.#since) / 1000);
    this.#reason = this.#standing.state === "healthy" ? undefined : (reason ?? this.#reason);
    if (before !== this.#standing.state) this.around.changed();
    const interval = check.intervalSeconds * 1000;
    this.schedule(this.#standing.state === "initial" ? Math.min(FIRST_CHECKS_MS, interval) : interval);
  }

  private async ask(): Promise<string | undefined> {
    const { check } = this.#settings;
    const isOwn = check.port === undefined || check.port === this.target.port;
    const address = isOwn ? this.target.address : this.around.reach(this.target, check.port ?? this.target.port);
    return address ? this.around.probe(check, address) : `Port ${check.port} of the target cannot be reached`;
  }
}
