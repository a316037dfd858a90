/**
 * Runs a step and shows it in one line with its time: `✓ apply dev  41.2 s`.
 *
 * On a terminal the line appears at the start and is completed at the end; elsewhere (CI, a pipe) only the completed
 * line is written, because a log keeps what a terminal overwrites.
 */
export async function step<T>(title: string, work: () => Promise<T> | T, output: Output = process.stdout): Promise<T> {
  const isLive = output.isTTY === true && !process.env.CI;
  const started = performance.now();
  if (isLive) output.write(`  ${title} ...`);
  const finish = (mark: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    output.write(`${isLive ? CLEAR_LINE : ""}${mark} ${title}  ${seconds} s\n`);
  };
  try {
    const result = await work();
    finish("✓");
    return result;
  } catch (error) {
    // The error itself is for the caller to show: once, and after this line.
    finish("✗");
    throw error;
  }
}

/** What `step` needs of a stream. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = "\r\u001b[2K";
