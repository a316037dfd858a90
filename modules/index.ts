/**
 * The public names: what another project may import, and what a new major version may change. The servers on HCP and
 * the certificate authority have paths of their own, because they need providers that nobody else does.
 */
export { Secret, GeneratedSecret, awsLogs, tagEverything } from "./aws";
export { Ec2Capacity } from "./aws/capacity";
export { HttpLoadBalancer } from "./aws/load-balancer";
export { ExistingNetwork, Vpc } from "./aws/network";
export { DEFAULT_RELEASE, RELEASES } from "./consul";
export {
  ConfigEntryResources,
  DENY_ALL,
  allowIntentions,
  exportedServices,
  serviceDefaults,
  serviceResolver,
  serviceRouter,
  serviceSplitter,
} from "./consul/config-entries";
export { AclController } from "./mesh/controller";
export { GatewayTask } from "./mesh/gateway";
export { MeshSecurityGroup } from "./mesh/security-group";
export { MeshService, ServiceMesh } from "./mesh/service";
export { MeshTask } from "./mesh/task";
export { ServerCluster } from "./servers/cluster";
export { DevServer } from "./servers/dev";
export { Ec2Servers } from "./servers/ec2";
export { ExternalConsulServers } from "./servers/external";
export { ServerStorage } from "./servers/storage";

export type {
  CapacityProviderStrategyItem,
  Compatibility,
  ContainerDefinition,
  ContainerDependency,
  ContainerSecret,
  EcsRole,
  EcsRoleProps,
  GrantableRole,
  HealthCheck,
  InputError,
  KeyValue,
  LaunchType,
  LinuxParameters,
  LogConfiguration,
  MountPoint,
  PolicyStatement,
  PolicyStatements,
  PortMapping,
  RoleAttributes,
  RuntimePlatform,
  SecretProps,
  SecretSource,
  SecretValue,
  ServiceOptions,
  Tags,
  TaskOptions,
} from "./aws";
export type { Architecture, Ec2CapacityProps, Ec2Placement } from "./aws/capacity";
export type * from "./aws/load-balancer";
export type * from "./aws/network";
export type * from "./consul";
export type * from "./consul/config-entries";
export type * from "./mesh/controller";
export type * from "./mesh/gateway";
export type * from "./mesh/security-group";
export type * from "./mesh/service";
export type * from "./mesh/task";
export type * from "./servers/cluster";
export type * from "./servers/dev";
export type * from "./servers/ec2";
export type * from "./servers/external";
export type * from "./servers/storage";
