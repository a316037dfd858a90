export * from "./container-rules";
export * from "./port-rules";
export * from "./roles";
export * from "./size-rules";
export * from "./tags";
export * from "./task-sidecar";
export * from "./volumes";
export * from "./drain";
