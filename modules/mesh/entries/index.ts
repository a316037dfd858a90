export * from "./props";
export * from "./roll-command";
