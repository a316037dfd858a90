import type { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { LogConfiguration } from "../modules/aws";
import type { Network } from "../modules/aws/network";
import type { ConsulServers, JoinedServers } from "../modules/consul";
import type { ConfigEntry } from "../modules/consul/config-entries";
import type { MeshPlacement } from "../modules/mesh/service";

/** Where a datacenter's servers are put, and what they are told of what is around them. */
export interface ServersPlace {
  readonly scope: Construct;
  /** Prefix of names. */
  readonly name: string;
  readonly datacenter: string;
  readonly network: Network;
  readonly cluster: EcsCluster;
  /** What the tasks of the environment run on. */
  readonly placement: MeshPlacement;
  /** Whether operators are let into the servers' tasks. */
  readonly executeCommand: boolean;
  /** What must be there before the first task. */
  readonly before: readonly ITerraformDependable[];
  /** Name of the log group. */
  readonly logGroup: string;
  logs(streamPrefix: string): LogConfiguration;
  /** Who may reach the UI. */
  readonly ingressCidrBlocks: readonly string[];
  readonly waitForSteadyState: boolean;
  /** The entries, for servers that are told them at their first start. */
  readonly configEntries?: () => readonly ConfigEntry[];
  /** What the release line says of servers that are joined to another datacenter. */
  readonly joined?: JoinedServers;
}

/** The servers of a datacenter, and what a user wants to know of them. */
export interface MadeServers {
  readonly servers: ConsulServers;
  /** Terraform outputs, by name. */
  readonly outputs: Readonly<Record<string, { readonly value: string; readonly description: string }>>;
  /** How to run a command, given as one word, beside a server, by ECS Exec; nothing where there is none to run in. */
  readonly exec?: (command: string) => string;
}

/** Makes the servers of a datacenter: what the hostings differ in. */
export type ServersFactory = (place: ServersPlace) => MadeServers;
