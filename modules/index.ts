/**
 * The public names: what another project may import, and what a new major version may change. The servers on HCP and
 * the certificate authority have paths of their own, because they need providers that nobody else does.
 */
export { adopt, adoptResource, forget } from "./adoption";
export { Secret, GeneratedSecret, awsLogs, tagEverything } from "./aws";
export { Ec2Capacity } from "./aws/capacity";
export { HttpLoadBalancer } from "./aws/load-balancer";
export { ExistingNetwork, Vpc } from "./aws/network";
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
export { ImportedService, MeshService } from "./mesh/service";
export { ServiceMesh } from "./mesh/service-mesh";
export { MeshTask } from "./mesh/task";
export { ServerCluster } from "./servers/cluster";
export { DevServer } from "./servers/dev";
export { Ec2Servers } from "./servers/ec2";
export { ExternalConsulServers } from "./servers/external";
export { ServerStorage } from "./servers/storage";

export type { Adoptable, AdoptOptions, AdoptResourceOptions } from "./adoption";
export type {
  CapacityProviderStrategyItem,
  Compatibility,
  ContainerDefinition,
  ContainerDependency,
  ContainerSecret,
  Device,
  EnvironmentFile,
  FirelensConfiguration,
  HclModuleOptions,
  HealthCheck,
  KeyValue,
  LaunchType,
  LinuxParameters,
  LogConfiguration,
  MountPoint,
  Peer,
  PolicyStatement,
  PortMapping,
  Precondition,
  RepositoryCredentials,
  ResourceRequirement,
  RestartPolicy,
  RoleAttributes,
  Rule,
  RuntimePlatform,
  SecretProps,
  SecretSource,
  SecretValue,
  SystemControl,
  Tags,
  Tmpfs,
  Truth,
  Ulimit,
  VolumesFrom,
} from "./aws";
export type { Architecture, Ec2CapacityProps, Ec2Placement } from "./aws/capacity";
export type { FurtherTargetProps, HttpLoadBalancerProps, ServiceTarget, TargetHealthCheck } from "./aws/load-balancer";
export type { ExistingNetworkProps, NatGateways, Network, VpcProps } from "./aws/network";
export type { ConsulServers, ConsulServersGrpc, ConsulServersHttp, ConsulServersTls } from "./consul";
export type {
  AllowedSource,
  ConfigEntry,
  Consumer,
  FailoverTarget,
  Permission,
  Protocol,
  Resolution,
  Route,
  Split,
  Traffic,
} from "./consul/config-entries";
export type {
  ConfigExtras,
  ConfigExtras010,
  ConsulCheck,
  DevServerLineOptions,
  DevServerOptions010,
  DevServerOptions06,
  ExposedPath,
  GatewayKind,
  GatewayTarget,
  GatewayTaskLineOptions,
  GatewayTaskOptions010,
  GatewayTaskOptions06,
  GatewayVolume,
  HttpHealthCheck,
  LoginExtras,
  MeshGatewayMode,
  MeshTaskLineOptions,
  MeshTaskOptions010,
  MeshTaskOptions06,
  Options010,
  Options06,
  OutlierDetection,
  PeeredUpstream,
  ProxyExtras,
  Release,
  Releases,
  ServiceExtras,
  ServiceExtras010,
  SidecarOptions,
  SidecarResources,
  TransparentProxy,
  Upstream,
} from "./consul/releases";
export type { AclControllerProps, TaskSidecar } from "./mesh/controller";
export type { CommonGatewayTaskProps, GatewayLoadBalancer, GatewayTaskProps } from "./mesh/gateway";
export type { MeshSecurityGroupProps } from "./mesh/security-group";
export type { Connection, Destination, Entrance, MeshGraph, MeshMember, ServiceIdentity } from "./mesh/graph";
export type {
  Autoscaling,
  CommonMeshServiceProps,
  ConnectOptions,
  ConnectedService,
  ContainersContext,
  ExposeOptions,
  ImportedServiceProps,
  MeshContext,
  MeshDestination,
  MeshGroup,
  MeshPlacement,
  MeshServiceProps,
  PlacementConstraint,
  PlacementStrategy,
} from "./mesh/service";
export type {
  MeshCluster,
  MeshGatewayOptions,
  MeshGatewayProps,
  MeshLogs,
  MeshNetwork,
  MeshRelease,
  MeshReleaseParts,
  MeshReleaseProps,
  ServiceMeshAttributes,
  ServiceMeshOptions,
  ServiceMeshProps,
} from "./mesh/service-mesh";
export type {
  CommonMeshTaskProps,
  MeshTaskOptions,
  DockerVolume,
  EfsVolume,
  FsxWindowsVolume,
  MeshTaskProps,
  Volume,
} from "./mesh/task";
export type { CommonServerClusterProps, ServerClusterPropsOf, ServerCount } from "./servers/cluster";
export type { CommonDevServerProps, DevServerPropsOf } from "./servers/dev";
export type { Alarms, ConsulSource, DataVolumes, Ec2ServersProps, Snapshots, UiAccess } from "./servers/ec2";
export type { ServerLoadBalancer, ServerSnapshots, ServerTaskProps, ServerTls } from "./servers/common";
export type { DataDirectory, Persistence, ServerStorageProps } from "./servers/storage";
