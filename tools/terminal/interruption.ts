/** Ctrl-C, or what a process manager sends in its place. */
export interface Interruption {
  readonly happens: Promise<void>;
  readonly signal: AbortSignal;
  happened(): boolean;
}

/** Stays a listener for good: a process without one is ended by the signal before it can clean up. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  const happens = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) {
      process.on(signal, () => {
        controller.abort();
        resolve();
      });
    }
  });
  return { happens, signal: controller.signal, happened: () => controller.signal.aborted };
}
