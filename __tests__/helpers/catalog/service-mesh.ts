import type { Construct } from "constructs";
import { ServiceMesh } from "../../../modules";
import type {
  ConfigEntry,
  MeshReleaseProps,
  MeshSecurityGroupProps,
  Peer,
  Release,
  ServiceMeshAttributes,
  ServiceMeshOptions,
  ServiceMeshProps,
  ServiceTarget,
} from "../../../modules";
import { MeshSecurityGroup } from "../../../modules";
import type { ConsulServers } from "../../../modules";
import { APP } from "./containers";
import { entry, onBothLines, type Entry } from "./entry";
import {
  CLUSTER_ARN,
  DEPENDS_ON,
  listOf,
  PLAIN_SERVERS,
  policy,
  secret,
  SERVERS,
  SERVERS_OF_CONTROLLER,
  SUBNETS,
  TARGET_GROUP_ARN,
  VPC_ID,
  WITH_CA_FILES,
} from "./given";
import { OF_LINE, SIDECARS } from "./task-options";

const PLACE = {
  cluster: { arn: CLUSTER_ARN, name: "mesh" },
  network: { vpcId: VPC_ID, privateSubnetIds: SUBNETS, guardIn: () => undefined },
};

const least = (release: Release): ServiceMeshProps => ({ release, servers: PLAIN_SERVERS, ...PLACE });

/** A mesh without anything of its own, for what is put into one. Its servers have ACLs, which some props need. */
export function plainMesh(scope: Construct, release: Release): ServiceMesh {
  const servers = { ...PLAIN_SERVERS, acls: true, configEntriesTokenSecretArn: secret("entries-token") };
  return new ServiceMesh(scope, "mesh", {
    ...least(release),
    servers,
    name: "mesh",
    region: "us-east-1",
    partition: "default",
    controller: false,
  });
}

const OPTIONS: ServiceMeshOptions<Release> = {
  name: "shop",
  configEntries: "deliver",
  moreConfigEntries: [
    { Kind: "service-defaults", Name: "legacy", Partition: "default", Namespace: "default", Protocol: "http" },
  ],
  deliverAlso: () => [{ Kind: "service-defaults", Name: "other", Protocol: "http" }],
  takeOver: ["service-defaults/legacy"],
  logs: { logGroup: "/mesh", region: "us-east-1" },
  placement: {
    compatibilities: ["EC2"],
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    permissionsBoundary: policy("boundary"),
    launchType: "EC2",
    waitForSteadyState: true,
  },
  rollAfterLoss: true,
  executeCommand: true,
  formerNames: ["market"],
  region: "us-east-1",
  dependsOn: DEPENDS_ON,
  partition: "default",
};

/** So that what its tasks are told is seen. */
function withService(mesh: ServiceMesh): ServiceMesh {
  mesh.addService("web", { port: 9090, containers: [APP] });
  return mesh;
}

const meshes = onBothLines((release) => [
  entry<ServiceMeshProps>({
    name: "ServiceMesh",
    make: (scope, props) => withService(new ServiceMesh(scope, "mesh", props)),
    least: () => least(release),
    rich: [
      () => ({
        ...least(release),
        ...OPTIONS,
        servers: SERVERS_OF_CONTROLLER,
        controller: true,
        taskDefaults: { ...SIDECARS, ...OF_LINE[release].meshTask },
      }),
      () => ({
        ...least(release),
        name: "shop",
        placement: {
          compatibilities: ["FARGATE"],
          capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 1 }],
        },
        securityGroup: { securityGroupId: "sg-0b0b0b0b", allowFrom: () => undefined },
      }),
      () => ({ ...least(release), servers: WITH_CA_FILES, name: "shop" }),
    ],
  }),
  entry<MeshReleaseProps>({
    name: "ServiceMesh.withRelease",
    make: (scope, given) => {
      // What is nothing at all has no line either.
      const { release: line, ...options } = Object(given) as MeshReleaseProps;
      // Without a line of its own it is refused, whatever the mesh is on.
      const other = release === "0.6" ? "0.10" : "0.6";
      const moving = plainMesh(scope, other).withRelease(line, options);
      // Where a transparent proxy is possible.
      return moving.addService("web", { port: 9090, containers: [APP], compatibilities: ["EC2"], launchType: "EC2" });
    },
    least: () => ({ release }),
    rich: [() => ({ release, taskDefaults: { ...SIDECARS, ...OF_LINE[release].meshTask } })],
  }),
  entry<{ readonly attributes: ServiceMeshAttributes; readonly options?: Given }>({
    name: "ServiceMesh.fromAttributes",
    make: (scope, { attributes, options }) =>
      withService(ServiceMesh.fromAttributes(scope, "mesh", attributes, options)),
    least: () => ({ attributes: { ...least(release), securityGroupId: "sg-0b0b0b0b" }, options: { name: "shop" } }),
    rich: [
      () => ({
        attributes: { ...least(release), servers: SERVERS, securityGroupId: "sg-0b0b0b0b" },
        options: { ...OPTIONS, taskDefaults: { ...SIDECARS, ...OF_LINE[release].meshTask } },
      }),
      () => ({
        attributes: { ...least(release), securityGroupId: "sg-0b0b0b0b" },
        options: {
          name: "shop",
          placement: {
            compatibilities: ["FARGATE"],
            capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 1 }],
          },
        },
      }),
    ],
  }),
]);

type Given = Omit<ServiceMeshOptions<Release>, "controller" | "securityGroup">;

const methods = onBothLines((release) => [
  entry<{ readonly entries: readonly ConfigEntry[] }>({
    name: "ServiceMesh.addConfigEntries",
    make: (scope, { entries }) => plainMesh(scope, release).addConfigEntries(...listOf(entries)),
    least: () => ({ entries: [] }),
    rich: [() => ({ entries: OPTIONS.moreConfigEntries ?? [] })],
  }),
  entry<{ readonly streamPrefix: string }>({
    name: "ServiceMesh.logs",
    make: (scope, { streamPrefix }) => {
      const mesh = new ServiceMesh(scope, "mesh", { ...least(release), name: "mesh", logs: OPTIONS.logs });
      const logConfiguration = mesh.logs(streamPrefix);
      mesh.addService("web", { port: 9090, containers: [{ ...APP, logConfiguration }] });
    },
    least: () => ({ streamPrefix: "app" }),
    rich: [() => ({ streamPrefix: "app" })],
  }),
]);

interface Allowed {
  readonly peer: Peer | ServiceTarget;
  readonly port: number;
  readonly description: string;
}

const group = (scope: Construct, release: Release) =>
  new MeshSecurityGroup(scope, "group", { release, name: "mesh", vpcId: VPC_ID });

const groups = onBothLines((release) => [
  entry<MeshSecurityGroupProps>({
    name: "MeshSecurityGroup",
    make: (scope, props) => new MeshSecurityGroup(scope, "group", props),
    least: () => ({ release, name: "mesh", vpcId: VPC_ID }),
    rich: [() => ({ release, name: "mesh", vpcId: VPC_ID, proxyPorts: [20000] })],
  }),
  entry<Allowed>({
    name: "MeshSecurityGroup.allowFrom",
    make: (scope, { peer, port, description }) => group(scope, release).allowFrom(peer, port, description),
    least: () => ({ peer: { cidrBlocks: ["10.0.0.0/8"] }, port: 9090, description: "Balancer" }),
    rich: [
      (scope) => ({
        peer: {
          targetGroupArn: TARGET_GROUP_ARN,
          containerPort: 9090,
          entrancePort: 80,
          drain: () => undefined,
          dependsOn: DEPENDS_ON,
          securityGroupId: "sg-0d0d0d0d",
          cidrBlocks: ["10.0.0.0/8"],
          peerId: "balancer",
          owner: scope,
        },
        port: 9090,
        description: "Balancer",
      }),
    ],
  }),
  entry<ConsulServers & Pick<Peer, "peerId">>({
    name: "MeshSecurityGroup.connectTo",
    make: (scope, servers) => group(scope, release).connectTo(servers),
    least: () => PLAIN_SERVERS,
    rich: [() => ({ ...SERVERS, peerId: "servers" })],
  }),
]);

export const SERVICE_MESHES: readonly Entry[] = [...meshes, ...methods, ...groups];
