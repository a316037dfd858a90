import { Token } from "cdktf";
import { AclController, GatewayTask } from "../../../modules";
import type {
  AclControllerProps,
  GatewayTaskProps,
  MeshGatewayOptions,
  MeshGatewayProps,
  Release,
} from "../../../modules";
import { CONTAINERS, FSX_VOLUMES, LOGS, VOLUMES } from "./containers";
import { entry, onBothLines, type Entry } from "./entry";
import {
  CLUSTER_ARN,
  DEPENDS_ON,
  GROUPS,
  KEY,
  PLAIN_SERVERS,
  policy,
  secret,
  SERVERS,
  SERVERS_OF_CONTROLLER,
  SUBNETS,
  TAGS,
  TARGET_GROUP_ARN,
  VPC_ID,
  WITH_CA_FILES,
} from "./given";
import { plainMesh } from "./service-mesh";
import { EXTRAS, OF_LINE, SIDECARS } from "./task-options";

const SERVICE = {
  circuitBreaker: true,
  waitForSteadyState: true,
  deploymentMinimumHealthyPercent: 50,
  deploymentMaximumPercent: 200,
  dependsOn: DEPENDS_ON,
} as const;

const ON_EC2 = {
  launchType: "EC2",
  compatibilities: ["EC2"],
  runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  permissionsBoundary: policy("boundary"),
  kmsKeyArns: [KEY],
} as const;

const ON_FARGATE = {
  compatibilities: ["FARGATE"],
  capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 1 }],
  assignPublicIp: true,
  ephemeralStorageGib: 30,
} as const;

/** What gateways can be told on both lines, in a mesh or out of one. */
const OPTIONS: MeshGatewayOptions = {
  ...SERVICE,
  family: "gateway",
  securityGroupIds: GROUPS,
  serviceName: "gateway",
  serviceTags: ["v1"],
  serviceMeta: { version: "1" },
  partition: "default",
  cpu: 512,
  memory: 1024,
  lanAddress: "gateway.internal",
  lanPort: 8443,
  wanPort: 443,
  wanFederation: false,
  iamRolePath: "/consul-ecs/",
  taskRolePolicyArns: [policy("task")],
  executionRolePolicyArns: [policy("execution")],
  logConfiguration: LOGS,
  serviceTokenAuthMethodName: "iam-ecs-service-token",
  consulEcsConfig: { consulLogin: EXTRAS.consulLogin },
  executeCommand: true,
  namedLogGroups: true,
  likeHclModule: true,
  tags: TAGS,
  ...ON_EC2,
};

const OF_010 = {
  desiredCount: 2,
  targetGroups: [{ targetGroupArn: TARGET_GROUP_ARN, containerName: "consul-dataplane", containerPort: 8443 }],
  volumes: VOLUMES.map((volume, index) => ({
    ...volume,
    // The service of a gateway says nothing of volumes.
    ...(volume.configureAtLaunch ? { configureAtLaunch: false } : {}),
    containerPath: `/volumes/${index}`,
    readOnly: true,
  })),
  extraContainers: CONTAINERS,
  kind: "api-gateway",
};

const BALANCERS = [
  {
    vpcId: VPC_ID,
    subnetIds: SUBNETS,
    preserveClientIp: true,
    securityGroup: { modify: "sg-0e0e0e0e" },
    ingressCidrBlocks: ["10.0.0.0/8"],
    openLanPort: true,
  },
  { vpcId: VPC_ID, subnetIds: SUBNETS, securityGroup: "none" },
] as const;

const LEAST = {
  kind: "mesh-gateway",
  servers: PLAIN_SERVERS,
  family: "gateway",
  clusterArn: CLUSTER_ARN,
  subnetIds: SUBNETS,
} as const;

/** The least, and what a variant has besides. */
function gatewayOf(release: Release, variant: object): GatewayTaskProps {
  return release === "0.10" ? { ...LEAST, ...variant, release } : { ...LEAST, ...variant, release };
}

/** The variants of a gateway, for those who add what they need to each. */
function variants(release: Release): MeshGatewayProps[] {
  const { consulEcsImage } = OF_LINE[release];
  const line = {
    consulEcsImage,
    ...SIDECARS,
    ...(release === "0.10" ? { sidecarsEssential: undefined } : {}),
    ...OF_LINE[release].gatewayTask,
  };
  const mesh = { ...OPTIONS, ...line, kind: "mesh-gateway" } as const;
  return [
    { ...mesh, wanAddress: "gateway.example.com" },
    ...BALANCERS.map(
      (loadBalancer) => ({ family: "gateway", kind: "mesh-gateway", loadBalancer, ...ON_FARGATE }) as const,
    ),
    ...(release === "0.10" ? of010(line) : []),
  ];
}

function of010(line: object): MeshGatewayProps<"0.10">[] {
  const { kind: _kind, ...rest } = OF_010;
  return [
    { ...OPTIONS, wanPort: undefined, lanAddress: undefined, ...line, ...rest, kind: "api-gateway" },
    { kind: "api-gateway", volumes: FSX_VOLUMES },
  ];
}

const gateways = onBothLines((release) => [
  entry<GatewayTaskProps>({
    name: "GatewayTask",
    make: (scope, props) => new GatewayTask(scope, "gateway", props),
    least: () => gatewayOf(release, {}),
    rich: variants(release).map((variant, index) => () => {
      const servers = index === 0 ? SERVERS : PLAIN_SERVERS;
      return gatewayOf(release, { ...variant, servers, family: "gateway", securityGroupIds: GROUPS });
    }),
  }),
  entry<MeshGatewayProps>({
    name: "ServiceMesh.addGateway",
    make: (scope, props) => plainMesh(scope, release).addGateway("gateway", props),
    least: () => ({ kind: "mesh-gateway" }),
    rich: variants(release).map((variant) => () => variant),
  }),
]);

const controllers = onBothLines((release) => {
  const given: AclControllerProps = {
    release,
    servers: { ...PLAIN_SERVERS, acls: true, bootstrapTokenSecretArn: secret("bootstrap-token") },
    namePrefix: "mesh",
    clusterArn: CLUSTER_ARN,
    subnetIds: SUBNETS,
  };
  return [
    entry<AclControllerProps>({
      name: "AclController",
      never:
        release === "0.10"
          ? Object.fromEntries(
              ["http", "grpc"].map((of) => [
                `servers.${of}.caCertFile`,
                "A controller takes its CA from the environment.",
              ]),
            )
          : {},
      make: (scope, props) => new AclController(scope, "controller", props),
      least: () => given,
      rich: [
        () => ({
          ...given,
          ...SERVICE,
          ...ON_EC2,
          servers: SERVERS_OF_CONTROLLER,
          serviceName: "controller",
          executeCommand: true,
          namedLogGroups: true,
          likeHclModule: true,
          securityGroupIds: GROUPS,
          consulEcsImage: OF_LINE[release].consulEcsImage,
          logConfiguration: LOGS,
          iamRolePath: "/consul-ecs/",
          partition: "default",
          executionRolePolicyArns: [policy("execution")],
          sidecars: [
            {
              container: () => ({ name: "helper", image: "helper:1", essential: false }),
              secretArns: [secret("helper")],
              kmsKeyArns: [KEY],
              taskStatements: () => [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }],
              executionStatements: () => [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }],
              preconditions: [
                { condition: Token.asAny("${aws_vpc.main.id != null}"), errorMessage: "Something is wrong." },
              ],
            },
          ],
        }),
        () => ({
          ...given,
          ...ON_FARGATE,
          servers: {
            ...given.servers,
            ...WITH_CA_FILES,
            ...(release === "0.10" ? { http: undefined, grpc: undefined } : {}),
          },
        }),
      ],
    }),
  ];
});

export const GATEWAYS: readonly Entry[] = [...gateways, ...controllers];
