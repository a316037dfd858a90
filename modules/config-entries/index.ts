export * from "./config-entry";
export * from "./config-entry-resources";
export * from "./intentions";
export * from "./traffic";
