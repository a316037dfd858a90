export * from "./acl-controller";
export type * from "./props";
export type { TaskSidecar } from "../common";
