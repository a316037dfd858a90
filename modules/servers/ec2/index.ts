export * from "./ec2-servers";
export * from "./props";
