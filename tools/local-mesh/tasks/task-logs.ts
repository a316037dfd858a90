import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { TaskRequest } from "../parts";
import { taskId } from "./ground";

/** Stands for the group of a container that sends its log nowhere, or to where there is nothing here. */
const NO_GROUP = "_none";

/** Files of what containers write: one for each log stream, as CloudWatch would have them. A line is there at once. */
export class TaskLogs {
  private readonly files = new Map<string, number>();

  constructor(private readonly folder: string) {}

  write({ arn, definition }: TaskRequest, name: string, line: string): void {
    const container = definition.containerDefinitions?.find((one) => one.name === name);
    writeSync(this.file(join(this.folder, ...logPath(container ?? { name }, arn))), `${line}\n`);
  }

  /** After the last line of a task. */
  close({ arn, definition }: TaskRequest): void {
    for (const container of definition.containerDefinitions ?? []) {
      const path = join(this.folder, ...logPath(container, arn));
      const file = this.files.get(path);
      if (file !== undefined) closeSync(file);
      this.files.delete(path);
    }
  }

  private file(path: string): number {
    const open = this.files.get(path);
    if (open !== undefined) return open;
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, "a");
    this.files.set(path, file);
    return file;
  }
}

/** `<group>/<prefix>/<container>/<task-id>.log` */
export function logPath({ name, logConfiguration }: ContainerDefinition, arn: string): string[] {
  const options = logConfiguration?.logDriver === "awslogs" ? logConfiguration.options : undefined;
  const group = options?.["awslogs-group"] ?? NO_GROUP;
  const stream = [options?.["awslogs-stream-prefix"], name].filter(Boolean).join("/");
  // Both may have slashes, and no name leads out of the folder.
  const folders = `${group}/${stream}`.split("/").filter((folder) => !["", ".", ".."].includes(folder));
  return [...folders, `${taskId(arn)}.log`];
}
