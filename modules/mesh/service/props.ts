import type { ContainerDefinition, ServiceOptions } from "../../aws";
import type { Permission, Protocol } from "../../consul/config-entries";
import type { Release } from "../../consul";
import type { HttpLoadBalancer } from "../../aws/load-balancer";
import type { MeshTaskProps } from "../task";
import type { Autoscaling } from "./autoscaling";
import type { Destination } from "./local-port";
import type { MeshService } from "./mesh-service";
import type { ServiceMesh } from "./service-mesh";

/** A service of the mesh: the props of its task, and of the ECS service that runs it. */
export type MeshServiceProps<R extends Release = Release> = {
  [L in R]: Omit<MeshTaskProps<L>, "servers" | "containers" | "upstreams"> & CommonMeshServiceProps;
}[R];

export interface CommonMeshServiceProps extends ServiceOptions {
  /** The mesh that it is part of: its servers, cluster, subnets and security group are the service's. */
  readonly mesh: ServiceMesh;
  /**
   * The application's containers, or a function that makes them: it is given the service, so that their environment can
   * say where the services are that it connects to.
   */
  readonly containers: readonly ContainerDefinition[] | ((service: MeshService) => readonly ContainerDefinition[]);
  /**
   * What the service speaks. All but "tcp" can be split, routed, and told apart by path and method.
   * @default nothing is said, which is "tcp" to Consul
   */
  readonly protocol?: Protocol;
  /** Number of tasks. Not together with `autoscaling`. @default 1 */
  readonly desiredCount?: number;
  /** @default the number of tasks is fixed */
  readonly autoscaling?: Autoscaling;
  /** Seconds after its start for which a load balanced task may be unhealthy. @default none */
  readonly healthCheckGracePeriodSeconds?: number;
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

/** How a service is brought to the callers outside the mesh. */
export interface Exposure {
  readonly loadBalancer: HttpLoadBalancer;
  /** Container that answers. @default the only one */
  readonly container?: string;
  /** Port on which it answers. @default the service's `port` */
  readonly port?: number;
}
