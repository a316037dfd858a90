/** Wakes somebody at the next of several moments. */
export class Alarm {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly now: () => number,
    private readonly wake: () => void,
  ) {}

  /** @param moments in milliseconds; those that are over do not count. They take the place of those before. */
  set(moments: readonly number[]): void {
    this.clear();
    const now = this.now();
    const next = Math.min(...moments.filter((moment) => moment > now));
    // Nobody waits for it when all else is done.
    if (Number.isFinite(next)) this.timer = setTimeout(this.wake, next - now).unref();
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
