import { setTimeout as sleep } from "node:timers/promises";
import type { Consul } from "../helpers/consul";

/** What was written while servers came and went. */
export interface Written {
  /** Keys that a server said it has. */
  readonly acknowledged: readonly string[];
  /** The longest time without one, in milliseconds. */
  readonly longestGapMs: number;
}

export interface Writer {
  stop(): Promise<Written>;
}

/**
 * Writes a key five times a second through whichever server takes it, and keeps in mind what was acknowledged.
 *
 * @param servers those that run at the moment
 * @param prefix of the keys
 */
export function startWriter(servers: () => readonly Consul[], prefix: string): Writer {
  const acknowledged: string[] = [];
  let longestGapMs = 0;
  let last = Date.now();
  let ends = false;
  const writing = (async () => {
    for (let number = 0; !ends; number++) {
      const key = `${prefix}/${number}`;
      const all = servers();
      const server = all[number % Math.max(all.length, 1)];
      // What was not acknowledged may be there or not.
      const isAcknowledged = await server?.put(`kv/${key}`, number).then(
        (answer) => answer.trim() === "true",
        () => false,
      );
      if (isAcknowledged) {
        acknowledged.push(key);
        longestGapMs = Math.max(longestGapMs, Date.now() - last);
        last = Date.now();
      }
      await sleep(200);
    }
  })();
  return {
    async stop() {
      ends = true;
      await writing;
      return { acknowledged, longestGapMs };
    },
  };
}
