export * from "./config-extras";
export * from "./controller";
export * from "./datacenter-join";
export * from "./dev-server";
export * from "./gateway-exposure";
export * from "./gateway-task";
export * from "./mesh-task";
export * from "./options";
export * from "./registration-checks";
export * from "./release-line";
export * from "./releases";
export * from "./reserved-ports";
export * from "./sidecar";
export * from "./sidecar-options";
export * from "./upstream";
export { DATAPLANE_IMAGE, GATEWAY_DATAPLANE_IMAGE } from "./v0.10";
export { ENVOY_IMAGE } from "./v0.6";
export type {
  ConfigExtras010,
  DevServerOptions010,
  GatewayTaskOptions010,
  MeshTaskOptions010,
  Options010,
  OutlierDetection,
  PeeredUpstream,
  ServiceExtras010,
  TransparentProxy,
} from "./v0.10";
export type {
  ClientAgentOptions,
  ConsulCheck,
  DevServerOptions06,
  GatewayTaskOptions06,
  MeshTaskOptions06,
  Options06,
} from "./v0.6";
