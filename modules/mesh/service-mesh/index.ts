export type { MeshGatewayOptions, MeshGatewayProps } from "./gateways";
export * from "./props";
export * from "./service-mesh";
