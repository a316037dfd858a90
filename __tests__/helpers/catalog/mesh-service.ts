import { Token } from "cdktf";
import { ImportedService, MeshService } from "../../../modules";
import type {
  AllowedSource,
  CommonMeshServiceProps,
  ConnectOptions,
  ExposeOptions,
  ImportedServiceProps,
  MeshDestination,
  MeshServiceProps,
  PolicyStatement,
  Release,
  Resolution,
  Route,
  ServiceTarget,
  Split,
} from "../../../modules";
import type { Construct } from "constructs";
import { RESOLUTION, ROUTES, SOURCES } from "./config-entries";
import { APP, CONTAINERS, FSX_VOLUMES, VOLUMES } from "./containers";
import { entry, onBothLines, type Entry } from "./entry";
import { DEPENDS_ON, GROUPS, listOf, role, TARGET_GROUP_ARN } from "./given";
import { HTTP_CHECK, OF_LINE, ON_FARGATE, OWN_ROLES, SIDECARS, TASK_OPTIONS } from "./task-options";
import { plainMesh } from "./service-mesh";

const REGISTRY_ARN = "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-0a1b2c3d4e5f6a7b";
const LEAST: CommonMeshServiceProps = { port: 9090, containers: [APP] };

/** A service to be told more. */
const web = (scope: Construct, release: Release, props: object = {}): MeshService =>
  plainMesh(scope, release).addService("web", { ...LEAST, protocol: "http", ...props });

const RICH: CommonMeshServiceProps = {
  ...LEAST,
  ...TASK_OPTIONS,
  ...SIDECARS,
  containers: CONTAINERS,
  family: "web",
  ecsServiceName: "web",
  protocol: "http",
  desiredCount: 2,
  healthCheckGracePeriodSeconds: 30,
  securityGroupIds: GROUPS,
  serviceRegistry: {
    registryArn: REGISTRY_ARN,
    containerName: "app",
    containerPort: 9090,
  },
  volumeConfiguration: {
    name: "ebs",
    managedEbsVolume: {
      roleArn: role("ebs").arn,
      encrypted: true,
      fileSystemType: "xfs",
      iops: 3000,
      kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
      sizeInGb: 20,
      snapshotId: "snap-0a1b2c3d",
      throughput: 125,
      volumeInitializationRate: 200,
      volumeType: "gp3",
      tagSpecifications: [{ propagateTags: "SERVICE", resourceType: "volume", tags: { team: "payments" } }],
    },
  },
  placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.os-type == linux" }],
  placementStrategy: [{ type: "spread", field: "attribute:ecs.availability-zone" }],
  drainSeconds: 20,
  grants: true,
  launchType: "EC2",
  circuitBreaker: true,
  waitForSteadyState: true,
  deploymentMinimumHealthyPercent: 50,
  deploymentMaximumPercent: 200,
  dependsOn: DEPENDS_ON,
};

const constructs = onBothLines((release) => [
  entry<MeshServiceProps>({
    name: "ServiceMesh.addService",
    alsoCovers: ["MeshService"],
    make: (scope, props) => new MeshService(scope, "web", plainMesh(scope, release), props),
    least: () => LEAST,
    rich: [
      () => ({ ...RICH, consulEcsImage: OF_LINE[release].consulEcsImage, ...OF_LINE[release].meshTask }),
      () => ({
        ...LEAST,
        containers: ({ logs }) => [{ ...APP, logConfiguration: logs("app") }],
        httpHealthCheck: HTTP_CHECK,
        serviceRegistry: { registryArn: REGISTRY_ARN, port: 9090 },
        autoscaling: { minTasks: 1, maxTasks: 4, cpuPercent: 60, memoryPercent: 70 },
        capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 1 }],
        assignPublicIp: true,
        ...ON_FARGATE,
        ...OWN_ROLES,
      }),
      () => ({ ...LEAST, volumes: [...VOLUMES.slice(0, 1), ...FSX_VOLUMES] }),
    ],
  }),
]);

interface Exposed {
  readonly target: ServiceTarget;
  readonly options?: ExposeOptions;
}

interface Connected {
  readonly destination: MeshDestination | string;
  readonly options?: ConnectOptions;
}

const connections = onBothLines((release) => [
  entry<Connected>({
    name: "MeshService.connectTo",
    never:
      release === "0.6"
        ? {
            "destination.place.peer": "The line has no cluster peering.",
            "options.peer": "The line has no cluster peering.",
          }
        : {},
    make: (scope, { destination, options }) => web(scope, release).connectTo(destination, options),
    least: () => ({ destination: "api" }),
    rich: [
      () => ({
        destination: {
          serviceName: "api",
          partition: "default",
          namespace: "default",
          protocol: "http",
          port: 9090,
          mesh: { graph: {} },
          place: { datacenter: "dc2", meshGateway: "local" },
          preconditions: [
            { condition: Token.asAny("${aws_vpc.main.id != null}"), errorMessage: "Something is wrong." },
          ],
        },
      }),
      ...(release === "0.10" ? [() => ({ destination: { serviceName: "api", place: { peer: "other" } } })] : []),
      () => ({
        destination: "api",
        options: {
          datacenter: "dc2",
          partition: "default",
          namespace: "default",
          localPort: 23456,
          scheme: "https",
          meshGateway: "local",
          permissions: [{ paths: ["/read"], methods: ["GET"] }],
          config: { connect_timeout_ms: 1000 },
        },
      }),
      ...(release === "0.10" ? [() => ({ destination: "api", options: { peer: "other" } })] : []),
    ],
  }),
  entry<AllowedSource>({
    name: "MeshService.allowFrom",
    make: (scope, source) => web(scope, release).allowFrom(source),
    least: () => ({ service: "web2" }),
    rich: SOURCES.map((source) => () => source),
  }),
  entry<Exposed>({
    name: "MeshService.exposeThrough",
    make: (scope, { target, options }) => web(scope, release).exposeThrough(target, options),
    least: () => ({ target: { targetGroupArn: TARGET_GROUP_ARN, cidrBlocks: ["10.0.0.0/8"] } }),
    rich: [
      (scope) => ({
        target: {
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
        options: { container: "app", port: 9090 },
      }),
    ],
  }),
]);

const traffic = onBothLines((release) => [
  entry<{ readonly split: Split }>({
    name: "MeshService.split",
    make: (scope, { split }) => {
      const service = web(scope, release);
      service.resolve(RESOLUTION);
      service.split(split);
    },
    least: () => ({ split: { v1: 100 } }),
    rich: [() => ({ split: { v1: 90, v2: 10 } })],
  }),
  entry<{ readonly routes: readonly Route[] }>({
    name: "MeshService.route",
    make: (scope, { routes }) => {
      const service = web(scope, release);
      service.resolve(RESOLUTION);
      service.route(...listOf(routes));
    },
    least: () => ({ routes: [] }),
    rich: [() => ({ routes: ROUTES })],
  }),
  entry<Resolution>({
    name: "MeshService.resolve",
    make: (scope, resolution) => web(scope, release).resolve(resolution),
    least: () => ({}),
    rich: [() => RESOLUTION],
  }),
]);

const policies = (["addToTaskRolePolicy", "addToExecutionRolePolicy"] as const).map((method) =>
  entry<PolicyStatement>({
    name: `MeshService.${method}`,
    make: (scope, statement) => web(scope, "0.10")[method](statement),
    least: () => ({ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }),
    rich: [
      () => ({
        Sid: "ReadFiles",
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: ["arn:aws:s3:::files/*"],
        Condition: { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d", "aws:SourceAccount": ["123456789012"] } },
      }),
    ],
  }),
);

interface Imported {
  readonly name: string;
  readonly props?: ImportedServiceProps;
}

const imported = onBothLines((release) => [
  entry<Imported>({
    name: "ServiceMesh.importService",
    alsoCovers: ["ImportedService"],
    never: release === "0.6" ? { "props.peer": "The line has no cluster peering." } : {},
    make: (scope, { name, props }) => web(scope, release).connectTo(new ImportedService(name, props)),
    least: () => ({ name: "api" }),
    rich: [
      () => ({
        name: "api",
        props: {
          datacenter: "dc2",
          partition: "default",
          namespace: "default",
          protocol: "http",
          port: 9090,
          meshGateway: "local",
        },
      }),
      ...(release === "0.10" ? [() => ({ name: "api", props: { peer: "other" } })] : []),
    ],
  }),
]);

export const MESH_SERVICES: readonly Entry[] = [...constructs, ...connections, ...traffic, ...policies, ...imported];
