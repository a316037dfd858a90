import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Containers } from "../engine";
import { UNTIL_BOOTED, USER_DATA_SCRIPT } from "./machine";

export interface BootOptions {
  /** Of the logs. */
  readonly folder: string;
  /** With the id in it. */
  readonly name: string;
  /** Whether there is user data to run. */
  readonly hasScript: boolean;
  readonly onNote: (line: string) => void;
}

/** Waits until systemd runs, then runs the user data. What both write is in files of this machine as well. */
export async function boot(
  containers: Pick<Containers, "exec" | "follow">,
  container: string,
  { folder, name, hasScript, onNote }: BootOptions,
): Promise<void> {
  const { exitCode, output } = await containers.exec(container, ["sh", "-c", UNTIL_BOOTED]);
  if (exitCode !== 0) throw new Error(`systemd does not come up: ${output.trim()}`);
  mkdirSync(folder, { recursive: true });
  const file = (what: string) => join(folder, `${name.replaceAll(" ", "-")}-${what}.log`);
  // It ends with the instance.
  void into(file("journal"), (onLine) =>
    containers.follow(container, ["journalctl", "--follow", "--lines=all", "--no-hostname"], onLine),
  ).catch(() => undefined);
  if (!hasScript) return;
  const log = file("user-data");
  const code = await into(log, (onLine) => containers.follow(container, ["sh", "-c", USER_DATA_SCRIPT], onLine));
  if (code !== 0) onNote(`${name}: its user data ended with ${code}: see ${log}`);
}

async function into<T>(path: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
  const file = openSync(path, "a");
  try {
    return await work((line) => void writeSync(file, `${line}\n`));
  } finally {
    closeSync(file);
  }
}
