export * from "./consul-servers";
export * from "./releases";
export * from "./server-rules";
