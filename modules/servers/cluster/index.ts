export * from "./props";
export * from "./server-cluster";
