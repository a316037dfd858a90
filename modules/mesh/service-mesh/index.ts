export type { MeshGatewayOptions, MeshGatewayProps } from "./gateways";
export { MeshRelease, type MeshReleaseParts } from "./mesh-release";
export * from "./props";
export * from "./service-mesh";
