export * from "./http-load-balancer";
export * from "./service-target";
