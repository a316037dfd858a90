import type { TaskRunner, TaskView } from "./parts";

/** A runner that says why a task stopped, where nobody asked for that. */
export function noting(runner: TaskRunner, note: (line: string) => void): TaskRunner {
  return {
    start(request) {
      const task = runner.start(request);
      const forget = task.onChange(() => {
        const view = task.view();
        if (view.status !== "STOPPED") return;
        forget();
        const line = stopNote(view);
        if (line !== undefined) note(line);
      });
      return task;
    },
  };
}

/** @returns nothing for a task that somebody stopped */
export function stopNote({ request, stopCode, stoppedReason = "", containers }: TaskView): string | undefined {
  if (stopCode === "UserInitiated" || stopCode === "ServiceSchedulerInitiated") return undefined;
  const failed = containers.flatMap(({ name, exitCode, reason }) =>
    reason !== undefined || (exitCode ?? 0) !== 0 ? [`${name}: ${reason ?? `exit code ${exitCode}`}`] : [],
  );
  const task = `${request.definition.family} ${(request.arn.split("/").at(-1) ?? "").slice(0, 6)}`;
  return [`${task} stopped. ${stoppedReason}`, ...failed].join("; ");
}
