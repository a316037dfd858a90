export * from "./destination";
export * from "./member";
export * from "./mesh-graph";
