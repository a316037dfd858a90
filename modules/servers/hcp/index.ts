export * from "./hcp-servers";
export type * from "./props";
