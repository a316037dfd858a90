export * from "./config-entry";
export * from "./config-entry-resources";
export * from "./intentions";
export * from "./merge";
export * from "./order";
export * from "./peering";
export * from "./traffic";
