export * from "./acl-controller";
export type { TaskSidecar } from "../common";
