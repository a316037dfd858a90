import { setTimeout as sleep } from "node:timers/promises";
import { callsFor, callsPerSecond, type TrafficFigures } from "../helpers/traffic";

/** Calls a second, in all of these tests. */
const RATE = 20;
/** What a change does to calls shows a while after it as well: where tasks are replaced, old ones are still stopping. */
export const AFTERWARDS = { tasksReplacedMs: 15_000, tasksKeptMs: 5000 } as const;

/** Calls while something is done, and for a while afterwards; says what came of it. */
export async function underTraffic(
  what: string,
  url: string,
  act: () => Promise<unknown>,
  afterwardsMs: number = AFTERWARDS.tasksReplacedMs,
): Promise<TrafficFigures> {
  // The first calls open connections between proxies, and are none of the change's.
  await callsFor(3, url, RATE);
  const traffic = callsPerSecond(url, RATE);
  const begin = Date.now();
  try {
    await act();
    await sleep(afterwardsMs);
  } finally {
    await traffic.stop();
  }
  const figures = traffic.figures();
  report(what, figures, begin);
  return figures;
}

function report(what: string, figures: TrafficFigures, begin: number): void {
  const { total, failed, reasons, firstFailure, lastFailure, p50, p99 } = figures;
  const since = (date: Date | undefined) => (date === undefined ? NaN : (date.getTime() - begin) / 1000);
  const when = failed === 0 ? "" : ` from ${since(firstFailure)} s to ${since(lastFailure)} s`;
  say(`${what}: ${failed} of ${total} calls failed${when} ${JSON.stringify(reasons)}; p50 ${p50} ms, p99 ${p99} ms`);
}

/** A figure for whoever runs the tests. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Seconds, with a tenth. */
export function secondsSince(begin: number): number {
  return Math.round((Date.now() - begin) / 100) / 10;
}
