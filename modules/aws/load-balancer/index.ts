export * from "./http-load-balancer";
export type { FurtherTargetProps, HttpLoadBalancerProps, TargetHealthCheck, TargetSettings } from "./props";
export * from "./service-target";
