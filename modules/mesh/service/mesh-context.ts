import type { ITerraformDependable } from "cdktf";
import type { LogConfiguration, Peer, ServiceOptions, TaskOptions } from "../../aws";
import type { ConsulServers, Release, Releases } from "../../consul";
import type { MeshGraph } from "../graph";

/** What a service must know of the mesh that it is part of. */
export interface MeshContext<R extends Release = Release> {
  readonly release: R;
  /** Prefix of the names of what is made for the mesh. */
  readonly name: string;
  readonly servers: ConsulServers;
  /** Admin partition of what says no other. @default none */
  readonly partition?: string;
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroup: MeshGroup;
  readonly graph: MeshGraph;
  /** What every task of the mesh is told, unless it says otherwise itself. */
  readonly taskDefaults: Partial<Releases[R]["meshTask"]>;
  /** What the tasks run on, and what every ECS service is told, unless it says otherwise itself. */
  readonly placement: MeshPlacement;
  /** Whether operators are let into a task that does not say it. */
  readonly executeCommand: boolean;
  /** What a service waits for: the controller, or what delivers the configuration entries. */
  readonly ready: readonly ITerraformDependable[];
  /** Where a container's log goes, where the mesh was told a log group. */
  logs(streamPrefix: string): LogConfiguration | undefined;
}

/** The security group of the mesh, whoever made it. */
export interface MeshGroup {
  readonly securityGroupId: string;
  /** Opens a port of the tasks for what calls them from outside the mesh. */
  allowFrom(peer: Peer, port: number, description: string): void;
}

/** What tasks run on. */
export type MeshPlacement = Pick<TaskOptions, "compatibilities" | "runtimePlatform" | "permissionsBoundary"> &
  Pick<ServiceOptions, "launchType" | "capacityProviderStrategy" | "waitForSteadyState">;
