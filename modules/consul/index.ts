export * from "./releases/config-extras";
export * from "./consul-servers";
export * from "./releases/datacenter-join";
export * from "../servers/external/external-consul-servers";
export * from "./releases/gateway";
export * from "../mesh/security-group/mesh-security-group";
export * from "./releases/release-line";
export * from "./releases/releases";
export * from "./releases/reserved-ports";
export * from "./releases/sidecar";
export * from "./releases/sidecar-options";
export * from "./releases/upstream";
export type {
  GatewayTaskOptions010,
  MeshTaskOptions010,
  PeeredUpstream,
  TransparentProxy,
} from "./releases/v0.10/options";
export type { ClientAgentOptions, ConsulCheck, GatewayTaskOptions06, MeshTaskOptions06 } from "./releases/v0.6/options";
