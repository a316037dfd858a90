import type { EcsServiceServiceRegistries, EcsServiceVolumeConfiguration } from "@cdktf/provider-aws/lib/ecs-service";
import type { ContainerDefinition, LogConfiguration, ServiceOptions } from "../../aws";
import type { OptionsOf, Release } from "../../consul";
import type { Permission, Protocol } from "../../consul/config-entries";
import type { Destination } from "../graph";
import type { MeshTaskOptions } from "../task";
import type { Autoscaling } from "./autoscaling";
import type { MeshDestination } from "./mesh-destination";

/**
 * A service of the mesh: the props of its task, and of the ECS service that runs it. The release line is the mesh's: what
 * another line has is an error that names the line.
 */
export type MeshServiceProps<R extends Release = Release> = {
  [L in R]: CommonMeshServiceProps & OptionsOf<L, "meshTask">;
}[R];

export interface CommonMeshServiceProps
  extends Omit<MeshTaskOptions, "applicationShutdownDelaySeconds" | "wrapsOwnEntryPoint">, ServiceOptions {
  /**
   * The application's containers, or a function that makes them when the stack is written: it is given `connectTo`, so
   * that their environment can say where the services are that they call.
   */
  readonly containers:
    readonly ContainerDefinition[] | ((context: ContainersContext) => readonly ContainerDefinition[]);
  /**
   * Family of the task definition, and the name of the service in Consul's catalog in lower case, unless `serviceName`
   * says another: letters, digits, hyphens and underscores. @default "<name of the mesh>-<id>"
   */
  readonly family?: string;
  /** Name of the ECS service: 1 to 255 letters, digits, hyphens and underscores. @default the family */
  readonly ecsServiceName?: string;
  /**
   * What the service speaks. All but "tcp" can be split, routed, and told apart by path and method.
   * @default nothing is said, which is "tcp" to Consul
   */
  readonly protocol?: Protocol;
  /** Number of tasks, 0 or more. Not together with `autoscaling`. @default 1 */
  readonly desiredCount?: number;
  /** @default the number of tasks is fixed */
  readonly autoscaling?: Autoscaling;
  /** Seconds after its start for which a load balanced task may be unhealthy. @default none */
  readonly healthCheckGracePeriodSeconds?: number;
  /** Security groups of the tasks beside the mesh's. @default none */
  readonly securityGroupIds?: readonly string[];
  /** A registry of Cloud Map in which the tasks are listed beside Consul's catalog. @default none */
  readonly serviceRegistry?: EcsServiceServiceRegistries;
  /** A volume of EBS that is made with each task: it names one of `volumes` with `configureAtLaunch`. @default none */
  readonly volumeConfiguration?: EcsServiceVolumeConfiguration;
  /** Which instances take the tasks, at most 10; not on Fargate. @default any */
  readonly placementConstraints?: readonly PlacementConstraint[];
  /** How the tasks are spread over the instances, at most 5; not on Fargate. @default ECS's own */
  readonly placementStrategy?: readonly PlacementStrategy[];
  /**
   * Seconds for which a task that is told to stop goes on answering while its callers learn of it, 0 to 90. The times of
   * the containers and of the load balancer follow from it. Calls that take longer may be cut off by a deployment.
   * 0 stops the application at once. @default 10
   */
  readonly drainSeconds?: number;
  /**
   * Allows the roles what the containers visibly need: their secrets, private images, environment files and log groups.
   * For a role that is brought, a warning names it. @default true
   */
  readonly grants?: boolean;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html */
export interface PlacementConstraint {
  readonly type: "distinctInstance" | "memberOf";
  /** In the language of clusters, for "memberOf" only: `attribute:ecs.instance-type =~ m6.*`. */
  readonly expression?: string;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html */
export interface PlacementStrategy {
  readonly type: "binpack" | "random" | "spread";
  /** Such as "attribute:ecs.availability-zone" for "spread", "cpu" or "memory" for "binpack". */
  readonly field?: string;
}

/** What the function that makes the containers is given. */
export interface ContainersContext {
  /** Name of the service in Consul's catalog. */
  readonly serviceName: string;
  /** Connects the service to another one, and says where the application calls it. */
  readonly connectTo: (destination: MeshDestination | string, options?: ConnectOptions) => ConnectedService;
  /** Where a container's log goes, where the mesh was told a log group. */
  readonly logs: (streamPrefix: string) => LogConfiguration | undefined;
}

/** How a connection is made. */
export interface ConnectOptions extends Omit<Destination, "service"> {
  /** Port of the task on which the sidecar forwards to the service. @default one that follows from the service's name */
  readonly localPort?: number;
  /** Scheme of the `url`. @default "tcp" or "grpc" for a service that is said to speak it, else "http" */
  readonly scheme?: string;
  /** How the traffic leaves for another datacenter. */
  readonly meshGateway?: "none" | "local" | "remote";
  /** What may be asked of a service that speaks HTTP or gRPC. @default everything */
  readonly permissions?: readonly Permission[];
  /** Opaque configuration of the proxy for this connection. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Where the application calls a service that it is connected to. */
export interface ConnectedService {
  /** Such as "http://localhost:27311". */
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** Which container answers the callers outside the mesh. */
export interface ExposeOptions {
  /** @default the only one, or the one that maps the port */
  readonly container?: string;
  /** Port on which it answers. @default the target's, else the service's `port` */
  readonly port?: number;
}
