export * from "./http-load-balancer";
