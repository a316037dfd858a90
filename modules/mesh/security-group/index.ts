export * from "./mesh-security-group";
export type * from "./props";
export { openingRules, PEER } from "./rules";
