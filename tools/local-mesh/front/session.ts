import { randomBytes } from "node:crypto";
import { words } from "./words";

/** Runs a command in a container of a task. */
export type Execute = (
  task: string,
  container: string,
  command: readonly string[],
) => Promise<{ readonly exitCode: number; readonly output: string }>;

/** The text for a user, and the status of the answer that it comes with. */
export interface SessionAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * What `aws ecs execute-command` shows of a session: for programs of a shell, which can send a form and read a text.
 * Like a session of ECS Exec, it does not tell with what exit code the command ended.
 *
 * @param form the command's options `task`, `container` and `command`
 */
export async function session(form: URLSearchParams, execute: Execute): Promise<SessionAnswer> {
  const missing = OPTIONS.find((name) => !form.get(name));
  if (missing !== undefined) return { status: 400, text: `--${missing} is missing.\n` };
  const [task = "", container = "", command = ""] = OPTIONS.map((name) => form.get(name) ?? "");
  try {
    const { output } = await execute(task, container, words(command));
    return { status: 200, text: transcript(output) };
  } catch (error) {
    return { status: 400, text: `${error instanceof Error ? error.message : String(error)}\n` };
  }
}

const OPTIONS = ["task", "container", "command"];

function transcript(output: string): string {
  const id = `ecs-execute-command-${randomBytes(8).toString("hex")}`;
  return `
The Session Manager plugin was installed successfully. Use the AWS CLI to start a session.


Starting session with SessionId: ${id}
${output}

Exiting session with sessionId: ${id}.

`;
}
