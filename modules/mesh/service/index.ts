export type { Autoscaling } from "./autoscaling";
export type { Destination } from "./local-port";
export * from "./mesh-service";
export * from "./props";
export * from "./service-mesh";
