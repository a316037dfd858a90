export * from "./delivery";
export * from "./props";
export * from "./roll-command";
export * from "./service";
