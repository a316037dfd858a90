import type { Services } from "../services";

/** What the front asks of who runs services and tasks. */
export type EcsScheduler = Pick<
  Services,
  "create" | "update" | "delete" | "describe" | "listTasks" | "describeTask" | "runTask" | "stopTask" | "tasks"
>;
