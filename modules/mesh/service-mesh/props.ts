import type { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import type { ConsulServers, Release, Releases } from "../../consul";
import type { ConfigEntry } from "../../consul/config-entries";
import type { MeshGroup, MeshPlacement } from "../service";

/** Where the tasks of a mesh run. An `EcsCluster` is one. */
export interface MeshCluster {
  readonly arn: string;
  readonly name: string;
}

/** Where the tasks of a mesh are placed. A `Vpc` or an `ExistingNetwork` is one. */
export interface MeshNetwork {
  readonly vpcId: string;
  /** Subnets of the tasks, 1 to 16. */
  readonly privateSubnetIds: readonly string[];
  /** Has Terraform judge the ids that are tokens, in the scope of the mesh. @default they are judged elsewhere */
  guardIn?(scope: Construct): void;
}

/** What makes a mesh: where its servers are, and where its tasks run. */
export interface ServiceMeshProps<R extends Release = Release> extends ServiceMeshOptions<R> {
  /** Release line of Consul on ECS. It is said here once; what only another line has does not compile in the mesh. */
  readonly release: R;
  /** The Consul servers: one of those that this project makes, or `ExternalConsulServers.fromAttributes(...)`. */
  readonly servers: ConsulServers;
  readonly cluster: MeshCluster;
  readonly network: MeshNetwork;
}

export interface ServiceMeshOptions<R extends Release> {
  /**
   * Prefix of the names of what is made, and the name by which Consul knows whose a configuration entry is: 1 to 30
   * lower case letters, digits and hyphens, the first a letter; no token. Two meshes that share servers differ in it.
   * @default "<id of the stack>-<id of the construct>"
   */
  readonly name?: string;
  /** Names that the mesh had before: their entries are this mesh's, and get its name. @default none */
  readonly formerNames?: readonly string[];
  /**
   * How Consul gets the configuration entries of the mesh: "deliver" has a container write them, and go on comparing;
   * "none" leaves it to you, with `configEntries()`: nobody may call anybody until they are written. @default "deliver"
   */
  readonly configEntries?: "deliver" | "none";
  /** Configuration entries beside those that follow from the services. @default none */
  readonly moreConfigEntries?: readonly ConfigEntry[];
  /**
   * Entries of another mesh that are written here too: of the second datacenter of a WAN federation, whose servers take
   * theirs from the first. Asked when the stack is written. @default none
   */
  readonly deliverAlso?: () => readonly ConfigEntry[];
  /** Entries, as "kind/name", that somebody else wrote and the mesh takes over although they differ. @default none */
  readonly takeOver?: readonly string[];
  /**
   * Whether the mesh runs a controller, which hands out ACL tokens: one for each cluster and admin partition.
   * @default where the servers have ACLs
   */
  readonly controller?: boolean;
  /** Where the logs of what the mesh makes go, and of the sidecars. @default nowhere */
  readonly logs?: MeshLogs;
  /**
   * Lets operators into the tasks of the mesh, by `aws ecs execute-command`; what a service or a gateway says itself wins.
   * @default false
   */
  readonly executeCommand?: boolean;
  /** What the tasks run on, unless they say otherwise. @default Fargate */
  readonly placement?: MeshPlacement;
  /** What every task of the mesh is told of its release line; what a service says itself wins. @default nothing */
  readonly taskDefaults?: Partial<Releases[R]["meshTask"]>;
  /**
   * Starts the tasks of the mesh again when the servers have lost their data, without being asked and in the steps of
   * `rollCommand`. Without it the log names that command. @default false
   */
  readonly rollAfterLoss?: boolean;
  /** AWS region, for the command that rolls the mesh. @default that of the stack's provider */
  readonly region?: string;
  /** What must be there before anything of the mesh, beside the servers. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * Admin partition of the mesh, of its gateways, and of the services that say no other; no token. Consul Enterprise.
   * @default none
   */
  readonly partition?: string;
  /** A security group for the tasks that exists already. @default one is made */
  readonly securityGroup?: MeshGroup;
}

/** What services of a mesh are told that are on another release line than it. */
export interface MeshReleaseProps<R extends Release = Release> {
  /** Release line of these services: another one than the mesh's. */
  readonly release: R;
  /** Options of the release line for every task; what a service says itself wins. @default none */
  readonly taskDefaults?: Partial<Releases[R]["meshTask"]>;
}

/** A log group of CloudWatch. */
export interface MeshLogs {
  readonly logGroup: string;
  readonly region: string;
}

/** What another stack, or another repository, must know of a mesh to put services into it. */
export interface ServiceMeshAttributes<R extends Release = Release> {
  readonly release: R;
  readonly servers: ConsulServers;
  readonly cluster: MeshCluster;
  readonly network: MeshNetwork;
  /** Security group of the mesh's tasks. */
  readonly securityGroupId: string;
}
