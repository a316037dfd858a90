import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until nothing is thrown any more.
 *
 * @returns what the check returned
 * @throws what the check threw last, with the time that it was given
 */
export async function eventually<T>(check: () => T | Promise<T>, seconds: number, everyMs = 500): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) {
        const failure = error instanceof Error ? error : new Error(String(error));
        failure.message = `Not within ${seconds} seconds: ${failure.message}`;
        throw failure;
      }
    }
    await sleep(everyMs);
  }
}
