const LONGEST_SECONDS = 60;
const FIRST_SECONDS = 5;

/** How long the next start waits after so many failures in a row: the first is repeated at once. */
export function backOffSeconds(failures: number): number {
  return failures < 2 ? 0 : Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (failures - 2));
}

/** How many failed tasks end a deployment: half of the desired count, but not less than 3 nor more than 200. */
export function failureThreshold(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired / 2)));
}

/** Holds starts back after failures, longer from one to the next. */
export class BackOff {
  private failures = 0;
  private moment = 0;

  /** When the next start may be, in milliseconds. */
  get until(): number {
    return this.moment;
  }

  /**
   * @param now in milliseconds
   * @returns how many failures there are in a row
   */
  count(now: number): number {
    this.failures += 1;
    this.moment = now + backOffSeconds(this.failures) * 1000;
    return this.failures;
  }

  clear(): void {
    this.failures = 0;
    this.moment = 0;
  }
}
