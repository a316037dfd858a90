export * from "./gateway-task";
export * from "./load-balancer";
export * from "./props";
export { gatewayPropNames } from "./prop-rules";
