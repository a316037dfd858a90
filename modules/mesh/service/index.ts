export type { Autoscaling } from "./autoscaling";
export { rolledWith } from "./ecs-service";
export { attachmentsOf } from "./grants";
export * from "./imported-service";
export * from "./mesh-context";
export * from "./mesh-destination";
export * from "./mesh-service";
export * from "./props";
export { autoJoin } from "./task-facts";
