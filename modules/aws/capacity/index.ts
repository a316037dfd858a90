export * from "./ec2-capacity";
export * from "./props";
export { ofArchitecture } from "./rules";
