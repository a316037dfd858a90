import type { LogConfiguration, ServiceOptions, TaskOptions } from "../../aws";
import type { ConsulServers, Release } from "../../consul";
import type { ConfigEntry } from "../../consul/config-entries";
import type { RolledServices } from "./roll-command";

/** What delivers the configuration entries of a mesh. */
export interface ConfigEntriesDeliveryProps {
  /** Release line of Consul on ECS. */
  readonly release: Release;
  /** The Consul servers, with the secret of a token where they have ACLs. */
  readonly servers: ConsulServers;
  /**
   * The mesh whose entries these are: 1 to 64 letters, digits, dots, hyphens and underscores. It is written into each
   * entry, and tells this mesh's entries from those of others: unique among all that share the servers.
   */
  readonly owner: string;
  /**
   * Names that the mesh had before. Their entries are this mesh's, and get its name. @default none
   */
  readonly formerOwners?: readonly string[];
  /** The entries. Asked when the stack is written, so the graph may grow until then. Names may be tokens. */
  readonly entries: () => readonly ConfigEntry[];
  /**
   * Entries that are taken over although somebody else wrote them and they say something else: `service-defaults/api`.
   * One that carries the mark of another mesh stays. @default none
   */
  readonly takeOver?: readonly string[];
  /** Image with `sh`, `curl` and `jq`. @default the Consul image of the release line */
  readonly image?: string;
  /** Admin partition. Consul Enterprise. @default none; namespaces in entries need "default" */
  readonly partition?: string;
  /**
   * Auth methods that the controller writes when it starts. Where Consul has lost one, the container ends, and with it the
   * task, so that ECS starts the controller again. Only for a container in the controller's task. @default none
   */
  readonly authMethods?: readonly string[];
  /** Command that starts all tasks again in the right order, for the log: `rollCommand(...)`. Asked when the stack is written. */
  readonly rollCommand: () => string;
  /**
   * Starts the tasks of services again when Consul has lost its data, without being asked and in the steps of
   * `rollCommand`.
   * @default never: the log says what to do
   */
  readonly rollAfterLoss?: RollAfterLoss;
  /** Seconds between two comparisons with what Consul has, 5 to 3600. @default 30 */
  readonly intervalSeconds?: number;
  /** @default none */
  readonly logConfiguration?: LogConfiguration;
  /**
   * Name of the bucket for entries that do not fit into a task definition; made only when they do not.
   * @default "<owner>-config-entries-<account>"
   */
  readonly bucketName?: string;
}

/** Which services follow a loss of Consul's data. */
export interface RollAfterLoss {
  /** ARN of the ECS cluster. */
  readonly clusterArn: string;
  /**
   * The ECS services, without the one whose task delivers: that ends by itself when an auth method is gone. Asked when
   * the stack is written. Names may be tokens.
   */
  readonly services: () => RolledServices;
}

/** A service of its own that delivers. */
export interface ConfigEntriesServiceProps extends ConfigEntriesDeliveryProps, TaskOptions, ServiceOptions {
  /** Prefix of the family, of the roles and of the service: `<namePrefix>-config-entries`. */
  readonly namePrefix: string;
  /** ARN of the ECS cluster. */
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  /** @default the VPC's default security group */
  readonly securityGroupIds?: readonly string[];
  /** Lets an operator in, by `aws ecs execute-command`. @default false */
  readonly executeCommand?: boolean;
}
