/** The types of the props of everything public that takes some, on each release line that makes a difference to them. */
const PROPS_OF: Readonly<Record<string, (line: string) => string>> = {
  Secret: () => "ConstructorParameters<typeof mesh.Secret>[2]",
  GeneratedSecret: () => "ConstructorParameters<typeof mesh.GeneratedSecret>[2]",
  Vpc: () => "mesh.VpcProps",
  "ExistingNetwork.fromIds": () => "mesh.ExistingNetworkProps",
  awsLogs: () => "Parameters<typeof mesh.awsLogs>[0]",
  tagEverything: () => "{ readonly tags: Parameters<typeof mesh.tagEverything>[1] }",
  HttpLoadBalancer: () => "mesh.HttpLoadBalancerProps",
  "HttpLoadBalancer.addTarget": () => "mesh.FurtherTargetProps",
  "HttpLoadBalancer.drain": () => "{ readonly seconds: number }",
  Ec2Capacity: () => "mesh.Ec2CapacityProps",
  ConfigEntryResources: () => "{ readonly entries: readonly mesh.ConfigEntry[] }",
  serviceDefaults: () => "{ readonly name: string; readonly protocol: mesh.Protocol }",
  serviceSplitter: () => "{ readonly name: string; readonly split: Parameters<typeof mesh.serviceSplitter>[1] }",
  serviceRouter: () => "{ readonly name: string; readonly routes: Parameters<typeof mesh.serviceRouter>[1] }",
  serviceResolver: () => "{ readonly name: string; readonly resolution: Parameters<typeof mesh.serviceResolver>[1] }",
  allowIntentions: () =>
    "{ readonly destination: mesh.Destination; readonly sources: Parameters<typeof mesh.allowIntentions>[1] }",
  exportedServices: () =>
    "{ readonly services: readonly { readonly service: string; readonly partition?: string; readonly namespace?: string; readonly consumers: readonly mesh.Consumer[] }[]; readonly partition?: string }",
  MeshTask: (line) => `mesh.MeshTaskProps<"${line}">`,
  "MeshTask.addUpstream": (line) => `Parameters<mesh.MeshTask<"${line}">["addUpstream"]>[0]`,
  "MeshTask.addEnvironment": () =>
    "{ readonly container: string; readonly variables: Readonly<Record<string, string>> }",
  "MeshTask.addPortMapping": () => "{ readonly container: string; readonly mapping: mesh.PortMapping }",
  "MeshTask.openPort": () => "{ readonly port: number }",
  "ServiceMesh.addService": (line) => `mesh.MeshServiceProps<"${line}">`,
  "MeshService.connectTo": () =>
    "{ readonly destination: mesh.MeshDestination | string; readonly options?: mesh.ConnectOptions }",
  "MeshService.allowFrom": () => "mesh.AllowedSource",
  "MeshService.exposeThrough": () => "{ readonly target: mesh.ServiceTarget; readonly options?: mesh.ExposeOptions }",
  "MeshService.split": () => '{ readonly split: Parameters<mesh.MeshService["split"]>[0] }',
  "MeshService.route": () => '{ readonly routes: Parameters<mesh.MeshService["route"]> }',
  "MeshService.resolve": () => 'Parameters<mesh.MeshService["resolve"]>[0]',
  "MeshService.addToTaskRolePolicy": () => "mesh.PolicyStatement",
  "MeshService.addToExecutionRolePolicy": () => "mesh.PolicyStatement",
  "ServiceMesh.importService": () => "{ readonly name: string; readonly props?: mesh.ImportedServiceProps }",
  ServiceMesh: (line) => `mesh.ServiceMeshProps<"${line}">`,
  "ServiceMesh.fromAttributes": (line) =>
    `{ readonly attributes: mesh.ServiceMeshAttributes<"${line}">; readonly options?: Parameters<typeof mesh.ServiceMesh.fromAttributes<"${line}">>[3] }`,
  "ServiceMesh.withRelease": (line) => `mesh.MeshReleaseProps<"${line}">`,
  "ServiceMesh.addConfigEntries": () => "{ readonly entries: readonly mesh.ConfigEntry[] }",
  "ServiceMesh.logs": () => "{ readonly streamPrefix: string }",
  MeshSecurityGroup: () => "mesh.MeshSecurityGroupProps",
  "MeshSecurityGroup.allowFrom": () =>
    "{ readonly peer: mesh.Peer | mesh.ServiceTarget; readonly port: number; readonly description: string }",
  "MeshSecurityGroup.connectTo": () => 'Parameters<mesh.MeshSecurityGroup["connectTo"]>[0]',
  GatewayTask: (line) => `mesh.GatewayTaskProps<"${line}">`,
  "ServiceMesh.addGateway": (line) => `mesh.MeshGatewayProps<"${line}">`,
  AclController: () => "mesh.AclControllerProps",
  DevServer: (line) => `mesh.DevServerPropsOf<"${line}">`,
  ServerCluster: (line) => `mesh.ServerClusterPropsOf<"${line}">`,
  "ExternalConsulServers.fromAttributes": () => "mesh.ConsulServers",
  ServerStorage: () => "mesh.ServerStorageProps",
  "ServerStorage.addServer": () => "{ readonly name: string }",
  "ServerStorage.addSnapshots": () => "{ readonly containerPath: string }",
  Ec2Servers: () => "mesh.Ec2ServersProps",
  HcpServers: () => "hcp.HcpServersProps",
  adopt: () => "{ readonly module: string; readonly options?: mesh.AdoptOptions }",
  adoptResource: () => "{ readonly address: string; readonly options?: mesh.AdoptResourceOptions }",
  forget: () => "{ readonly addresses: readonly string[] }",
  GeneratedCertificateAuthority: () => "ca.GeneratedCertificateAuthorityProps",
};

const LINES = ["0.10", "0.6"];

/** What the props are called on one line, or on all: `MeshTask 0.10`, `Vpc`. */
export function propsOf(): Record<string, string> {
  const all = Object.entries(PROPS_OF).flatMap(([name, type]) => {
    if (type.length === 0) return [[name, type("")] as const];
    return LINES.map((line) => [`${name} ${line}`, type(line)] as const);
  });
  return Object.fromEntries(all);
}
