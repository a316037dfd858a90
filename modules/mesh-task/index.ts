export * from "./containers";
export * from "./mesh-task";
export * from "./props";
export * from "./tags";
export * from "./volumes";
