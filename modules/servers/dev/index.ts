export * from "./dev-server";
export * from "./props";
