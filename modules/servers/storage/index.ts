export * from "./server-storage";
export * from "./props";
