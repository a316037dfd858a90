import { execFile, type ExecFileOptions } from "node:child_process";
import { promisify } from "node:util";

/** What a program prints. Its input has ended before it starts: there is nobody who could answer it. */
export async function outputOf(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const running = promisify(execFile)(program, [...args], { ...options, encoding: "utf8" });
  running.child.stdin?.end();
  return (await running).stdout;
}
