import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What came of calls at a steady rate. */
export interface TrafficFigures {
  readonly total: number;
  readonly failed: number;
  readonly firstFailure?: Date;
  readonly lastFailure?: Date;
  /** How often each reason of a failure was seen: a status, or what the connection said. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Milliseconds of the good calls. */
  readonly p50: number;
  readonly p99: number;
}

export interface Traffic {
  /** What came of it so far. */
  figures(): TrafficFigures;
  /** Ends it, and waits for the calls that are under way. */
  stop(): Promise<TrafficFigures>;
}

/** Less than the 60 seconds after which a load balancer gives up: nobody waits that long. */
const CALL_LIMIT_MS = 15_000;

/**
 * Calls a URL so many times a second until it is stopped, each time on a connection of its own, as many callers would.
 * A call fails that has no answer within 15 seconds, or another status than 200. None is tried again.
 */
export function callsPerSecond(url: string, rate: number): Traffic {
  const outcomes: Outcome[] = [];
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const call = callOnce(url).then((outcome) => {
      outcomes.push(outcome);
      underWay.delete(call);
    });
    underWay.add(call);
  }, 1000 / rate);
  return {
    figures: () => figuresOf(outcomes),
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return figuresOf(outcomes);
    },
  };
}

/** Calls for so many seconds. */
export async function callsFor(seconds: number, url: string, rate: number): Promise<TrafficFigures> {
  const traffic = callsPerSecond(url, rate);
  await sleep(seconds * 1000);
  return traffic.stop();
}

/** One call of a traffic. */
export interface Outcome {
  readonly at: Date;
  readonly ms: number;
  /** Why it failed; none for a good one. */
  readonly reason?: string;
}

function callOnce(url: string): Promise<Outcome> {
  const at = new Date();
  return new Promise((resolve) => {
    const end = (reason?: string) => resolve({ at, ms: Date.now() - at.getTime(), reason });
    const request = get(url, { agent: false, timeout: CALL_LIMIT_MS }, (response) => {
      response.on("error", (error) => end(error.message));
      response.on("end", () => end(response.statusCode === 200 ? undefined : `status ${response.statusCode}`));
      response.resume();
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", (error) => end(error.message));
  });
}

/** The figures of calls, in whatever order they ended. */
export function figuresOf(outcomes: readonly Outcome[]): TrafficFigures {
  const failures = outcomes.filter(({ reason }) => reason !== undefined);
  const times = failures.map(({ at }) => at.getTime()).sort((a, b) => a - b);
  const good = outcomes
    .filter(({ reason }) => reason === undefined)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
  const reasons: Record<string, number> = {};
  for (const { reason = "" } of failures) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    total: outcomes.length,
    failed: failures.length,
    firstFailure: dateOf(times[0]),
    lastFailure: dateOf(times.at(-1)),
    reasons,
    p50: percentile(good, 50),
    p99: percentile(good, 99),
  };
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** The value below which so many percent of the values are, of sorted ones. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? NaN;
}
